"""What the REST endpoints say of an action.

Field names follow `ApiActionResultDataModel` of Google's reference; what production fills in
beyond them is not known. `status` and `resultUrl` are this host's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.definitions import as_text

if TYPE_CHECKING:
    from devkit.definitions import Package
    from devkit.local_soar.runs import Run

RUNS = "/local/runs"


def action_result(run: Run, package: Package, instance: str) -> dict[str, Any]:
    """Say how far an action is. Its saved state is nobody's business but its own."""
    integration = package.integration().identifier
    ended = run.done.is_set()
    return {
        "id": run.number,
        "status": run.status,
        "message": run.message if ended else _ask_again(run),
        "resultName": run.order.action.result_name,
        "resultValue": as_text(run.value) if ended else None,
        "resultJsonObject": run.raw_json,
        "caseId": run.order.case.identifier,
        "integration": integration,
        "integrationInstanceIdentifier": instance,
        "actionIdentifier": f"{integration}_{run.order.action.name}",
        "resultUrl": f"{RUNS}/{run.number}",
    }


def failure(sentence: str) -> dict[str, Any]:
    """Say that no action was started, and why."""
    return {
        "id": None,
        "status": "Failed",
        "message": sentence,
        "resultName": None,
        "resultValue": None,
        "resultJsonObject": None,
    }


def _ask_again(run: Run) -> str:
    said = f" The action says: {run.message}" if run.message else ""
    return (
        f"The action has not ended yet; how it ends can be asked with GET {RUNS}/{run.number}. "
        f"Do not start it again: that would send the message again.{said}"
    )
