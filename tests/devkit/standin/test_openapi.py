from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from devkit.standin import Fault
from tests import openapi

from .conftest import client_for

if TYPE_CHECKING:
    from twilio.rest import Client

    from devkit.standin import Account, StandIn, State

ANNA = "+15551230001"
NOT_GIVEN = "needs Twilio's OpenAPI description: set TWILIO_OPENAPI to twilio_api_v2010.json"

THING = {
    "type": "object",
    "properties": {
        "sid": {"type": "string", "pattern": "^TH[0-9]$", "nullable": True},
        "at": {"type": "string", "format": "date-time-rfc-2822"},
        "who": {"type": "string", "format": "phone-number"},
        "price_unit": {"type": "string", "format": "currency"},
        "links": {"type": "object", "format": "uri-map"},
    },
}
SMALL: openapi.Description = {
    "components": {"schemas": {"thing": THING}},
    "paths": {
        "/2010-04-01/Things/{Sid}.json": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/thing"}}
                        }
                    }
                }
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/2010-04-01/Things.json": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "next_page_uri": {"type": "string", "format": "uri"},
                                        "things": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/thing"},
                                        },
                                    },
                                }
                            }
                        }
                    }
                }
            }
        },
    },
}
GOOD: dict[str, Any] = {
    "sid": "TH1",
    "at": "Fri, 04 Oct 2024 13:59:56 +0000",
    "who": ANNA,
    "price_unit": "USD",
    "links": {"media": "/2010-04-01/Things/TH1/Media.json"},
}


def thing(**changes: object) -> list[str]:
    body = json.dumps({key: one for key, one in (GOOD | changes).items() if one != "absent"})
    return openapi.conforms("GET", "/2010-04-01/Things/TH1.json", 200, body, SMALL)


@pytest.mark.parametrize("changes", [{}, {"sid": None}, {"who": "55512"}, {"who": "My Team"}])
def test_conforms_takes_what_is_described(changes: dict[str, object]):
    assert thing(**changes) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"sid": "absent"},
        {"sid": "SM1"},
        {"sid": 1},
        {"more": 1},
        {"at": "2024-10-04T13:59:56Z"},
        {"at": "Fri, 04 Oct 2024 13:59:56 GMT"},
        {"at": None},
        {"at": 5},
        {"who": "+"},
        {"price_unit": "dollars"},
        {"links": {"media": "Media.json"}},
        {"links": {"media": 1}},
    ],
)
def test_conforms_names_what_is_not_described(changes: dict[str, object]):
    assert thing(**changes)
    assert all("GET /2010-04-01/Things/TH1.json 200: $" in problem for problem in thing(**changes))


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/2010-04-01/Others/1.json", 200, "{}"),
        ("POST", "/2010-04-01/Things/TH1.json", 200, "{}"),
        ("GET", "/2010-04-01/Things/TH1.json", 201, json.dumps(GOOD)),
        ("GET", "/2010-04-01/Things/TH1.json", 200, "<html>"),
        ("DELETE", "/2010-04-01/Things/TH1.json", 204, "{}"),
        ("GET", "/2010-04-01/Things.json", 200, json.dumps({"things": [{}], "next_page_uri": "x"})),
        ("GET", "/any", 500, "<html>"),
        ("GET", "/any", 500, '{"code": 1}'),
        ("GET", "/any", 500, '{"code": "1", "message": "", "more_info": "", "status": 500}'),
        ("GET", "/any", 500, '{"code": 1, "message": "", "more_info": "", "status": 400}'),
    ],
)
def test_conforms_refuses(method: str, path: str, status: int, body: str):
    assert openapi.conforms(method, path, status, body, SMALL)


def test_compare_names_the_deviations_it_met():
    body = json.dumps({"things": [GOOD | {"who": "55512"}], "next_page_uri": "/2010-04-01/Things"})
    found = openapi.compare("GET", "/2010-04-01/Things.json", 200, body, SMALL)
    assert (found.compared, found.problems) == (1, [])
    assert found.deviations == set(openapi.DEVIATIONS)


def test_compare_all_leaves_out_what_is_not_the_apis_own(standin: StandIn, client: Client):
    standin.state.faults.add(Fault("json", body={}, path="list"))
    client.http_client.request("GET", f"{standin.url}/2010-04-01/Accounts/x/Messages", timeout=5)
    requests_before = len(standin.state.requests)
    assert requests_before == 1
    found = openapi.compare_all(standin.state.requests, SMALL)
    assert (found.compared, found.problems) == (0, [])


def test_every_operation_conforms_to_twilios_description(
    standin: StandIn,
    state: State,
    account: Account,
    client: Client,
    description: openapi.Description | None,
):
    if description is None:
        pytest.skip(NOT_GIVEN)
    service = account.add_service(["+15005550010", "55512"])
    rcs = account.add_service(["rcs:our_agent"])
    state.deliver("+15551230002", "undelivered", 30003)
    for fields in (
        {"to": ANNA, "from_": account.number, "body": "hi"},
        {"to": ANNA, "from_": account.number, "media_url": ["https://files.example/a.jpg"]},
        {"to": "+15551230002", "messaging_service_sid": service, "body": "hi"},
        {"to": "+445551230001", "from_": "My Team", "body": "hi"},
        {"to": ANNA, "messaging_service_sid": rcs, "content_sid": account.add_template("hi")},
    ):
        sid = client.messages.create(**fields).sid
        for _ in range(3):
            client.messages(sid).fetch()
            state.clock.advance(10)
        client.messages(sid).update(body="")
    account.add_history(5, ANNA, account.number, older_than=state.clock.now())
    list(client.messages.stream(page_size=2))
    client_for(standin, account, *account.test_credentials).http_client.request(
        "GET", f"{standin.url}/2010-04-01/Accounts/{account.sid}/Messages.json", timeout=5
    )
    found = openapi.compare_all(state.requests, description)
    assert found.problems == []
    assert found.compared == len(state.requests) > 30
    assert found.deviations == set(openapi.DEVIATIONS)
