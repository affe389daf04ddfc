"""The body of ExecuteManualAction, read and checked.

The form is what the published MCP server for SecOps SOAR sends, and Google's reference of
`legacyCases.executeManualAction` describes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.definitions import as_text, unknown
from devkit.local_soar.problems import RequestError
from devkit.local_soar.reading import read_json, shortened, shown, text_of
from devkit.local_soar.scopes import ALL_ENTITIES, choose_alerts, choose_entities, read_scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.definitions import Action, Package
    from devkit.local_soar.scopes import Keys
    from devkit.soar import Case

PROVIDER = "Scripts"


@dataclass(frozen=True, slots=True)
class Order:
    """An action to run: where, on what, with which parameters."""

    action: Action
    case: Case
    alert: str | None
    entities: Keys
    params: dict[str, str]


def instance_identifier(package: Package) -> str:
    """The name of the one integration instance that there is."""
    return f"{package.integration().identifier}-instance-1"


def read_order(body: object, package: Package, cases: Mapping[int, Case]) -> Order:
    """Understand a request.

    Raises:
        RequestError: it names an unknown case, instance, action, alert group, scope or
            parameter, or a field has another form.
    """
    if not isinstance(body, dict):
        raise RequestError("The request's body must be a JSON object.")
    properties = _object(body.get("properties"), "properties")
    action = _action(body, package)
    _check_instance(properties, package)
    case = _case(body.get("caseId"), cases)
    groups = _texts(body.get("alertGroupIdentifiers"), "alertGroupIdentifiers")
    alerts = choose_alerts(case, groups)
    entities, scope = _given(body.get("targetEntities")), read_scope(body.get("scope"))
    if _is_predefined(body.get("isPredefinedScope")) and not entities:
        entities = choose_entities(alerts, scope or ALL_ENTITIES)
    alert = alerts[0].identifier if len(alerts) == 1 else None
    return Order(action, case, alert, entities, read_parameters(properties, action))


def read_parameters(properties: Mapping[str, Any], action: Action) -> dict[str, str]:
    """Return the parameters that were given; the definition's defaults fill in the others.

    Raises:
        RequestError: the field holds no JSON object of simple values, or names a parameter
            that the action does not have.
    """
    raw = properties.get("ScriptParametersEntityFields")
    if raw in (None, ""):
        return {}
    try:
        values = read_json(raw) if isinstance(raw, str) else raw
    except ValueError as error:
        raise RequestError(f"ScriptParametersEntityFields holds no JSON: {error}.") from error
    values = _object(values, "ScriptParametersEntityFields")
    strange = unknown(values, action.parameters)
    if strange:
        known = ", ".join(item.name for item in action.parameters) or "none"
        raise RequestError(
            f"{action.name} has no parameter {shown(strange[0])}; parameters: {known}."
        )
    for name, value in values.items():
        if isinstance(value, (dict, list)):
            raise RequestError(f"The parameter {name} must be text.")
    return {name: as_text(value) or "" for name, value in values.items()}


def _action(body: dict[str, Any], package: Package) -> Action:
    provider = text_of(body.get("actionProvider", PROVIDER), "actionProvider")
    if provider != PROVIDER:
        raise RequestError(f"There is no action provider {shown(provider)}; write {PROVIDER!r}.")
    prefix = f"{package.integration().identifier}_"
    actions = package.actions()
    name = text_of(body.get("actionName"), "actionName")
    found = actions.get(name.removeprefix(prefix))
    if found is None:
        known = ", ".join(f"{prefix}{known}" for known in actions)
        raise RequestError(f"There is no action {shown(name)}; actions: {known}.")
    return found


def _check_instance(properties: dict[str, Any], package: Package) -> None:
    named = text_of(properties.get("IntegrationInstance"), "IntegrationInstance")
    known = instance_identifier(package)
    if named != known:
        raise RequestError(f"There is no integration instance {shown(named)}; instances: {known}.")


def _case(identifier: object, cases: Mapping[int, Case]) -> Case:
    """Find a case by its number, which may be written as text."""
    if identifier is None:
        raise RequestError("caseId is missing.")
    text = as_text(identifier) if isinstance(identifier, (int, str)) else None
    if text is None or not (text.removeprefix("-").isdecimal() and text.isascii()):
        raise RequestError("caseId must be a whole number.")
    case = {str(number): case for number, case in cases.items()}.get(text)
    if case is None:
        known = ", ".join(str(number) for number in cases) or "none"
        raise RequestError(f"There is no case {shortened(text)}; cases: {known}.")
    return case


def _is_predefined(raw: object) -> bool:
    if raw is not None and not isinstance(raw, bool):
        raise RequestError("isPredefinedScope must be true or false.")
    return raw is not False


def _given(raw: object) -> Keys:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise RequestError("targetEntities must be a list.")
    return tuple(dict.fromkeys(_entity(item) for item in raw))


def _entity(raw: object) -> tuple[str, str]:
    values = raw if isinstance(raw, dict) else {}
    identifier, kind = values.get("Identifier"), values.get("EntityType")
    if not (isinstance(identifier, str) and identifier and isinstance(kind, str) and kind):
        raise RequestError(
            'An item of targetEntities must be like {"Identifier": "+1555…", '
            '"EntityType": "PHONENUMBER"}.'
        )
    return (identifier, kind)


def _object(raw: object, name: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise RequestError(f"{name} must be a JSON object.")
    return raw


def _texts(raw: object, name: str) -> list[str]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise RequestError(f"{name} must be a list of texts.")
    return raw
