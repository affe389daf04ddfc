"""The actions, cases and runs, as the page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.definitions import BOOLEAN_PARAMETER, as_text
from devkit.local_soar.scopes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.definitions import Action, Field, Package
    from devkit.local_soar.runs import Run
    from devkit.soar import Case


def run_view(run: Run) -> dict[str, Any]:
    """One action's state; times are epoch seconds."""
    return {
        "number": run.number,
        "action": run.order.action.name,
        "case": run.order.case.identifier,
        "origin": run.origin,
        "status": run.status,
        "ended": run.ended,
        "started": run.started,
        "polls": run.polls,
        "code": run.code,
        "message": run.message,
        "value": as_text(run.value),
        "resultName": run.order.action.result_name,
        "json": run.raw_json,
    }


def form_view(package: Package, cases: Mapping[int, Case]) -> dict[str, Any]:
    """All that a form needs to start an action."""
    return {
        "actions": [_action(action) for action in package.actions().values()],
        "cases": [_case(case) for case in cases.values()],
        "scopes": list(SCOPES),
    }


def _case(case: Case) -> dict[str, Any]:
    groups = [
        {"identifier": alert.group_identifier, "name": alert.name, "entities": len(alert.entities)}
        for alert in case.alerts
    ]
    return {"identifier": case.identifier, "title": case.title, "groups": groups}


def _action(action: Action) -> dict[str, Any]:
    return {
        "name": action.name,
        "description": action.raw.get("Description") or "",
        "parameters": [_parameter(item) for item in action.parameters],
    }


def _parameter(item: Field) -> dict[str, Any]:
    return {
        "name": item.name,
        "default": item.default or "",
        "mandatory": item.mandatory,
        "switch": item.kind == BOOLEAN_PARAMETER,
        "options": list(item.options),
        "help": item.description,
    }
