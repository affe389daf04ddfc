"""Reads what was typed; everything wrong is a usage error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer import BadParameter, Option

from devkit.definitions import as_text
from devkit.errors import UsageError
from devkit.json_files import PlainValue, read_json, validated
from devkit.soar import Case, Entity, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SAMPLE = "sample"
LONGEST_SECONDS = 14 * 24 * 3600


def seconds(default: float, text: str, *, least: float = 0.1) -> Any:  # noqa: ANN401 - Typer's
    """Return an option for a length of time."""

    def check(value: float) -> float:
        if not least <= value <= LONGEST_SECONDS:  # also true of "nan"
            raise BadParameter(f"from {least:g} to {LONGEST_SECONDS} seconds.")
        return value

    return Option(default, help=text, metavar="SECONDS", callback=check)


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


def settings_file(path: Path) -> dict[str, str]:
    """Read a JSON object of settings by property name; all values become text."""
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
