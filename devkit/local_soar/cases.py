"""The cases that the local SOAR holds, from a JSON file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.local_soar.reading import read_json
from devkit.soar import Case, CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.soar import Entity

PHONE_TYPE = "PHONENUMBER"
LOCAL_DIGITS = 7


def read_cases(path: Path | None = None) -> dict[int, Case]:
    """Read a file that holds one case or a list of them; the sample that ships by default.

    Raises:
        CaseError: the file cannot be read, a case in it is damaged, or two share an identifier.
    """
    if path is None:
        sample = Case.sample()
        return {sample.identifier: sample}
    try:
        raw = read_json(path.read_text(encoding="utf-8-sig"))
        cases = [Case.from_json(item) for item in (raw if isinstance(raw, list) else [raw])]
    except OSError as error:
        raise CaseError(f"the case file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CaseError(f"the case file {path} cannot be used: {error}") from error
    return _by_identifier(cases, path)


def phones_of(cases: Mapping[int, Case]) -> dict[str, str]:
    """Return the numbers of the cases' phone entities, each with its owner's name or nothing."""
    entities = (entity for case in cases.values() for entity in case.entities)
    phones: dict[str, str] = {}
    for entity in entities:
        number = _number(entity)
        if number:
            phones[number] = phones.get(number) or str(entity.properties.get("Owner") or "")
    return phones


def _number(entity: Entity) -> str:
    """Return `+` and the digits of a phone entity, nothing if it has no dial code."""
    text = entity.identifier.strip()
    digits = "".join(character for character in text if character in "0123456789")
    if entity.type != PHONE_TYPE or not text.startswith("+") or len(digits) < LOCAL_DIGITS:
        return ""
    return f"+{digits}"


def _by_identifier(cases: list[Case], path: Path) -> dict[int, Case]:
    found: dict[int, Case] = {}
    for case in cases:
        if type(case.identifier) is not int or case.identifier <= 0:  # `true` is an int, too
            raise CaseError(f"{path}: a case's identifier must be a number above 0")
        if case.identifier in found:
            raise CaseError(f"{path}: two cases have the identifier {case.identifier}")
        found[case.identifier] = case
    return found
