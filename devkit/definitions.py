"""The folders and the definition files of the package, as far as the devkit reads them.

Field names and type numbers are the platform's (flat marketplace layout).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit.errors import DefinitionError, UsageError
from devkit.json_files import read_json

ROOT = Path(__file__).resolve().parent.parent
DEFINITIONS = "ActionsDefinitions"
SCRIPTS = "ActionsScripts"
MANAGERS = "Managers"
WIDGETS = "Widgets"
WIDGET_PAGES = "WidgetsScripts"
NOTES = "RN.json"

BOOLEAN_PARAMETER = 1


@dataclass(frozen=True, slots=True)
class Field:
    """A setting of the integration or a parameter of an action."""

    name: str
    kind: int
    default: str | None
    mandatory: bool
    description: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Integration:
    identifier: str
    version: float
    settings: tuple[Field, ...]
    raw: dict[str, Any]

    def defaults(self) -> dict[str, str]:
        """Return the settings that have a default."""
        return {item.name: item.default for item in self.settings if item.default is not None}


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    stem: str
    script: Path
    definition: Path
    is_async: bool
    result_name: str
    default_result_value: str
    parameters: tuple[Field, ...]
    raw: dict[str, Any]

    def defaults(self) -> dict[str, str]:
        """Return every parameter as the platform sends an untouched step: as text, maybe empty."""
        return {item.name: item.default or "" for item in self.parameters}


class Package:
    """The integration package below one folder. Files are read anew on every call."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @property
    def scripts(self) -> Path:
        return self.root / SCRIPTS

    @property
    def managers(self) -> Path:
        return self.root / MANAGERS

    @property
    def definition_path(self) -> Path:
        found = sorted(self.root.glob("Integration-*.def"))
        if len(found) != 1:
            raise DefinitionError(
                f"{self.root} holds {len(found)} files Integration-*.def, not one"
            )
        return found[0]

    def integration(self) -> Integration:
        path = self.definition_path
        raw = read_object(path)
        try:
            return Integration(
                identifier=raw["Identifier"],
                version=raw["Version"],
                settings=tuple(_property(item) for item in raw["IntegrationProperties"]),
                raw=raw,
            )
        except (KeyError, TypeError) as error:
            raise DefinitionError(f"{path.name}: {_reason(error)}") from error

    def actions(self) -> dict[str, Action]:
        """Return the actions by name, in the order of their files."""
        paths = sorted((self.root / DEFINITIONS).glob("*.actiondef"))
        found = [self._action(path) for path in paths]
        return {action.name: action for action in found}

    def action(self, name: str) -> Action:
        """Return an action by its name, its file's stem or `<integration>_<name>`, in any case.

        Raises:
            UsageError: there is no such action; the text lists those that exist.
        """
        actions = self.actions()
        prefix = f"{self.integration().identifier}_".casefold()
        wanted = name.strip().casefold().removeprefix(prefix)
        for action in actions.values():
            if wanted in (action.name.casefold(), action.stem.casefold()):
                return action
        raise UsageError.unknown("action", name, actions)

    def notes(self) -> list[dict[str, Any]]:
        path = self.root / NOTES
        notes = _read(path)
        if not isinstance(notes, list):
            raise DefinitionError(f"{path.name} is no JSON list")
        return notes

    def _action(self, path: Path) -> Action:
        raw = read_object(path)
        try:
            return Action(
                name=raw["Name"],
                stem=path.stem,
                script=self.scripts / f"{path.stem}.py",
                definition=path,
                is_async=bool(raw.get("IsAsync", False)),
                result_name=raw.get("ScriptResultName") or "is_success",
                default_result_value=raw.get("DefaultResultValue") or "",
                parameters=tuple(_parameter(item) for item in raw.get("Parameters", [])),
                raw=raw,
            )
        except (KeyError, TypeError) as error:
            raise DefinitionError(f"{path.name}: {_reason(error)}") from error


def as_text(value: object) -> str | None:
    """Return a value as the platform writes it: booleans as `true` and `false`."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises:
        DefinitionError: there is no such file, or it holds something else.
    """
    value = _read(path)
    if not isinstance(value, dict):
        raise DefinitionError(f"{path.name} is no JSON object")
    return value


def _read(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return read_json(path)
    except ValueError as error:
        raise DefinitionError(f"{path} cannot be read: {error}.") from error


def _property(raw: dict[str, Any]) -> Field:
    return Field(
        name=raw["PropertyName"],
        kind=raw["PropertyType"],
        default=as_text(raw.get("Value")),
        mandatory=raw["IsMandatory"],
        description=raw.get("PropertyDescription") or "",
    )


def _parameter(raw: dict[str, Any]) -> Field:
    # `Value` wins over `DefaultValue` unless it is empty.
    default = as_text(raw.get("Value")) or as_text(raw.get("DefaultValue"))
    return Field(
        name=raw["Name"],
        kind=raw["Type"],
        default=default,
        mandatory=raw["IsMandatory"],
        description=raw.get("Description") or "",
        options=tuple(raw.get("OptionalValues") or ()),
    )


def _reason(error: KeyError | TypeError) -> str:
    return f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
