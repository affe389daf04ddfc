from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from devkit.local_soar.runs import Polling
from devkit.local_soar.server import LocalSoar, Options
from devkit.twilio_settings import code_in
from tests.mcp.client import parameters, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mcp.client import Tools

MARY, ANALYST = "+15551230001", "+15551230002"


@pytest.fixture(scope="module")
def running_soar() -> Iterator[LocalSoar]:
    with LocalSoar(Options(polling=Polling(interval=0.2, total=60))) as soar:
        yield soar


@pytest.fixture(scope="module")
def tools(running_soar: LocalSoar, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    folder = tmp_path_factory.mktemp("mcp")
    with running(running_soar.url, running_soar.key, folder) as started:
        yield started


@pytest.fixture
def soar(running_soar: LocalSoar) -> Iterator[LocalSoar]:
    settings = dict(running_soar.runner.settings)
    running_soar.standin.state.reset()
    yield running_soar
    running_soar.runner.settings.update(settings)


def let_answer(soar: LocalSoar, number: str, text: str) -> None:
    def respond(question: str) -> str | None:
        code = code_in(question)
        return f"{text} {code}" if code else None

    soar.standin.state.phone(number).answer(respond)


def sent(soar: LocalSoar) -> list[tuple[str, str]]:
    return [(row.to, row.body) for row in soar.standin.state.account.outbound()]


def test_server_offers_the_three_tools(tools: Tools) -> None:
    assert {"twilio_ping", "twilio_send_sms", "twilio_send_sms_and_wait"} <= tools.names()


def test_general_tools_come_back_empty(tools: Tools) -> None:
    """As the manual says: the local SOAR has no endpoints for them."""
    listed = tools.portal.call(tools.session.call_tool, "list_cases", {})

    assert listed.content == []


def test_ping_connects(soar: LocalSoar, tools: Tools) -> None:
    result = tools.call("twilio_ping")

    assert (result["status"], result["resultValue"]) == ("Completed", "true")
    assert result["message"].startswith("Successfully connected to the Twilio server")
    (request,) = soar.standin.state.requests
    assert (request.operation, sent(soar)) == ("list", [])


def test_send_sms_reaches_the_phone(soar: LocalSoar, tools: Tools) -> None:
    result = tools.call(
        "twilio_send_sms", phone_number=MARY, message="Disk is full: <97 %> & rising"
    )

    (row,) = soar.standin.state.account.outbound()
    assert (row.to, row.sender) == (MARY, soar.standin.state.account.number)
    assert row.body == "Disk is full: <97 %> & rising"
    assert (result["status"], result["resultValue"]) == ("Completed", "true")
    assert result["message"] == f"Successfully sent SMS to: {MARY}."
    (recipient,) = json.loads(result["resultJsonObject"])
    assert (recipient["to"], recipient["sid"]) == (MARY, row.sid)


def test_send_sms_and_wait_returns_the_answer(soar: LocalSoar, tools: Tools) -> None:
    let_answer(soar, MARY, "Yes, block it")

    result = tools.call("twilio_send_sms_and_wait", phone_number=MARY, message="Block the user?")

    assert (result["status"], result["resultValue"]) == ("Completed", "Yes, block it")
    conversation = json.loads(result["resultJsonObject"])
    ((to, body),) = sent(soar)
    assert to == MARY
    assert body.startswith("Block the user?\n")
    assert body.endswith(f"\nSiemplifyID: {conversation['code']}")
    (reply,) = soar.standin.state.account.inbound(MARY)
    assert reply.body == f"Yes, block it {conversation['code']}"


@pytest.mark.parametrize("scope", ["All entities", "Suspicious entities"])
def test_scope_of_the_host_is_accepted(soar: LocalSoar, tools: Tools, scope: str) -> None:
    result = tools.call("twilio_send_sms", phone_number=MARY, message="hi", scope=scope)

    assert result["status"] == "Completed"
    assert sent(soar) == [(MARY, "hi")]
    chosen = soar.runs.all[-1].request.entities
    kinds = {kind for _, kind in chosen}
    assert kinds == (
        {"ADDRESS"} if scope.startswith("S") else {"ADDRESS", "PHONENUMBER", "USERUNIQNAME"}
    )


def test_target_entities_reach_the_action(soar: LocalSoar, tools: Tools) -> None:
    entity = {"Identifier": ANALYST, "EntityType": "PHONENUMBER"}

    result = tools.call(
        "twilio_send_sms", phone_number=MARY, message="hi", target_entities=[entity]
    )

    assert result["status"] == "Completed"
    assert sent(soar) == [(MARY, "hi")]
    run = soar.runs.all[-1]
    assert run.request.entities == ((ANALYST, "PHONENUMBER"),)
    assert run.result.context["target_entities"] == [{"item1": ANALYST, "item2": "PHONENUMBER"}]


def test_unknown_scope_is_named_and_sends_nothing(soar: LocalSoar, tools: Tools) -> None:
    result = tools.call("twilio_send_sms", phone_number=MARY, message="hi", scope="Everything")

    assert result["Status"] == "Failed"
    assert result["Message"].startswith(
        "Invalid scope 'Everything'. Allowed values are: All entities,"
    )
    assert soar.standin.state.requests == []


@pytest.mark.parametrize("tool", ["twilio_ping", "twilio_send_sms", "twilio_send_sms_and_wait"])
def test_wrong_credentials_are_named_and_the_secret_is_not(
    soar: LocalSoar, tools: Tools, tool: str
) -> None:
    wrong = "5ec0" * 8
    soar.runner.settings["AuthenticationToken"] = wrong
    arguments = {} if tool == "twilio_ping" else {"phone_number": MARY, "message": "hi"}

    result = tools.call(tool, **arguments)

    assert (result["status"], result["resultValue"]) == ("Failed", "false")
    assert "AuthenticationToken" in result["message"]
    assert wrong not in json.dumps(result)
    assert sent(soar) == []
    assert {request.status for request in soar.standin.state.requests} == {401}


def test_calls_at_once_get_their_own_answers(soar: LocalSoar, tools: Tools) -> None:
    let_answer(soar, MARY, "Mary")
    let_answer(soar, ANALYST, "Analyst")
    wait = "twilio_send_sms_and_wait"

    results = tools.call_at_once(
        (wait, {"phone_number": MARY, "message": "one"}),
        (wait, {"phone_number": ANALYST, "message": "two"}),
        ("twilio_send_sms", {"phone_number": "12", "message": "three"}),
        ("twilio_ping", {}),
    )

    values = [(result["status"], result["resultValue"]) for result in results]
    assert values == [
        ("Completed", "Mary"),
        ("Completed", "Analyst"),
        ("Failed", "false"),
        ("Completed", "true"),
    ]
    assert sorted((to, body.split("\n")[0]) for to, body in sent(soar)) == [
        (MARY, "one"),
        (ANALYST, "two"),
    ]


def test_wait_beyond_the_clients_patience_says_how_to_ask_again(tmp_path: Path) -> None:
    with (
        LocalSoar(Options(patience=0, polling=Polling(interval=0.2))) as soar,
        running(soar.url, soar.key, tmp_path) as tools,
    ):
        result = tools.call("twilio_send_sms_and_wait", phone_number=MARY, message="You?")

    assert result["status"] in {"Starting", "In progress"}
    assert "GET /local/runs/1 tells how it ends. Do not start it again" in result["message"]


def test_wrong_key_ends_the_server_at_once(running_soar: LocalSoar, tmp_path: Path) -> None:
    start = parameters(running_soar.url, "wrong", tmp_path)

    ended = subprocess.run(
        [start.command, *start.args],
        env=start.env,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, "")
    assert "right SOAR credentials" in ended.stderr
