"""The REST endpoints of SecOps SOAR that clients of actions use.

Field names of results follow `ApiActionResultDataModel` of Google's reference; what production
returns beyond them is not known. `status` and `resultUrl` are this host's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from devkit.definitions import as_text
from devkit.errors import UsageError
from devkit.local_soar.access_control import request_json
from devkit.local_soar.manual_action import SCOPES, instance_identifier, read_manual_action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.definitions import Package
    from devkit.local_soar.access_control import AccessControl
    from devkit.local_soar.runs import Run, Runs
    from devkit.soar import Case

RUNS = "/local/runs"
SETTINGS = "/api/external/v1/settings/GetScopes"
INSTANCES = "/api/1p/external/v1/integrations/<integration>/integrationInstances"
EXECUTE = "/api/external/v1/cases/ExecuteManualAction"
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class RestApi:
    """The endpoints. `patience`: for how many seconds a client waits for the end of its action."""

    package: Package
    cases: Mapping[int, Case]
    runs: Runs
    patience: float

    def scopes(self) -> Response:
        return jsonify(list(SCOPES))

    def instances(self, integration: str) -> Response:
        known = integration.lower() == self.package.integration().identifier.lower()
        found = [{"identifier": instance_identifier(self.package)}] if known else []
        return jsonify({"integration_instances": found})

    def execute(self) -> Response:
        """Run an action. Clients read answers with status 200 alone: the body tells a failure."""
        try:
            action = read_manual_action(request_json(), self.package, self.cases)
        except RequestEntityTooLarge:
            return jsonify(failure("The request is larger than 1 MiB."))
        except UsageError as problem:
            return jsonify(failure(str(problem)))
        run = self.runs.start(action, "REST")
        run.done.wait(self.patience)
        return jsonify(action_result(run, self.package, instance_identifier(self.package)))

    def all_runs(self) -> Response:
        instance = instance_identifier(self.package)
        return jsonify([action_result(run, self.package, instance) for run in self.runs.all])

    def one_run(self, number: int) -> Response:
        """Return one run: at once or, with `?wait=<seconds>`, when it has ended."""
        run = self.runs.find(number)
        if run is None:
            abort(HTTPStatus.NOT_FOUND, f"There is no run {number}.")
        run.done.wait(min(_seconds(request.args.get("wait", "0")), LONGEST_WAIT))
        return jsonify(action_result(run, self.package, instance_identifier(self.package)))


def rest_blueprint(rest: RestApi, access: AccessControl) -> Blueprint:
    """Return the endpoints, which ask for the application key."""
    routes = Blueprint("rest", __name__)
    routes.before_request(access.check_key)
    routes.add_url_rule(SETTINGS, "scopes", rest.scopes)
    routes.add_url_rule(INSTANCES, "instances", rest.instances)
    routes.add_url_rule(EXECUTE, "execute", rest.execute, methods=["POST"])
    routes.add_url_rule(RUNS, "runs", rest.all_runs)
    routes.add_url_rule(f"{RUNS}/<int:number>", "run", rest.one_run)
    return routes


def _seconds(text: str) -> float:
    """Return a length of time.

    Raises:
        UsageError: the text is none.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:  # also true of "nan"
        raise UsageError("wait must be a number of seconds.")
    return seconds


def action_result(run: Run, package: Package, instance: str) -> dict[str, Any]:
    """Return the state of a run. The action's saved state is for the action alone."""
    integration = package.integration().identifier
    ended = run.done.is_set()
    return {
        "id": run.number,
        "status": run.status,
        "message": run.message if ended else _ask_again(run),
        "resultName": run.request.action.result_name,
        "resultValue": as_text(run.value) if ended else None,
        "resultJsonObject": run.raw_json,
        "caseId": run.request.case.identifier,
        "integration": integration,
        "integrationInstanceIdentifier": instance,
        "actionIdentifier": f"{integration}_{run.request.action.name}",
        "resultUrl": f"{RUNS}/{run.number}",
    }


def failure(sentence: str) -> dict[str, Any]:
    """Return why no action was started."""
    nothing = dict.fromkeys(("id", "resultName", "resultValue", "resultJsonObject"))
    return {"status": "Failed", "message": sentence, **nothing}


def _ask_again(run: Run) -> str:
    message = f" The action says: {run.message}" if run.message else ""
    return (
        f"The action has not ended yet; GET {RUNS}/{run.number} tells how it ends. "
        f"Do not start it again: that would send the message again.{message}"
    )
