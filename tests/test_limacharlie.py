"""Coming from LimaCharlie: its secret and its request send the message that ours send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from devkit.soar import Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for
from tests.docs.markdown import ROOT, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.soar import RunResult
    from devkit.standin import Account

PAGE = ROOT / "docs" / "limacharlie.md"
REQUEST = {
    "body": "Sensor web-01: YARA match in /tmp/a.bin\nSecond line, 100% & more: “ok”",
    "from": "+15550100002",
    "to": "+15551230001",
}
# What docs/limacharlie.md tells a person to type where; tested against its table below.
PARAMETERS = {"body": "Message", "from": "From", "to": "Phone Number"}


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as standin:
        standin.state.account.add_number(REQUEST["from"])
        yield standin


def send(twilio: StandIn, credential: str, *, leave_out: str = "", **settings: str) -> RunResult:
    own = settings_for(twilio.state.account, twilio.url)
    with Runner(own | {"AuthenticationToken": credential} | settings) as host:
        parameters = {
            PARAMETERS[field]: value for field, value in REQUEST.items() if field != leave_out
        }
        return host.run("Send SMS", parameters)


def secret(account: Account) -> str:
    return f"{account.sid}/{account.auth_token}"


def test_secret_and_request_send_the_same_message_as_the_plain_form(twilio: StandIn) -> None:
    account = twilio.state.account

    theirs = send(twilio, secret(account))
    plainly = send(twilio, account.auth_token)

    assert (theirs.state, theirs.value, theirs.message) == (0, True, plainly.message)
    first, second = account.outbound()
    assert sent(first) == sent(second) == REQUEST
    creates = [request for request in twilio.state.requests if request.operation == "create"]
    assert creates[0].form == creates[1].form
    assert creates[0].path == creates[1].path


def sent(message: Any) -> dict[str, str]:
    return {"body": message.body, "from": message.sender, "to": message.to}


def test_sender_may_stand_in_the_settings_instead(twilio: StandIn) -> None:
    account = twilio.state.account

    result = send(twilio, secret(account), leave_out="from", SmsPhoneNumber=REQUEST["from"])

    assert result.value is True
    assert [sent(message) for message in account.outbound()] == [REQUEST]


@pytest.mark.parametrize(
    ("sid", "word"),
    [("", "AccountSid is empty"), ("AC" + "0123456789abcdef" * 2, "another account")],
    ids=["left empty", "another account's"],
)
def test_account_sid_must_hold_the_same_sid(twilio: StandIn, sid: str, word: str) -> None:
    account = twilio.state.account

    result = send(twilio, secret(account), AccountSid=sid)

    assert (result.state, result.value) == (2, False)
    assert word in result.message
    assert account.auth_token not in result.stdout + result.stderr + result.log
    assert twilio.state.requests == []


def test_page_says_where_each_part_goes() -> None:
    rows = {
        plain(row["There"]): row["Here"]
        for row in table(PAGE, "Coming from LimaCharlie", "There").records()
    }

    assert "`AuthenticationToken`" in rows["secret `SID/TOKEN`"]
    assert "`AccountSid`" in rows["secret `SID/TOKEN`"]
    assert all(rows[field].startswith(f"`{name}`") for field, name in PARAMETERS.items())
