from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests

from devkit.local_soar.runs import Polling
from devkit.local_soar.server import LocalSoar, Options
from tests.devkit.local_soar.clients import EXECUTE, INSTANCES, SCOPES, TIMEOUT, Client, order

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECTED = "Successfully connected to the Twilio server with the provided connection parameters!"
MARY, ANALYST, THIRD = "+15551230001", "+15551230002", "+15551230003"
PARAMETERS = "properties.ScriptParametersEntityFields"
PHONES_TOO = {
    "Phone Number": MARY,
    "Message": "hi",
    "Entity Scope": "Phone Number and phone entities",
}


def reached(soar: LocalSoar) -> list[str]:
    return [message.to for message in soar.standin.state.account.outbound()]


@pytest.mark.parametrize("path", [SCOPES, INSTANCES, "/local/runs", "/local/runs/1"])
@pytest.mark.parametrize("key", ["wrong", "", "€"], ids=["wrong", "empty", "strange"])
def test_get_without_the_key_is_refused(client: Client, path: str, key: str) -> None:
    response = client.get(path, AppKey=key.encode())

    assert response.status_code == 401
    assert response.json()["ErrorMessage"] == "The AppKey is not the one of this host."


def test_execute_without_the_key_starts_nothing(soar: LocalSoar, client: Client) -> None:
    response = client.post(order("Send SMS", {"Phone Number": MARY}), AppKey=None)

    assert response.status_code == 401
    assert response.json()["ErrorMessage"] == "The header AppKey is missing."
    assert soar.runs.all == []


def test_scopes_hold_the_one_that_clients_default_to(client: Client) -> None:
    response = client.get(SCOPES)

    assert response.headers["Content-Type"] == "application/json"
    assert "All entities" in response.json()


def test_instances_name_the_one_that_there_is(client: Client) -> None:
    assert client.get(INSTANCES).json() == {
        "integration_instances": [{"identifier": "Twilio-instance-1"}]
    }


def test_instances_of_another_integration_are_none(client: Client) -> None:
    response = client.get(INSTANCES.replace("Twilio", "Other"))

    assert response.json() == {"integration_instances": []}


def test_ping_completes_with_the_fields_of_a_result(client: Client) -> None:
    assert client.run("Ping") == {
        "id": 1,
        "status": "Completed",
        "message": CONNECTED,
        "resultName": "is_success",
        "resultValue": "true",
        "resultJsonObject": None,
        "caseId": 42,
        "integration": "Twilio",
        "integrationInstanceIdentifier": "Twilio-instance-1",
        "actionIdentifier": "Twilio_Ping",
        "resultUrl": "/local/runs/1",
    }


def test_send_reaches_the_phone_and_returns_its_sid(soar: LocalSoar, client: Client) -> None:
    result = client.run("Send SMS", {"Phone Number": MARY, "Message": "Was it you?"})

    (message,) = soar.standin.state.account.outbound(MARY)
    assert message.body == "Was it you?"
    assert result["status"] == "Completed"
    assert json.loads(result["resultJsonObject"])[0]["sid"] == message.sid


