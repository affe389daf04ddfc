"""Reads what was typed after the options of `run`; everything wrong is a usage problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.definitions import DefinitionError, as_text, read_object, unknown
from devkit.errors import UsageError
from devkit.soar import Case, CaseError, Entity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from devkit.definitions import Action, Field, Package

SAMPLE = "sample"


def action_of(package: Package, name: str) -> Action:
    """Return an action by its name or its file's stem."""
    actions = package.actions()
    for action in actions.values():
        if name in (action.name, action.stem):
            return action
    raise UsageError.unknown("action", name, actions)


def pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
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
    """See that there is a field for every name."""
    for name in unknown(names, fields):
        raise UsageError.unknown(kind, name, (field.name for field in fields), of)


def settings_file(path: Path) -> dict[str, str]:
    """Read a JSON object of settings by property name; all values become text."""
    if not path.is_file():
        raise UsageError.no_file("settings", path, "there is no such file")
    try:
        values = read_object(path)
    except DefinitionError as error:
        raise UsageError(f"the settings file cannot be used: {error}.") from error
    for name, value in values.items():
        if isinstance(value, (dict, list)):
            raise UsageError(f"the settings file {path.name} holds no plain value for {name!r}.")
    return {name: as_text(value) or "" for name, value in values.items()}


def case_file(path: Path | None) -> Case | None:
    """Read a case; the word `sample` is the devkit's own."""
    if path is None:
        return None
    if str(path) == SAMPLE:
        return Case.sample()
    if not path.is_file():
        raise UsageError.no_file("case", path, f"there is no such file ({SAMPLE!r} is built in)")
    try:
        return Case.from_file(path)
    except CaseError as error:
        raise UsageError(f"{error}.") from error


def alert_of(case: Case | None, identifier: str | None) -> str | None:
    """See that the case has the alert."""
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
    try:
        return [Entity.parse(text).key for text in texts] or None
    except CaseError as error:
        raise UsageError(f"--entity: {error}.") from error
