"""The page of phones, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, redirect, request

from devkit.local_soar.access_control import json_body, refuse
from devkit.local_soar.files import page_file
from devkit.local_soar.manual_action import PROVIDER, instance_identifier, read_order
from devkit.local_soar.network import GOOD, MODES
from devkit.local_soar.problems import RequestError
from devkit.local_soar.views import form_view, run_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from devkit.definitions import Package
    from devkit.local_soar.access_control import Guard
    from devkit.local_soar.events import Feed
    from devkit.local_soar.runs import Desk
    from devkit.local_soar.stage import Stage
    from devkit.soar import Case


@dataclass(frozen=True, slots=True)
class Page:
    """What the page works on. With the real service there is no stage."""

    package: Package
    cases: Mapping[int, Case]
    desk: Desk
    feed: Feed
    guard: Guard
    sender: str
    stage: Stage | None

    def entrance(self) -> AnyResponse:
        """Show the page to a visitor; let one in who brings the key."""
        given = request.args.get("key")
        if given is not None and self.guard.is_key(given):
            answer = redirect("/", HTTPStatus.SEE_OTHER)
            answer.set_cookie(self.guard.cookie, self.guard.visit, httponly=True, samesite="Strict")
            return answer
        if self.guard.visits():
            return page_file("index.html")
        answer = page_file("locked.html")
        answer.status_code = HTTPStatus.UNAUTHORIZED
        return answer

    def events(self) -> Response:
        stream = self.feed.listen(self.snapshot)
        return Response(stream, content_type="text/event-stream; charset=utf-8")

    def snapshot(self) -> dict[str, Any]:
        """Everything as it stands."""
        return {
            "real": self.stage is None,
            "sender": self.sender,
            "network": self.stage.network.mode if self.stage else GOOD,
            "networks": list(MODES),
            "phones": self.stage.board.phones if self.stage else [],
            "messages": self.stage.board.messages if self.stage else [],
            "runs": [run_view(run) for run in self.desk.runs],
            **form_view(self.package, self.cases),
        }

    def reply(self) -> Response:
        if self.stage is None:
            return refuse(HTTPStatus.BAD_REQUEST, "The real service's phones are real, too.")
        body = _fields()
        self.stage.board.reply(body.get("phone"), body.get("body"))
        return jsonify({})

    def switch(self) -> Response:
        if self.stage is None:
            return refuse(HTTPStatus.BAD_REQUEST, "The real service's network cannot be switched.")
        self.stage.network.switch(_fields().get("network"))
        self.feed.publish("network", self.stage.network.mode)
        return jsonify({})

    def start(self) -> Response:
        """Start an action; the form's fields become what a REST client would send."""
        given = _fields()
        order = {
            "caseId": given.get("case"),
            "actionProvider": PROVIDER,
            "actionName": given.get("action"),
            "scope": given.get("scope"),
            "alertGroupIdentifiers": given.get("groups"),
            "isPredefinedScope": True,
            "properties": {
                "IntegrationInstance": instance_identifier(self.package),
                "ScriptParametersEntityFields": given.get("parameters"),
            },
        }
        run = self.desk.start(read_order(order, self.package, self.cases), "page")
        return jsonify({"number": run.number})


def page_blueprint(page: Page) -> Blueprint:
    """The page's routes; all but the entrance are for visitors alone."""
    routes = Blueprint("page", __name__)
    routes.add_url_rule("/", "entrance", page.entrance)
    inner = Blueprint("visit", __name__, url_prefix="/page")
    inner.before_request(page.guard.check_visit)
    inner.add_url_rule("/events", "events", page.events)
    inner.add_url_rule("/reply", "reply", page.reply, methods=["POST"])
    inner.add_url_rule("/network", "network", page.switch, methods=["POST"])
    inner.add_url_rule("/runs", "start", page.start, methods=["POST"])
    inner.register_error_handler(RequestError, _refused)
    routes.register_blueprint(inner)
    return routes


def _fields() -> dict[str, Any]:
    body = json_body()
    if not isinstance(body, dict):
        raise RequestError("The body must be a JSON object.")
    return body


def _refused(problem: Exception) -> Response:
    return refuse(HTTPStatus.BAD_REQUEST, str(problem))
