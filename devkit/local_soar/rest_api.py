"""The REST endpoints of SecOps SOAR that clients of actions use."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from devkit.local_soar.access_control import received, refuse
from devkit.local_soar.manual_action import instance_identifier, read_order
from devkit.local_soar.problems import RequestError
from devkit.local_soar.reading import shortened
from devkit.local_soar.report import RUNS, action_result, failure
from devkit.local_soar.scopes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.definitions import Package
    from devkit.local_soar.access_control import Guard
    from devkit.local_soar.runs import Desk
    from devkit.soar import Case

SETTINGS = "/api/external/v1/settings/GetScopes"
INSTANCES = "/api/1p/external/v1/integrations/<integration>/integrationInstances"
EXECUTE = "/api/external/v1/cases/ExecuteManualAction"
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Rest:
    """What the endpoints work on. `patience`: seconds that a client waits for an action's end."""

    package: Package
    cases: Mapping[int, Case]
    desk: Desk
    patience: float

    def scopes(self) -> Response:
        return jsonify(list(SCOPES))

    def instances(self, integration: str) -> Response:
        known = integration.lower() == self.package.integration().identifier.lower()
        found = [{"identifier": instance_identifier(self.package)}] if known else []
        return jsonify({"integration_instances": found})

    def execute(self) -> Response:
        """Run an action. Clients read nothing but 200: failures are told in the body."""
        try:
            order = read_order(received(), self.package, self.cases)
        except RequestEntityTooLarge:
            return jsonify(failure("The request is larger than 1 MiB."))
        except RequestError as problem:
            return jsonify(failure(str(problem)))
        run = self.desk.start(order, "REST")
        run.done.wait(self.patience)
        return jsonify(action_result(run, self.package, instance_identifier(self.package)))

    def runs(self) -> Response:
        instance = instance_identifier(self.package)
        return jsonify([action_result(run, self.package, instance) for run in self.desk.runs])

    def run(self, number: int) -> Response:
        """Tell of one action, at once or, with `?wait=<seconds>`, when it has ended."""
        run = self.desk.find(number)
        if run is None:
            return refuse(HTTPStatus.NOT_FOUND, f"There is no run {shortened(str(number))}.")
        wait = _seconds(request.args.get("wait", "0"))
        if wait is None:
            return refuse(HTTPStatus.BAD_REQUEST, "wait must be a number of seconds.")
        run.done.wait(min(wait, LONGEST_WAIT))
        return jsonify(action_result(run, self.package, instance_identifier(self.package)))


def rest_blueprint(rest: Rest, guard: Guard) -> Blueprint:
    """The endpoints, behind the application key."""
    routes = Blueprint("rest", __name__)
    routes.before_request(guard.check_key)
    routes.add_url_rule(SETTINGS, "scopes", rest.scopes)
    routes.add_url_rule(INSTANCES, "instances", rest.instances)
    routes.add_url_rule(EXECUTE, "execute", rest.execute, methods=["POST"])
    routes.add_url_rule(RUNS, "runs", rest.runs)
    routes.add_url_rule(f"{RUNS}/<int:number>", "run", rest.run)
    return routes


def _seconds(text: str) -> float | None:
    """Return a length of time, or None where the text is none."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if seconds >= 0 else None
