"""The endpoints that an action's SDK asks over HTTP, and what they know and record."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, jsonify, make_response, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.soar.cases import Alert, Case, Entity

SDK_PATH = "/api/external/v1/sdk"
NO_PROXY_SETTINGS: dict[str, Any] = {
    "proxy_server_address": "",
    "username": "",
    "password": "",
    "ignore_addresses": [],
}


def endpoint_name(path: str) -> str:
    """Return an endpoint's first word, such as `configuration` or `CaseMetadata`."""
    return path.removeprefix(f"{SDK_PATH}/").split("/")[0]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a script's SDK made."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int

    @property
    def name(self) -> str:
        return endpoint_name(self.path)


@dataclass(frozen=True, slots=True)
class RunAccess:
    """What one run may read with its API key, and the requests that it made."""

    settings: Mapping[str, Any]
    case: Case | None
    calls: list[Call] = field(default_factory=list)

    def case_of(self, identifier: object) -> Case | None:
        """Return the run's case if it has this identifier, which may be written as text."""
        return self.case if self.case and str(self.case.identifier) == str(identifier) else None


@dataclass(slots=True)
class EndpointFault:
    """Replaces the answer of an endpoint.

    Args:
        name: the endpoint's first word, or None for all.
        status: the status to answer.
        body: the text to answer; JSON or not.
        times: how often; None means always.
    """

    name: str | None = None
    status: int = 500
    body: str = '{"ErrorMessage": "the platform failed"}'
    times: int | None = None


@dataclass(slots=True)
class ApiState:
    """What the endpoints know; safe for many threads. `open_runs` are by the runs' API keys."""

    proxy_settings: dict[str, Any] = field(default_factory=lambda: dict(NO_PROXY_SETTINGS))
    faults: list[EndpointFault] = field(default_factory=list)
    open_runs: dict[str, RunAccess] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_fault(self, name: str) -> EndpointFault | None:
        with self._lock:
            for fault in self.faults:
                if fault.name in (None, name) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None


def create_app(state: ApiState) -> Flask:
    """Build the application that answers, and records every request of a run."""
    app = Flask("soar-sdk-api", static_folder=None)
    # Settings arrive in the order in which they were given.
    app.json.sort_keys = False  # type: ignore[attr-defined]

    @app.before_request
    def check() -> Response | None:
        g.access = state.open_runs.get(request.headers.get("AppKey", ""))
        if g.access is None:
            return _refuse("the AppKey is unknown", 401)
        fault = state.take_fault(endpoint_name(request.path))
        if fault is None:
            return None
        return Response(fault.body, fault.status, content_type="application/json")

    @app.after_request
    def record(response: Response) -> Response:
        if g.access is not None:
            g.access.calls.append(_call(response.status_code))
        return response

    @app.get(f"{SDK_PATH}/GetProxySettings")
    def proxy_settings() -> Response:
        return jsonify(state.proxy_settings)

    app.get(f"{SDK_PATH}/configuration/<path:instance>")(configuration)
    app.get(f"{SDK_PATH}/CaseMetadata/<case_id>")(case_metadata)
    app.get(f"{SDK_PATH}/AlertsFullDetails/<case_id>/<_files>")(alerts_full)
    app.post(f"{SDK_PATH}/AlertFullDetails")(alert_full)
    return app


def configuration(instance: str) -> Response:  # noqa: ARG001 - part of the address
    return jsonify(dict(g.access.settings))


def case_metadata(case_id: str) -> Response:
    case = g.access.case_of(case_id)
    return jsonify(metadata_json(case)) if case else _no_case(case_id)


def alerts_full(case_id: str, _files: str) -> Response:
    case = g.access.case_of(case_id)
    if case is None:
        return _no_case(case_id)
    return jsonify([alert_json(case, alert) for alert in case.alerts])


def alert_full() -> Response:
    body = request.get_json()
    case = g.access.case_of(body["case_id"])
    alert = case.alert(str(body["alert_id_str"])) if case else None
    return jsonify(alert_json(case, alert) if alert else None)


def _call(status: int) -> Call:
    headers = {name: value for name, value in request.headers.items() if name != "Appkey"}
    body = request.get_json(silent=True)
    return Call(request.method, request.path, request.query_string.decode(), headers, body, status)


def _no_case(case_id: str) -> Response:
    return _refuse(f"there is no case {case_id}", 404)


def _refuse(sentence: str, status: int) -> Response:
    return make_response(jsonify({"ErrorMessage": sentence}), status)


# The exact keys of the platform's replies: the SDK passes each reply to a constructor, which
# refuses a key too many as it refuses a missing one.
HIGH_PRIORITY = 80


def metadata_json(case: Case) -> dict[str, Any]:
    return {
        "identifier": str(case.identifier),
        "creation_time": case.created,
        "modification_time": case.created,
        "alert_count": len(case.alerts),
        "priority": case.priority,
        "is_touched": False,
        "is_merged": False,
        "is_important": case.priority >= HIGH_PRIORITY,
        "environment": case.environment,
        "assigned_user": case.assigned_user,
        "title": case.title,
        "description": case.description,
        "status": case.status,
        "is_incident": False,
        "stage": case.stage,
        "has_suspicious_entity": any(entity.is_suspicious for entity in case.entities),
        "high_risk_products": [],
        "is_locked": False,
        "has_workflow": True,
        "sla_expiration_unix_time": None,
        "additional_properties": {},
    }


def alert_json(case: Case, alert: Alert) -> dict[str, Any]:
    return {
        "identifier": alert.identifier,
        "alert_group_identifier": alert.group_identifier,
        "creation_time": alert.created,
        "modification_time": alert.created,
        "case_identifier": str(case.identifier),
        "reporting_vendor": alert.vendor,
        "reporting_product": alert.product,
        "environment": case.environment,
        "name": alert.name,
        "description": alert.description,
        "external_id": alert.identifier,
        "severity": alert.severity,
        "rule_generator": alert.rule,
        "tags": list(alert.tags),
        "detected_time": alert.created,
        "security_events": [dict(event) for event in alert.events],
        "domain_relations": [],
        "domain_entities": [entity_json(case, alert, entity) for entity in alert.entities],
        "additional_properties": {},
        "additional_data": None,
    }


def entity_json(case: Case, alert: Alert, entity: Entity) -> dict[str, Any]:
    return {
        "identifier": entity.identifier,
        "creation_time": alert.created,
        "modification_time": alert.created,
        "case_identifier": str(case.identifier),
        "alert_identifier": alert.identifier,
        "entity_type": entity.type,
        "is_internal": entity.is_internal,
        "is_suspicious": entity.is_suspicious,
        "is_artifact": False,
        "is_enriched": entity.is_enriched,
        "is_vulnerable": entity.is_vulnerable,
        "is_pivot": False,
        "additional_properties": dict(entity.properties),
    }
