"""The platform's answers to an action's SDK, over HTTP."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from devkit.host import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.host.case import Case

SDK = "/api/external/v1/sdk"
NO_PROXY_SETTINGS: dict[str, Any] = {
    "proxy_server_address": "",
    "username": "",
    "password": "",
    "ignore_addresses": [],
}
# Writes to the case wall: recorded, and answered with an empty object.
ACCEPTED = ("CreateCaseInsight", "UpdateEntities", "AddTag", "CreateEntity")


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a script's SDK made. `at` is epoch seconds."""

    run: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int
    at: float

    @property
    def name(self) -> str:
        """The endpoint's first word: `configuration`, `CaseMetadata`, `comments`, …"""
        return (
            self.path.removeprefix(f"{SDK}/").removeprefix("/api/external/v1/cases/").split("/")[0]
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What one run's API key opens: its cases and the instance's settings."""

    run: str
    settings: Mapping[str, Any]
    cases: Mapping[str, Case]


@dataclass(slots=True)
class EndpointFault:
    """Makes an endpoint answer otherwise.

    Args:
        name: the endpoint's first word, or None for all.
        status: the status to answer.
        body: the text to answer; JSON or not.
        times: how often; None means always.
        delay: seconds to wait before the answer.
    """

    name: str | None = None
    status: int = 500
    body: str = '{"ErrorMessage": "the platform failed"}'
    times: int | None = None
    delay: float = 0.0


@dataclass(slots=True)
class Endpoints:
    """What the endpoints know and remember; safe for many threads."""

    proxy_settings: dict[str, Any] = field(default_factory=lambda: dict(NO_PROXY_SETTINGS))
    faults: list[EndpointFault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    properties: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _grants: dict[str, Grant] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, key: str, grant: Grant) -> None:
        with self._lock:
            self._grants[key] = grant

    def dismiss(self, key: str) -> None:
        with self._lock:
            self._grants.pop(key, None)

    def grant(self, key: str | None) -> Grant | None:
        with self._lock:
            return self._grants.get(key or "")

    def record(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def calls_of(self, run: str) -> tuple[Call, ...]:
        with self._lock:
            return tuple(call for call in self.calls if call.run == run)

    def take_fault(self, name: str) -> EndpointFault | None:
        with self._lock:
            for fault in self.faults:
                if fault.name in (None, name) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None


def create_app(endpoints: Endpoints) -> Flask:
    """Build the application that serves these endpoints."""
    app = Flask("soar-host", static_folder=None)
    _add_gate(app, endpoints)
    _add_reads(app, endpoints)
    _add_writes(app, endpoints)
    return app


def _add_gate(app: Flask, endpoints: Endpoints) -> None:
    """Check the key and play faults before, and record after every request."""

    @app.before_request
    def gate() -> Response | None:
        if endpoints.grant(request.headers.get("AppKey")) is None:
            return _sentence("the AppKey is unknown", 401)
        fault = endpoints.take_fault(_name(request.path))
        if fault is None:
            return None
        time.sleep(fault.delay)
        return Response(fault.body, fault.status, content_type="application/json")

    @app.after_request
    def record(response: Response) -> Response:
        grant = endpoints.grant(request.headers.get("AppKey"))
        endpoints.record(_call(grant.run if grant else "", response.status_code))
        return response

    @app.errorhandler(404)
    def missing(_error: Exception) -> Response:
        return _sentence(f"this host has no endpoint {request.method} {request.path}", 404)


def _add_reads(app: Flask, endpoints: Endpoints) -> None:
    @app.get(f"{SDK}/configuration/<path:_instance>")
    def configuration(_instance: str) -> Response:
        return jsonify(dict(_granted(endpoints).settings))

    @app.get(f"{SDK}/GetProxySettings")
    def proxy_settings() -> Response:
        return jsonify(endpoints.proxy_settings)

    @app.get(f"{SDK}/CaseMetadata/<case_id>")
    def case_metadata(case_id: str) -> Response:
        case = _granted(endpoints).cases.get(case_id)
        return jsonify(wire.case_metadata(case)) if case else _no_case(case_id)

    @app.get(f"{SDK}/CaseFullDetails/<case_id>/<_files>")
    def case_full(case_id: str, _files: str) -> Response:
        case = _granted(endpoints).cases.get(case_id)
        return jsonify(wire.case_full(case)) if case else _no_case(case_id)

    @app.get(f"{SDK}/AlertsFullDetails/<case_id>/<_files>")
    def alerts_full(case_id: str, _files: str) -> Response:
        case = _granted(endpoints).cases.get(case_id)
        if case is None:
            return _no_case(case_id)
        return jsonify([wire.alert_full(case, alert) for alert in case.alerts])

    @app.post(f"{SDK}/AlertFullDetails")
    def alert_full() -> Response:
        body = _body()
        case = _granted(endpoints).cases.get(str(body.get("case_id")))
        alert = case.alert(str(body.get("alert_id_str"))) if case else None
        return jsonify(wire.alert_full(case, alert) if case and alert else None)


def _add_writes(app: Flask, endpoints: Endpoints) -> None:
    def accept() -> Response:
        return jsonify({})

    for name in ACCEPTED:
        app.add_url_rule(f"{SDK}/{name}", name, accept, methods=["POST"])
    app.add_url_rule("/api/external/v1/cases/comments", "comments", accept, methods=["POST"])

    @app.post(f"{SDK}/AddAttachment")
    def add_attachment() -> Response:
        return jsonify({"attachment_id": len(endpoints.calls) + 1})

    @app.post(f"{SDK}/GetContextProperty")
    def get_property() -> Response:
        key = _property_key()
        if key not in endpoints.properties:
            return Response(status=204)
        return jsonify(endpoints.properties[key])

    def set_property() -> Response:
        endpoints.properties[_property_key()] = _body().get("PropertyValue")
        return jsonify(True)

    for name in ("SetContextProperty", "TrySetContextProperty"):
        app.add_url_rule(f"{SDK}/{name}", name, set_property, methods=["POST"])


def _granted(endpoints: Endpoints) -> Grant:
    grant = endpoints.grant(request.headers.get("AppKey"))
    if grant is None:  # the run ended between the gate and here
        raise RuntimeError("the run has ended")
    return grant


def _call(run: str, status: int) -> Call:
    headers = {name: value for name, value in request.headers.items() if name != "Appkey"}
    body = request.get_json(silent=True)
    query = request.query_string.decode()
    return Call(run, request.method, request.path, query, headers, body, status, time.time())


def _name(path: str) -> str:
    return Call("", "", path, "", {}, None, 0, 0.0).name


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _property_key() -> tuple[Any, ...]:
    body = _body()
    return (body.get("ContextType"), str(body.get("Identifier")), body.get("PropertyKey"))


def _no_case(case_id: str) -> Response:
    return _sentence(f"there is no case {case_id}", 404)


def _sentence(text: str, status: int) -> Response:
    response = jsonify({"ErrorMessage": text})
    response.status_code = status
    return response
