from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from devkit.local_soar.phones import offered
from tests.devkit.local_soar.clients import TIMEOUT

if TYPE_CHECKING:
    from devkit.local_soar.server import LocalSoar
    from tests.devkit.local_soar.clients import Client

MARY = "+15551230001"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Disk is full", (None, [])),
        ("Hi\nTo respond, type your reply followed by 482139\nSiemplifyID: 482139", ("482139", [])),
        (
            'Hi\nTo respond, send "Yes 482139" or "Not now 482139"\nSiemplifyID: 482139',
            ("482139", ["Yes 482139", "Not now 482139"]),
        ),
        (
            'Say "x 1"\nTo respond, send "A or B 482139"\nSiemplifyID: 482139',
            ("482139", ["A or B 482139"]),
        ),
        (
            'Hi\nTo respond, send "No" or "later 482139" or "Yes 482139"\nSiemplifyID: 482139',
            ("482139", ['No" or "later 482139', "Yes 482139"]),
        ),
        (
            'To respond, send "x"\nTo respond, send "Yes 482139"\nSiemplifyID: 482139',
            ("482139", ["Yes 482139"]),
        ),
        ("SiemplifyID: 111111\nis what I got", (None, [])),
        ("SiemplifyID: 1 or 2", (None, [])),
    ],
    ids=[
        "notice",
        "any text",
        "options",
        "one option",
        "odd option",
        "two offers",
        "quoted",
        "no code",
    ],
)
def test_code_and_answers_are_read_off_a_question(
    body: str, expected: tuple[str | None, list[str]]
) -> None:
    assert offered(body) == expected


def test_phones_of_the_cases_are_there_from_the_start(soar: LocalSoar) -> None:
    assert soar.stage.board.phones == [
        {"number": MARY, "name": "MARY.SMITH"},
        {"number": "+15551230002", "name": "on-call analyst"},
        {"number": "+15551230003", "name": ""},
    ]


def test_redacted_message_keeps_its_text_on_the_phone(
    soar: LocalSoar, client: Client, answering: Any
) -> None:
    answering(MARY, "Yes {code}")
    question = {"Phone Number": MARY, "Message": "You?", "Redact Messages": "true"}

    client.run("Send SMS And Wait", question)

    assert [row.body for row in soar.stage.twilio.state.account.messages] == ["", ""]
    asked, answered = (view["body"] for view in soar.stage.board.messages)
    assert asked.startswith("You?")
    assert answered.startswith("Yes ")


def test_status_after_a_redaction_keeps_the_text_too(soar: LocalSoar, client: Client) -> None:
    state = soar.stage.twilio.state
    state.delivery.step = 60.0
    client.run("Send SMS", {"Phone Number": MARY, "Message": "keep me"})
    (row,) = state.account.outbound()
    requests.post(
        f"{soar.stage.twilio.url}/2010-04-01/Accounts/{state.account.sid}/Messages/{row.sid}.json",
        data={"Body": ""},
        auth=(state.account.sid, state.account.auth_token),
        timeout=TIMEOUT,
    ).raise_for_status()

    state.clock.advance(600)
    state.run_due()

    (view,) = soar.stage.board.messages
    assert (view["status"], view["body"]) == ("delivered", "keep me")
