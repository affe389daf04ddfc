"""The body of ExecuteManualAction, read and checked, and the entities that it selects.

The form is what the published MCP server for SecOps SOAR sends, and what Google's reference of
`legacyCases.executeManualAction` describes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, StrictStr

from devkit.definitions import as_text
from devkit.errors import UsageError, check_known
from devkit.json_files import PlainValue, parse_json, validated
from devkit.soar.cases import PHONE_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from devkit.definitions import Action, Package
    from devkit.soar import Alert, Case, Entity

PROVIDER: Final = "Scripts"
# Clients insist on the first name; the others are this host's own.
ALL_ENTITIES: Final = "All entities"
SCOPES: Final[dict[str, Callable[[Entity], bool]]] = {
    ALL_ENTITIES: lambda _: True,
    "Internal entities": lambda entity: entity.is_internal,
    "External entities": lambda entity: not entity.is_internal,
    "Suspicious entities": lambda entity: entity.is_suspicious,
    "Phone numbers": lambda entity: entity.type == PHONE_TYPE,
}

Keys = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ManualAction:
    """An action to run: where, on which (identifier, type) entities, with which parameters."""

    action: Action
    case: Case
    alert: str | None
    entities: Keys
    params: dict[str, str]


def _case_number(value: object) -> str:
    """Read a case's number, which may be written as text."""
    text = as_text(value) if isinstance(value, (int, str)) else None
    if text is None or not (text.removeprefix("-").isdecimal() and text.isascii()):
        raise ValueError("must be a whole number")
    return text


def _parameters(value: object) -> object:
    """Read parameters, which may be a JSON text or left out."""
    if value in (None, ""):
        return {}
    try:
        return parse_json(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(f"is no JSON ({error})") from error


NonEmpty = Annotated[StrictStr, Field(min_length=1)]


class TargetEntity(BaseModel):
    identifier: NonEmpty = Field(alias="Identifier")
    type: NonEmpty = Field(alias="EntityType")


class Properties(BaseModel):
    instance: StrictStr = Field(alias="IntegrationInstance")
    parameters: Annotated[dict[str, PlainValue], BeforeValidator(_parameters)] = Field(
        alias="ScriptParametersEntityFields", default_factory=dict
    )


class ManualActionBody(BaseModel):
    """The fields that count here; others are ignored."""

    case_id: Annotated[str, BeforeValidator(_case_number)] = Field(alias="caseId")
    provider: StrictStr = Field(alias="actionProvider", default=PROVIDER)
    action: StrictStr = Field(alias="actionName")
    groups: tuple[StrictStr, ...] | None = Field(alias="alertGroupIdentifiers", default=None)
    entities: tuple[TargetEntity, ...] | None = Field(alias="targetEntities", default=None)
    scope: StrictStr | None = None
    is_predefined: StrictBool | None = Field(alias="isPredefinedScope", default=None)
    properties: Properties


def instance_identifier(package: Package) -> str:
    """Return the name of the one integration instance."""
    return f"{package.integration().identifier}-instance-1"


def read_manual_action(body: object, package: Package, cases: Mapping[int, Case]) -> ManualAction:
    """Understand the body of a request.

    Raises:
        UsageError: it names an unknown case, instance, action, alert group, scope or
            parameter, or a field has another form.
    """
    try:
        fields = validated(ManualActionBody, body, "The request's body")
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    check_known("action provider", [fields.provider], [PROVIDER])
    instance = instance_identifier(package)
    check_known("integration instance", [fields.properties.instance], [instance])
    action = package.action(fields.action)
    case = {str(number): case for number, case in cases.items()}.get(fields.case_id)
    if case is None:
        raise UsageError.unknown("case", fields.case_id, map(str, cases))
    alerts = _alerts_of(case, fields.groups or ())
    return ManualAction(
        action,
        case,
        alert=alerts[0].identifier if len(alerts) == 1 else None,
        entities=_entities_of(alerts, fields),
        params=_known_parameters(fields.properties.parameters, action),
    )


def _known_parameters(values: Mapping[str, Any], action: Action) -> dict[str, str]:
    """Return the parameters as texts; the definition's defaults fill in those left out."""
    check_known("parameter", values, [field.name for field in action.parameters], action.name)
    return {name: as_text(value) or "" for name, value in values.items()}


def _alerts_of(case: Case, groups: Sequence[str]) -> tuple[Alert, ...]:
    """Return the alerts of these groups; without groups, all alerts."""
    known = [alert.group_identifier for alert in case.alerts]
    check_known("alert group", groups, known, f"Case {case.identifier}")
    return tuple(alert for alert in case.alerts if not groups or alert.group_identifier in groups)


def _entities_of(alerts: Sequence[Alert], fields: ManualActionBody) -> Keys:
    """Return the entities that the request names, else those of its scope, each once."""
    scope = fields.scope or ALL_ENTITIES
    check_known("scope", [scope], SCOPES)
    named = tuple(dict.fromkeys((one.identifier, one.type) for one in fields.entities or ()))
    if named or fields.is_predefined is False:
        return named
    is_in_scope = SCOPES[scope]
    entities = (entity for alert in alerts for entity in alert.entities)
    return tuple(dict.fromkeys(entity.key for entity in entities if is_in_scope(entity)))
