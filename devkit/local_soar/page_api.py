"""The page of phones: its files, its requests and its views of runs, actions and cases."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, redirect, request
from pydantic import BaseModel, StrictStr

from devkit.definitions import BOOLEAN_PARAMETER, as_text
from devkit.errors import UsageError
from devkit.json_files import validated
from devkit.local_soar.access_control import json_body
from devkit.local_soar.manual_action import SCOPES, instance_identifier, read_manual_action
from devkit.local_soar.phones import GOOD, NETWORKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from werkzeug.wrappers import Response as AnyResponse

    from devkit.definitions import Action, Field, Package
    from devkit.local_soar.access_control import AccessControl
    from devkit.local_soar.events import EventStream
    from devkit.local_soar.phones import Phones
    from devkit.local_soar.runs import Run, Runs
    from devkit.soar import Case

    Body = TypeVar("Body", bound=BaseModel)

FOLDER = Path(__file__).with_name("static")
FILES = frozenset(path.name for path in FOLDER.iterdir())


class ReplyBody(BaseModel):
    phone: StrictStr
    body: StrictStr


class NetworkBody(BaseModel):
    network: StrictStr


@dataclass(frozen=True, slots=True)
class PageApi:
    """What the page asks for. With the real service there are no phones to show."""

    package: Package
    cases: Mapping[int, Case]
    runs: Runs
    events: EventStream
    access: AccessControl
    sender: str
    phones: Phones | None

    def index(self) -> AnyResponse:
        """Return the page; a browser that brings the key gets the cookie first."""
        key = request.args.get("key")
        if key is not None and self.access.is_key(key):
            answer = redirect("/", HTTPStatus.SEE_OTHER)
            answer.set_cookie(
                self.access.cookie, self.access.page_token, httponly=True, samesite="Strict"
            )
            return answer
        if self.access.has_page_cookie():
            return page_file("index.html")
        answer = page_file("locked.html")
        answer.status_code = HTTPStatus.UNAUTHORIZED
        return answer

    def listen(self) -> Response:
        stream = self.events.listen(self.snapshot)
        return Response(stream, content_type="text/event-stream; charset=utf-8")

    def snapshot(self) -> dict[str, Any]:
        """Return everything that the page shows."""
        phones = self.phones
        return {
            "real": phones is None,
            "sender": self.sender,
            "network": phones.network if phones else GOOD,
            "networks": list(NETWORKS),
            "phones": phones.all if phones else [],
            "messages": phones.messages if phones else [],
            "runs": [run_view(run) for run in self.runs.all],
            **form_view(self.package, self.cases),
        }

    def reply(self) -> Response:
        body = _read(ReplyBody)
        self._simulated().reply(body.phone, body.body)
        return jsonify({})

    def switch_network(self) -> Response:
        mode = _read(NetworkBody).network
        self._simulated().switch_network(mode)
        self.events.publish("network", mode)
        return jsonify({})

    def start(self) -> Response:
        """Start an action; the form sends what a REST client would send."""
        action = read_manual_action(json_body(), self.package, self.cases)
        return jsonify({"number": self.runs.start(action, "page").number})

    def _simulated(self) -> Phones:
        if self.phones is None:
            raise UsageError("With the real service there are no phones and no network to control.")
        return self.phones


def page_blueprint(page: PageApi) -> Blueprint:
    """Return the routes of the page; all but the page itself ask for the cookie."""
    routes = Blueprint("page", __name__)
    routes.add_url_rule("/", "index", page.index)
    routes.add_url_rule("/static/<name>", "static", page_file)
    inner = Blueprint("inner", __name__, url_prefix="/page")
    inner.before_request(page.access.check_page)
    inner.add_url_rule("/events", "listen", page.listen)
    inner.add_url_rule("/reply", "reply", page.reply, methods=["POST"])
    inner.add_url_rule("/network", "network", page.switch_network, methods=["POST"])
    inner.add_url_rule("/runs", "start", page.start, methods=["POST"])
    routes.register_blueprint(inner)
    return routes


def page_file(name: str) -> Response:
    """Return a file of the page; 404 where there is none of that name."""
    if name not in FILES:
        abort(404)
    # Read at once: an open file would leak where the browser hangs up before its answer.
    return Response((FOLDER / name).read_bytes(), mimetype=mimetypes.guess_type(name)[0])


def _read(kind: type[Body]) -> Body:
    try:
        return validated(kind, json_body(), "The request's body")
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def run_view(run: Run) -> dict[str, Any]:
    """Return the state of a run; times are epoch seconds."""
    return {
        "number": run.number,
        "action": run.request.action.name,
        "case": run.request.case.identifier,
        "origin": run.origin,
        "status": run.status,
        "ended": run.ended,
        "started": run.started,
        "polls": run.polls,
        "code": run.code,
        "options": run.options,
        "message": run.message,
        "value": as_text(run.value),
        "resultName": run.request.action.result_name,
        "json": run.raw_json,
    }


def form_view(package: Package, cases: Mapping[int, Case]) -> dict[str, Any]:
    """Return all that a form needs to start an action."""
    return {
        "instance": instance_identifier(package),
        "actions": [_action(action) for action in package.actions().values()],
        "cases": [_case(case) for case in cases.values()],
        "scopes": list(SCOPES),
    }


def _case(case: Case) -> dict[str, Any]:
    groups = [{"identifier": one.group_identifier, "name": one.name} for one in case.alerts]
    return {"identifier": case.identifier, "title": case.title, "groups": groups}


def _action(action: Action) -> dict[str, Any]:
    return {"name": action.name, "parameters": [_parameter(item) for item in action.parameters]}


def _parameter(item: Field) -> dict[str, Any]:
    return {
        "name": item.name,
        "default": item.default or "",
        "mandatory": item.mandatory,
        "switch": item.kind == BOOLEAN_PARAMETER,
        "options": list(item.options or ()),
        "help": item.description,
    }