def test_case_may_be_named_by_text(client: Client) -> None:
    assert client.run("Ping", caseId="42")["status"] == "Completed"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"caseId": 7}, "There is no case '7'. Cases: 42."),
        ({"caseId": True}, "caseId must be a whole number."),
        ({"caseId": 42.0}, "caseId must be a whole number."),
        ({"caseId": "٤٢"}, "caseId must be a whole number."),
        ({"caseId": "9" * 5000}, f"There is no case '{'9' * 60}…'. Cases: 42."),
        ({"actionName": None}, "actionName must be a text."),
        (
            {"actionName": "Twilio_Call"},
            ("There is no action 'Twilio_Call'. Actions: "),
        ),
        (
            {"actionProvider": "Other"},
            "There is no action provider 'Other'. Action providers: Scripts.",
        ),
        (
            {"properties": {"IntegrationInstance": "other"}},
            "There is no integration instance 'other'. Integration instances: Twilio-instance-1.",
        ),
        ({"properties": None}, "properties must be a JSON object."),
        (
            {"alertGroupIdentifiers": ["other"]},
            (
                "Case 42 has no alert group 'other'. "
                "Alert groups: alert-mfa_group, alert-travel_group."
            ),
        ),
        ({"alertGroupIdentifiers": "x"}, "alertGroupIdentifiers must be a JSON list."),
        ({"scope": "Everything"}, "There is no scope 'Everything'. Scopes: "),
        (
            {"targetEntities": [{"Identifier": ANALYST}]},
            "targetEntities[0].EntityType is missing.",
        ),
        ({"scope": ["All entities"]}, "scope must be a text."),
        ({"isPredefinedScope": "false"}, "isPredefinedScope must be true or false."),
        ({"properties": {}}, "properties.IntegrationInstance is missing."),
        ({"targetEntities": ["+1"]}, "targetEntities[0] must be a JSON object."),
    ],
)
def test_unknown_and_misshapen_fields_are_answered_with_a_sentence(
    soar: LocalSoar, client: Client, fields: dict[str, Any], sentence: str
) -> None:
    result = client.run("Send SMS", {"Phone Number": MARY}, **fields)

    assert (result["status"], result["id"], result["resultValue"]) == ("Failed", None, None)
    assert result["message"].startswith(sentence)
    assert reached(soar) == []


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ('{"Colour": "red"}', "Ping has no parameter 'Colour'. Parameters: none."),
        ("[]", f"{PARAMETERS} must be a JSON object."),
        ('{"Message": ["x"]}', f"{PARAMETERS}.Message must be a text, a number, true, false"),
        ("{", f"{PARAMETERS} is no JSON ("),
        (0, f"{PARAMETERS} must be a JSON object."),
        ("[" * 100_000, f"{PARAMETERS} is no JSON (it is nested too deeply)."),
    ],
    ids=["unknown", "list", "nested", "broken", "zero", "deep"],
)
def test_unknown_and_misshapen_parameters_are_answered_with_a_sentence(
    client: Client, parameters: Any, sentence: str
) -> None:
    properties = {
        "IntegrationInstance": "Twilio-instance-1",
        "ScriptParametersEntityFields": parameters,
    }

    result = client.run("Ping", properties=properties)

    assert result["status"] == "Failed"
    assert result["message"].startswith(sentence)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"{", "The request's body must be a JSON object."),
        (b"[" * 100_000, "The request's body must be a JSON object."),
        (b'{"caseId":' + b"9" * 5000 + b"}", "The request's body must be a JSON object."),
        (b"x" * (2 << 20), "The request is larger than 1 MiB."),
    ],
    ids=["broken", "deep", "long number", "large"],
)
def test_body_that_cannot_be_read_is_answered_with_a_sentence(
    client: Client, raw: bytes, sentence: str
) -> None:
    response = requests.post(
        client.url + EXECUTE, data=raw, headers={"AppKey": client.key}, timeout=TIMEOUT
    )

    assert (response.status_code, response.json()["message"]) == (200, sentence)


@pytest.mark.parametrize("properties", [None, ""], ids=["null", "empty"])
def test_parameters_may_be_left_out(client: Client, properties: str | None) -> None:
    given = {
        "IntegrationInstance": "Twilio-instance-1",
        "ScriptParametersEntityFields": properties,
    }

    assert client.run("Ping", properties=given)["status"] == "Completed"


@pytest.mark.parametrize("body", ["x", [], None], ids=["text", "list", "null"])
def test_body_of_another_kind_is_answered_with_a_sentence(client: Client, body: Any) -> None:
    response = client.post(body)

    assert response.status_code == 200
    assert response.json()["message"] == "The request's body must be a JSON object."


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({}, [MARY]),
        ({"alertGroupIdentifiers": ["alert-mfa_group"]}, [MARY, ANALYST, THIRD]),
        ({"alertGroupIdentifiers": []}, [MARY, ANALYST, THIRD]),
        ({"alertGroupIdentifiers": [], "scope": "Phone numbers"}, [MARY, ANALYST, THIRD]),
        ({"alertGroupIdentifiers": [], "scope": "Suspicious entities"}, [MARY]),
        (
            {
                "targetEntities": [{"Identifier": ANALYST, "EntityType": "PHONENUMBER"}],
                "scope": None,
                "isPredefinedScope": False,
            },
            [MARY, ANALYST],
        ),
        ({"scope": None, "isPredefinedScope": False, "alertGroupIdentifiers": []}, [MARY]),
    ],
    ids=["group", "other group", "all groups", "phones", "no phone", "given", "none given"],
)
def test_entities_come_from_scope_and_alert_groups(
    soar: LocalSoar, client: Client, fields: dict[str, Any], numbers: list[str]
) -> None:
    result = client.run("Send SMS", PHONES_TOO, **fields)

    assert result["status"] == "Completed"
    assert reached(soar) == numbers


def test_failure_is_told_in_the_body(soar: LocalSoar, client: Client) -> None:
    result = client.run("Send SMS", {"Phone Number": "12", "Message": "hi"})

    assert (result["status"], result["resultValue"]) == ("Failed", "false")
    assert result["message"].startswith('Error executing action "Send SMS". Reason: ')
    assert reached(soar) == []


