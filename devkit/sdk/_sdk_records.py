"""Objects whose fields are exactly the keys of a platform reply."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from _sdk_types import Json


COMMON = ("identifier", "creation_time", "modification_time", "additional_properties")


class Record:
    """Takes its fields by position or name; one too few or unknown is a `TypeError`.

    The platform's classes are as strict: a reply with a key too many breaks the script.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()
    OPTIONAL: ClassVar[tuple[str, ...]] = ()
    IDENTIFIER_IS_MANDATORY: ClassVar[bool] = True

    identifier: str
    creation_time: int
    modification_time: int
    additional_properties: dict[str, Any]

    def __init__(self, *values: Json, **named: Json) -> None:
        known = (*self.FIELDS, *self.OPTIONAL)
        given = dict(zip(known, values, strict=False)) | named
        self._check(given, known)
        # The common fields come first: their order shows where an object is written out.
        for field in sorted(known, key=COMMON.__contains__, reverse=True):
            setattr(self, self.attribute(field), given.get(field))
        if self.IDENTIFIER_IS_MANDATORY and not self.identifier:
            raise Exception("Identifier is required")

    @classmethod
    def attribute(cls, field: str) -> str:
        """Return the attribute's name for a key of the reply."""
        return field

    def _check(self, given: dict[str, Any], known: tuple[str, ...]) -> None:
        call = f"{type(self).__name__}.__init__()"
        for name in given:
            if name not in known:
                raise TypeError(f"{call} got an unexpected keyword argument '{name}'")
        missing = [f"'{name}'" for name in self.FIELDS if name not in given]
        if missing:
            plural = "s" if len(missing) > 1 else ""
            raise TypeError(
                f"{call} missing {len(missing)} required positional argument{plural}: "
                f"{_enumerate(missing)}"
            )


def names(text: str) -> tuple[str, ...]:
    """Return the words of a text, to write long lists of fields as prose."""
    return tuple(text.split())


def _enumerate(names: list[str]) -> str:
    if len(names) <= 2:  # noqa: PLR2004 - "a and b" needs no comma
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
