from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from devkit.local_soar.server import LocalSoar

SCOPES = "/api/external/v1/settings/GetScopes"
INSTANCES = "/api/1p/external/v1/integrations/Twilio/integrationInstances?$select=identifier"
EXECUTE = "/api/external/v1/cases/ExecuteManualAction"
TIMEOUT = 60


@dataclass
class Client:
    """What a client of the REST endpoints sends, in the published MCP server's form."""

    url: str
    key: str

    @classmethod
    def of(cls, soar: LocalSoar) -> Client:
        return cls(soar.url, soar.key)

    def get(self, path: str, **headers: str) -> requests.Response:
        given = {"AppKey": self.key} | headers
        return requests.get(self.url + path, headers=given, timeout=TIMEOUT)

    def post(self, body: Any, **headers: str) -> requests.Response:
        given = {"AppKey": self.key} | headers
        return requests.post(self.url + EXECUTE, json=body, headers=given, timeout=TIMEOUT)

    def run(self, action: str, params: dict[str, Any] | None = None, **fields: Any) -> Any:
        response = self.post(order(action, params, **fields))
        assert response.status_code == 200
        return response.json()


def order(action: str, params: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    body = {
        "caseId": 42,
        "targetEntities": [],
        "properties": {
            "IntegrationInstance": "Twilio-instance-1",
            "ScriptName": f"Twilio_{action}",
            "ScriptParametersEntityFields": json.dumps(params or {}),
        },
        "actionProvider": "Scripts",
        "actionName": f"Twilio_{action}",
        "scope": "All entities",
        "alertGroupIdentifiers": ["alert-travel_group"],
        "isPredefinedScope": True,
    }
    return body | fields
