"""The platform's answers to an action's SDK, over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from devkit.soar import wire
from devkit.soar.exchange import SDK, Call, endpoint_name

if TYPE_CHECKING:
    from devkit.soar.exchange import Exchange, Grant

# Writes to the case wall: recorded, and answered with an empty object.
ACCEPTED = ("CreateCaseInsight", "UpdateEntities", "AddTag", "CreateEntity")


def create_app(exchange: Exchange) -> Flask:
    """Build the application that answers, and tells the exchange of every request."""
    app = Flask("soar-host", static_folder=None)
    # Settings and properties arrive in the order in which they were given.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _add_gate(app, exchange)
    _add_reads(app, exchange)
    _add_writes(app, exchange)
    return app


def _add_gate(app: Flask, exchange: Exchange) -> None:
    """Check the key and play faults before, and record after every request."""

    @app.before_request
    def gate() -> Response | None:
        if exchange.grant(request.headers.get("AppKey")) is None:
            return _sentence("the AppKey is unknown", 401)
        fault = exchange.take_fault(endpoint_name(request.path))
        if fault is None:
            return None
        time.sleep(fault.delay)
        return Response(fault.body, fault.status, content_type="application/json")

    @app.after_request
    def record(response: Response) -> Response:
        grant = exchange.grant(request.headers.get("AppKey"))
        exchange.record(_call(grant.run if grant else "", response.status_code))
        return response

    @app.errorhandler(404)
    def missing(_error: Exception) -> Response:
        return _sentence(f"this host has no endpoint {request.method} {request.path}", 404)


def _add_reads(app: Flask, exchange: Exchange) -> None:
    @app.get(f"{SDK}/configuration/<path:_instance>")
    def configuration(_instance: str) -> Response:
        return jsonify(dict(_granted(exchange).settings))

    @app.get(f"{SDK}/GetProxySettings")
    def proxy_settings() -> Response:
        return jsonify(exchange.proxy_settings)

    @app.get(f"{SDK}/CaseMetadata/<case_id>")
    def case_metadata(case_id: str) -> Response:
        case = _granted(exchange).cases.get(case_id)
        return jsonify(wire.case_metadata(case)) if case else _no_case(case_id)

    @app.get(f"{SDK}/CaseFullDetails/<case_id>/<_files>")
    def case_full(case_id: str, _files: str) -> Response:
        case = _granted(exchange).cases.get(case_id)
        return jsonify(wire.case_full(case)) if case else _no_case(case_id)

    @app.get(f"{SDK}/AlertsFullDetails/<case_id>/<_files>")
    def alerts_full(case_id: str, _files: str) -> Response:
        case = _granted(exchange).cases.get(case_id)
        if case is None:
            return _no_case(case_id)
        return jsonify([wire.alert_full(case, alert) for alert in case.alerts])

    @app.post(f"{SDK}/AlertFullDetails")
    def alert_full() -> Response:
        body = _body()
        case = _granted(exchange).cases.get(str(body.get("case_id")))
        alert = case.alert(str(body.get("alert_id_str"))) if case else None
        return jsonify(wire.alert_full(case, alert) if case and alert else None)


def _add_writes(app: Flask, exchange: Exchange) -> None:
    def accept() -> Response:
        return jsonify({})

    for name in ACCEPTED:
        app.add_url_rule(f"{SDK}/{name}", name, accept, methods=["POST"])
    app.add_url_rule("/api/external/v1/cases/comments", "comments", accept, methods=["POST"])

    @app.post(f"{SDK}/AddAttachment")
    def add_attachment() -> Response:
        return jsonify({"attachment_id": len(exchange.calls) + 1})

    @app.post(f"{SDK}/GetContextProperty")
    def get_property() -> Response:
        key = _property_key()
        if key not in exchange.properties:
            return Response(status=204)
        return jsonify(exchange.properties[key])

    def set_property() -> Response:
        exchange.properties[_property_key()] = _body().get("PropertyValue")
        return jsonify(True)

    for name in ("SetContextProperty", "TrySetContextProperty"):
        app.add_url_rule(f"{SDK}/{name}", name, set_property, methods=["POST"])


def _granted(exchange: Exchange) -> Grant:
    grant = exchange.grant(request.headers.get("AppKey"))
    if grant is None:  # the run ended between the gate and here
        raise RuntimeError("the run has ended")
    return grant


def _call(run: str, status: int) -> Call:
    headers = {name: value for name, value in request.headers.items() if name != "Appkey"}
    body = request.get_json(silent=True)
    query = request.query_string.decode()
    return Call(run, request.method, request.path, query, headers, body, status, time.time())


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