def test_script_that_breaks_the_contract_is_told_in_the_body(
    soar: LocalSoar, client: Client
) -> None:
    soar.runner.env["PYTHONPATH"] = "nowhere"

    result = client.run("Ping")

    assert result["status"] == "Failed"
    assert result["message"].startswith("The action printed no result")


def test_wait_is_answered_within_the_clients_patience(
    client: Client, answering: Callable[[str, str], None]
) -> None:
    answering(MARY, "Yes, me {code}")

    result = client.run("Send SMS And Wait", {"Phone Number": MARY, "Message": "You?"})

    assert (result["status"], result["resultValue"]) == ("Completed", "Yes, me")


def test_wait_beyond_the_clients_patience_can_be_asked_for_again() -> None:
    with LocalSoar(Options(patience=0, polling=Polling(interval=0.1))) as soar:
        client = Client.of(soar)
        early = client.run("Send SMS And Wait", {"Phone Number": MARY, "Message": "You?"})
        while not soar.standin.state.phone(MARY).inbox:
            client.get(f"{early['resultUrl']}?wait=0.1")
        waiting = client.get(early["resultUrl"]).json()
        code = soar.phones.messages[0]["code"]
        soar.phones.reply(MARY, f"It was me {code}")
        late = client.get(f"{early['resultUrl']}?wait=30").json()

    assert early["resultUrl"] == "/local/runs/1"
    assert (waiting["status"], waiting["resultValue"]) == ("In progress", None)
    assert "GET /local/runs/1 tells how it ends. Do not start it again" in waiting["message"]
    assert f"Waiting for a reply from {MARY}" in waiting["message"]
    assert (late["status"], late["resultValue"]) == ("Completed", "It was me")


def test_wait_that_nobody_answers_ends_at_the_platforms_limit() -> None:
    with LocalSoar(Options(polling=Polling(interval=0.2, total=0.5))) as soar:
        result = Client.of(soar).run("Send SMS And Wait", {"Phone Number": MARY, "Message": "?"})

    assert result["status"] in {"Failed", "Timed out"}


def test_run_that_is_unknown_is_answered_with_a_sentence(client: Client) -> None:
    response = client.get("/local/runs/9")

    assert (response.status_code, response.json()["ErrorMessage"]) == (404, "There is no run 9.")


@pytest.mark.parametrize("wait", ["abc", "", "nan", "-1"])
def test_wait_that_is_no_time_is_refused(client: Client, wait: str) -> None:
    client.run("Ping")

    response = client.get(f"/local/runs/1?wait={wait}")

    assert response.status_code == 400
    assert response.json()["ErrorMessage"] == "wait must be a number of seconds."


def test_runs_at_once_do_not_disturb_each_other(
    soar: LocalSoar, client: Client, answering: Callable[[str, str], None]
) -> None:
    answering(MARY, "Mary {code}")
    answering(ANALYST, "Analyst {code}")
    asked = [MARY, ANALYST, "12", MARY]

    with ThreadPoolExecutor() as pool:
        results = list(
            pool.map(
                lambda to: client.run("Send SMS And Wait", {"Phone Number": to, "Message": "?"}),
                asked,
            )
        )

    answers = [(result["status"], result["resultValue"]) for result in results]
    assert answers == [
        ("Completed", "Mary"),
        ("Completed", "Analyst"),
        ("Failed", "false"),
        ("Completed", "Mary"),
    ]
    codes = [json.loads(results[place]["resultJsonObject"])["code"] for place in (0, 1, 3)]
    assert len(set(codes)) == 3
    assert sorted(reached(soar)) == [MARY, MARY, ANALYST]


def test_stop_answers_a_client_that_still_waits() -> None:
    soar = LocalSoar(Options(polling=Polling(interval=30)))
    soar.start()
    client = Client.of(soar)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(
            client.run, "Send SMS And Wait", {"Phone Number": MARY, "Message": "?"}
        )
        while not any(run.polls for run in soar.runs.all):
            client.get(SCOPES)
        soar.stop()

    assert waiting.result()["message"] == (
        "The local SOAR was stopped before the action had ended."
    )


def test_unknown_path_is_answered_with_a_sentence(client: Client) -> None:
    response = client.get("/api/other")

    assert response.status_code == 404
    assert response.json() == {"ErrorMessage": "This server has no endpoint 'GET /api/other'."}


def test_execute_by_get_is_answered_with_a_sentence(client: Client) -> None:
    response = client.get(EXECUTE)

    assert response.status_code == 405
    sentence = f"This server has no endpoint 'GET {EXECUTE}'."
    assert response.json()["ErrorMessage"] == sentence


@pytest.mark.parametrize("name", ["twilio_PING", "ping", "Twilio_Ping"])
def test_action_may_be_named_in_any_case_of_letters(client: Client, name: str) -> None:
    assert client.run("Ping", actionName=name)["status"] == "Completed"
