"""Reads what was typed after the options; everything wrong is a usage error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.definitions import as_text
from devkit.errors import UsageError
from devkit.json_files import PlainValue, read_json, validated
from devkit.soar import Case, Entity, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from devkit.definitions import Field

SAMPLE = "sample"


def name_value_pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    """Read `NAME=VALUE` texts. A message never repeats a value, which may be a secret."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            raise UsageError(f'{option} takes NAME=VALUE, e.g. {option} "Name=value".')
        if name in found:
            raise UsageError(f"{option} gives {name!r} twice.")
        found[name] = value
    return found


def check_names(kind: str, names: Iterable[str], fields: tuple[Field, ...], of: str) -> None:
    """Raise a usage error for the first name that no field has."""
    known = [field.name for field in fields]
    for name in names:
        if name not in known:
            raise UsageError.unknown(kind, name, known, of)


def settings_file(path: Path) -> dict[str, str]:
    """Read a JSON object of settings by property name; all values become text."""
    if not path.is_file():
        raise UsageError.unreadable("settings", path, "there is no such file")
    try:
        values = validated(dict[str, PlainValue], read_json(path))
    except ValueError as error:
        raise UsageError(f"The settings file {path} cannot be used: {error}.") from error
    return {name: as_text(value) or "" for name, value in values.items()}


def case_file(path: Path | None) -> Case | None:
    """Read a case; the word `sample` is the devkit's own."""
    if path is None:
        return None
    if str(path) == SAMPLE:
        return Case.sample()
    if not path.is_file():
        reason = f"there is no such file ({SAMPLE!r} is built in)"
        raise UsageError.unreadable("case", path, reason)
    cases = list(read_cases(path).values())
    if len(cases) != 1:
        raise UsageError(f"The case file {path} holds {len(cases)} cases; `run` takes one.")
    return cases[0]


def alert_of(case: Case | None, identifier: str | None) -> str | None:
    """Return the identifier of an alert that the case has."""
    if identifier is None:
        return None
    if case is None:
        raise UsageError("--alert needs a case: add --case FILE.")
    if case.alert(identifier) is None:
        known = (alert.identifier for alert in case.alerts)
        raise UsageError.unknown("alert", identifier, known, "the case")
    return identifier


def entities(texts: Iterable[str]) -> list[tuple[str, str]] | None:
    """Read `TYPE:identifier` texts; None where there are none."""
    return [Entity.parse(text).key for text in texts] or None
