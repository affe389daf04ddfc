"""Cells in which no request is spoiled by itself, but Twilio or the platform is odd."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import requests

from devkit.proof.expected import ANSWERED, FAILED, Words, some
from devkit.proof.kinds import DAMAGED_STATES, Effect, Kind
from devkit.proof.scenarios import STATES, begun, looked, sent, sms
from devkit.standin import Fault

if TYPE_CHECKING:
    from devkit.proof.evidence import Evidence
    from devkit.proof.stage import Stage

Condition = Callable[["Stage"], object]

NO_FAULT = Kind("none", Effect.ACTED, {"kind": "status", "status": 503, "probability": 0.0})
LIST_DELAY = 3.0  # seconds
STRANGE_ROWS: list[Any] = [
    None,
    "a text",
    {},
    {"sid": None, "body": None, "to": None},
    {
        "sid": "SM" + "57a4" * 8,
        "to": "+15558880001",
        "from": "+15558880002",
        "body": "A message of somebody else",
        "status": "teleported",
        "direction": "sideways",
        "date_created": "no date",
        "date_sent": 7,
        "error_code": "many",
        "num_segments": None,
    },
]
_SECONDS = 5


def _clock(minutes: int, *, header: bool) -> Condition:
    def apply(stage: Stage) -> None:
        stage.twilio.state.clock.skew = timedelta(minutes=minutes)
        stage.twilio.state.date_header_follows_clock = header

    return apply


def _by_day(stage: Stage) -> None:
    stage.twilio.state.precision = "day"


def _late_list(stage: Stage) -> None:
    stage.twilio.state.list_delay = LIST_DELAY


def _strangers(stage: Stage) -> None:
    """Have the first looks after a create request see rows that nobody understands."""
    page = {"messages": STRANGE_ROWS, "next_page_uri": None}
    after = 1 if stage.account.outbound() else 0
    stage.twilio.state.faults.add(Fault("json", path="list", after=after, times=2, body=page))


def _twin(stage: Stage) -> None:
    """Have the same text sent to the same phone a moment ago."""
    stage.run("Send SMS", sms(stage, stage.phones[0]))
    stage.skipped = 1


CONDITIONS: dict[str, Condition] = {
    "clock 10 min ahead": _clock(10, header=True),
    "clock 10 min behind": _clock(-10, header=True),
    "clock 10 min ahead, Date header not": _clock(10, header=False),
    "clock 10 min behind, Date header not": _clock(-10, header=False),
    "date filter by the day": _by_day,
    "list shows new messages after 3 s": _late_list,
    "unknown messages in the list": _strangers,
}
TWIN = ("the same text sent a moment ago", _twin)


def strange_page(stage: Stage) -> Evidence:
    """Poll while the page with the answer also holds rows that nobody understands."""
    params, state = begun(stage)
    account, phone = stage.account, stage.phones[0]
    stage.answer(phone)
    time.sleep(0.1)
    page = requests.get(
        f"{stage.twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
        params={"From": phone},
        auth=(account.sid, account.auth_token),
        timeout=_SECONDS,
    ).json()
    page["messages"] = STRANGE_ROWS + page["messages"]
    stage.twilio.state.faults.add(Fault("json", path="list", times=None, body=page))
    return looked(stage, params, state)


STRANGE_WORDS: Words = (some(ANSWERED),)


def damaged(stage: Stage, damage: Callable[[str], str]) -> Evidence:
    """Hand a later run a damaged state; then look with the true one."""
    params, state = begun(stage)
    count = len(stage.twilio.state.requests)
    result = stage.later(params, damage(str(state)))
    asked = "silent" if len(stage.twilio.state.requests) == count else "asked Twilio"
    named = "named" if "saved state" in result.message else "not named"
    evidence = looked(stage, params, state)
    return replace(evidence, words=(STATES[result.state], named, asked))


def _replaced(text: str, _state: str) -> str:
    return text


DAMAGED_WORDS: Words = (some(FAILED), some("named"), some("silent"))
DAMAGES: dict[str, Callable[[str], str]] = {
    **{name: partial(_replaced, text) for name, text in DAMAGED_STATES.items()},
    "cut in its middle": lambda state: state[: len(state) // 2],
    "a field of another type": lambda state: json.dumps({**json.loads(state), "recipients": 7}),
    "a field missing": lambda state: json.dumps({"v": json.loads(state).get("v")}),
}


def unverified(stage: Stage, action: str) -> Evidence:
    """Switch certificate checks off, against a certificate that nobody knows."""
    stage.settings["Verify SSL"] = "false"
    stage.distrust()
    to = stage.phones[0]
    result = stage.run(action, sms(stage, to) if action != "Ping" else {})
    evidence = sent(stage, result, (to,) if action != "Ping" else ())
    return replace(evidence, words=(STATES[result.state],))


UNVERIFIED_WORDS: Words = (some(ANSWERED),)


def test_credentials(stage: Stage) -> Evidence:
    """Ping with test credentials, which count as connected."""
    sid, token = stage.account.test_credentials
    stage.settings |= {"AccountSid": sid, "AuthenticationToken": token}
    result = stage.run("Ping")
    told = "told" if "test credentials" in result.message else "not told"
    return replace(sent(stage, result, ()), words=(STATES[result.state], told))
