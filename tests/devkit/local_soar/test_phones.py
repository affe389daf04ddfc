from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from tests.devkit.local_soar.clients import TIMEOUT

if TYPE_CHECKING:
    from devkit.local_soar.server import LocalSoar
    from tests.devkit.local_soar.clients import Client

MARY = "+15551230001"


def test_code_of_a_question_is_known_and_a_notice_has_none(
    soar: LocalSoar, client: Client, answering: Any
) -> None:
    answering(MARY, "Yes {code}")
    result = client.run("Send SMS And Wait", {"Phone Number": MARY, "Message": "You?"})
    client.run("Send SMS", {"Phone Number": MARY, "Message": "Thank you"})

    question, reply, notice = soar.phones.messages
    assert question["code"] == json.loads(result["resultJsonObject"])["code"]
    assert (reply["code"], notice["code"]) == (None, None)


def test_phones_of_the_cases_are_there_from_the_start(soar: LocalSoar) -> None:
    assert soar.phones.all == [
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

    assert [row.body for row in soar.standin.state.account.messages] == ["", ""]
    asked, answered = (view["body"] for view in soar.phones.messages)
    assert asked.startswith("You?")
    assert answered.startswith("Yes ")


def test_status_after_a_redaction_keeps_the_text_too(soar: LocalSoar, client: Client) -> None:
    state = soar.standin.state
    state.delivery.step = 60.0
    client.run("Send SMS", {"Phone Number": MARY, "Message": "keep me"})
    (row,) = state.account.outbound()
    requests.post(
        f"{soar.standin.url}/2010-04-01/Accounts/{state.account.sid}/Messages/{row.sid}.json",
        data={"Body": ""},
        auth=(state.account.sid, state.account.auth_token),
        timeout=TIMEOUT,
    ).raise_for_status()

    state.clock.advance(600)
    state.run_due()

    (view,) = soar.phones.messages
    assert (view["status"], view["body"]) == ("delivered", "keep me")
