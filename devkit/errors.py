"""The errors that a command may end with; the text of each is the whole message.

DevkitError    the work could not be done: exit code 1
  UsageError   the command or a file given to it is wrong: exit code 2
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OK, FAILED, USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130

_SIMILARITY = 0.5
_LONGEST_QUOTATION = 60


class DevkitError(Exception):
    """The work could not be done, for the reason that the text gives in full."""

    exit_code = FAILED


class UsageError(DevkitError):
    """The command, or a file that was given to it, is wrong."""

    exit_code = USAGE

    @classmethod
    def unknown(cls, kind: str, name: str, known: Iterable[str], of: str = "") -> UsageError:
        """Name what does not exist, and list what does, the most similar first.

        Args:
            kind: what it should have been, e.g. `action`.
            name: what was typed.
            known: the names that exist.
            of: what the names belong to, e.g. an action's name.
        """
        names = most_similar_first(name, known)
        start = f"{of} has no {kind}" if of else f"There is no {kind}"
        return cls(f"{start} {quoted(name)}. {kind.capitalize()}s: {', '.join(names) or 'none'}.")


def check_known(kind: str, names: Iterable[str], known: Iterable[str], of: str = "") -> None:
    """Raise `UsageError.unknown` for the first of the names that is not known."""
    known = tuple(known)
    for name in names:
        if name not in known:
            raise UsageError.unknown(kind, name, known, of)


def most_similar_first(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names, those most similar to a name before the others."""
    by_lower = {other.lower(): other for other in sorted(known)}
    similar = get_close_matches(name.lower(), by_lower, n=len(by_lower) or 1, cutoff=_SIMILARITY)
    rest = (lower for lower in by_lower if lower not in similar)
    return [by_lower[lower] for lower in (*similar, *rest)]


def quoted(text: str) -> str:
    """Return a text of a stranger in quotation marks, on one line, cut where it is long."""
    return repr(text if len(text) <= _LONGEST_QUOTATION else f"{text[:_LONGEST_QUOTATION]}…")
