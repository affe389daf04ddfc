"""The folders and the definition files of the package, as far as the devkit reads them.

Field names and type numbers are the platform's (flat marketplace layout).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import pydantic
from pydantic import AliasChoices, BaseModel, BeforeValidator

from devkit.errors import DevkitError, UsageError
from devkit.json_files import read_json, validated

if TYPE_CHECKING:
    Model = TypeVar("Model", bound=BaseModel)

ROOT = Path(__file__).resolve().parent.parent
DEFINITIONS = "ActionsDefinitions"
SCRIPTS = "ActionsScripts"
MANAGERS = "Managers"
WIDGETS = "Widgets"
WIDGET_PAGES = "WidgetsScripts"
NOTES = "RN.json"

BOOLEAN_PARAMETER = 1


def as_text(value: object) -> str | None:
    """Return a value as the platform writes it: booleans as `true` and `false`."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _named(*names: str, **default: Any) -> Any:  # noqa: ANN401 - pydantic's
    return pydantic.Field(validation_alias=AliasChoices(*names), **default)


# A text that may be null or left out.
Text = Annotated[str, BeforeValidator(lambda value: value or "")]


class Field(BaseModel):
    """A setting of the integration or a parameter of an action."""

    name: str = _named("Name", "PropertyName")
    kind: int = _named("Type", "PropertyType")
    mandatory: bool = _named("IsMandatory")
    description: Text = _named("Description", "PropertyDescription", default="")
    options: tuple[str, ...] | None = _named("OptionalValues", default=None)
    value: Any = _named("Value", default=None)
    default_value: Any = _named("DefaultValue", default=None)

    @property
    def default(self) -> str | None:
        """The default as text: `Value` wins over `DefaultValue` unless it is empty."""
        value = as_text(self.value)
        return value or as_text(self.default_value) or value


class Integration(BaseModel):
    """The integration; `raw` is its whole definition."""

    identifier: str = _named("Identifier")
    version: float = _named("Version")
    settings: tuple[Field, ...] = _named("IntegrationProperties")
    raw: dict[str, Any]

    def defaults(self) -> dict[str, str]:
        """Return the settings that have a default."""
        return {item.name: item.default for item in self.settings if item.default is not None}


class Action(BaseModel):
    """An action; `stem` is what its files are called, `raw` its whole definition."""

    name: str = _named("Name")
    is_async: bool = _named("IsAsync", default=False)
    result_name: str = _named("ScriptResultName", default="is_success")
    default_result_value: Text = _named("DefaultResultValue", default="")
    parameters: tuple[Field, ...] = _named("Parameters", default=())
    stem: str
    script: Path
    raw: dict[str, Any]

    def defaults(self) -> dict[str, str]:
        """Return every parameter as the platform sends an untouched step: as text, maybe empty."""
        return {item.name: item.default or "" for item in self.parameters}


class Package:
    """The integration package below one folder. Files are read anew on every call."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @property
    def managers(self) -> Path:
        return self.root / MANAGERS

    @property
    def definition_path(self) -> Path:
        found = sorted(self.root.glob("Integration-*.def"))
        if len(found) != 1:
            raise DevkitError(f"{self.root} holds {len(found)} files Integration-*.def, not one")
        return found[0]

    def integration(self) -> Integration:
        return _read(Integration, self.definition_path)

    def actions(self) -> dict[str, Action]:
        """Return the actions by name, in the order of their files."""
        found = []
        for path in sorted((self.root / DEFINITIONS).glob("*.actiondef")):
            script = self.root / SCRIPTS / f"{path.stem}.py"
            found.append(_read(Action, path, stem=path.stem, script=script))
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


def _read(kind: type[Model], path: Path, **more: object) -> Model:
    """Return what a definition file tells, and what is known besides.

    Raises:
        DevkitError: there is no such file, or it holds something else.
    """
    try:
        raw = validated(dict[str, Any], read_json(path))
        return validated(kind, {**raw, "raw": raw, **more})
    except ValueError as error:
        raise DevkitError(f"{path} cannot be read: {error}.") from error
