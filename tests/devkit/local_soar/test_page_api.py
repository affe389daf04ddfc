from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.devkit.local_soar.clients import TIMEOUT, Client, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.local_soar.server import LocalSoar

PHONE = "+15551230001"


@pytest.fixture
def visitor(soar: LocalSoar) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.get(soar.page_url, timeout=TIMEOUT)
        yield session


@pytest.fixture
def post(soar: LocalSoar, visitor: requests.Session) -> Any:
    return lambda path, body: visitor.post(f"{soar.url}/page/{path}", json=body, timeout=TIMEOUT)


def test_policy_allows_nothing_but_own_files(soar: LocalSoar, visitor: requests.Session) -> None:
    policy = visitor.get(soar.url, timeout=TIMEOUT).headers["Content-Security-Policy"]

    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives.pop("require-trusted-types-for") == "'script'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert directives["default-src"] == directives["base-uri"] == "'none'"


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("reply", {"phone": "+15550000000", "body": "x"}, "There is no phone '+15550000000'."),
        ("reply", {"phone": "9" * 5000, "body": "x"}, f"There is no phone '{'9' * 60}…'."),
        ("reply", {"body": "x"}, "phone is missing."),
        ("reply", {"phone": PHONE, "body": " "}, "The text is empty."),
        ("reply", {"phone": PHONE, "body": 7}, "body must be a text."),
        (
            "reply",
            {"phone": PHONE, "body": "x" * 1601},
            "The text is longer than 1,600 characters.",
        ),
        ("reply", [], "The request's body must be a JSON object."),
        (
            "network",
            {"network": "slow"},
            "There is no network 'slow'. Networks: ",
        ),
        ("network", {"network": []}, "network must be a text."),
        ("runs", {}, "caseId is missing."),
        ("runs", order("Call"), "There is no action 'Twilio_Call'. Actions: "),
        ("runs", order("Ping", {"X": "y"}), "Ping has no parameter 'X'. Parameters: none."),
    ],
)
def test_wrong_requests_are_answered_with_a_sentence(
    post: Any, path: str, body: Any, sentence: str
) -> None:
    response = post(path, body)

    assert response.status_code == 400
    assert response.json()["ErrorMessage"].startswith(sentence)


def test_json_nested_too_deeply_is_no_defect(soar: LocalSoar, visitor: requests.Session) -> None:
    response = visitor.post(
        f"{soar.url}/page/reply",
        data="[" * 100_000,
        headers={"Content-Type": "application/json"},
        timeout=TIMEOUT,
    )

    assert response.status_code == 400
    assert response.json()["ErrorMessage"] == "The request's body must be a JSON object."


def test_reply_without_a_question_goes_to_the_accounts_number(soar: LocalSoar, post: Any) -> None:
    post("reply", {"phone": PHONE, "body": "hello"})

    (message,) = soar.standin.state.account.inbound(PHONE)
    assert (message.to, message.body) == (soar.standin.state.account.number, "hello")


def test_reply_goes_to_whom_the_last_message_came_from(soar: LocalSoar, post: Any) -> None:
    sender = soar.standin.state.account.add_number("+15551239999")
    client = Client.of(soar)
    client.run("Send SMS", {"Phone Number": PHONE, "Message": "hi", "From": sender})
    while not soar.standin.state.phone(PHONE).inbox:
        client.get("/local/runs")

    post("reply", {"phone": PHONE, "body": "hello"})

    assert [message.to for message in soar.standin.state.account.inbound(PHONE)] == [sender]


@pytest.mark.parametrize(
    ("mode", "words"),
    [("429", "20429"), ("503", "503"), ("cut", "Twilio")],
    ids=["429", "503", "cut"],
)
def test_bad_network_reaches_the_actions_and_ends_with_the_switch(
    soar: LocalSoar, post: Any, mode: str, words: str
) -> None:
    client = Client.of(soar)
    post("network", {"network": mode})
    spoiled = client.run("Ping")
    post("network", {"network": "good"})

    assert spoiled["status"] == "Failed"
    assert words in spoiled["message"]
    assert client.run("Ping")["status"] == "Completed"


def test_form_starts_an_action_and_returns_its_number(soar: LocalSoar, post: Any) -> None:
    body = order("Send SMS", {"Phone Number": PHONE, "Message": "from the page"})

    number = post("runs", body).json()["number"]

    run = soar.runs.find(number)
    assert run.done.wait(30)
    assert (run.status, run.origin) == ("Completed", "page")
    assert [row.body for row in soar.standin.state.account.outbound(PHONE)] == ["from the page"]
