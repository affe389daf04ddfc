"""Cells in which Twilio or the platform behaves unusually, apart from a failing request."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import requests

from devkit.fault_matrix.expectations import ANSWERED, FAILED, Outcomes, one_of
from devkit.fault_matrix.fault_kinds import DAMAGED_STATES, Effect, FaultKind
from devkit.fault_matrix.scenarios import STATES, asked_without_faults, observe, poll_twice
from devkit.standin import Fault

if TYPE_CHECKING:
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation

Condition = Callable[["FaultLab"], object]

NO_FAULT = FaultKind(
    "none", Effect.PROCESSED, {"kind": "status", "status": 503, "probability": 0.0}
)
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
    def apply(lab: FaultLab) -> None:
        lab.state.clock.skew = timedelta(minutes=minutes)
        if not header:
            lab.state.assumptions.date_header_offset = timedelta(minutes=-minutes)

    return apply


def _by_day(lab: FaultLab) -> None:
    lab.state.assumptions.date_filter = "day"


def _late_list(lab: FaultLab) -> None:
    lab.state.assumptions.list_delay = LIST_DELAY


def _strangers(lab: FaultLab) -> None:
    """Have the first looks after a create request see rows that nobody understands."""
    page = {"messages": STRANGE_ROWS, "next_page_uri": None}
    after = 1 if lab.account.outbound() else 0
    lab.state.faults.add(Fault("json", path="list", after=after, times=2, body=page))


def _twin(lab: FaultLab) -> None:
    """Have the same text sent to the same phone a moment ago."""
    lab.send_to(lab.phones[0])
    lab.skipped = 1


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


def strange_page(lab: FaultLab) -> Observation:
    """Poll while the page with the answer also holds rows that nobody understands."""
    params, state = asked_without_faults(lab)
    account, phone = lab.account, lab.phones[0]
    lab.answer(phone)
    time.sleep(0.1)
    page = requests.get(
        f"{lab.twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
        params={"From": phone},
        auth=(account.sid, account.auth_token),
        timeout=_SECONDS,
    ).json()
    page["messages"] = STRANGE_ROWS + page["messages"]
    lab.state.faults.add(Fault("json", path="list", times=None, body=page))
    return poll_twice(lab, params, state)


STRANGE_OUTCOMES: Outcomes = (one_of(ANSWERED),)


def damaged(lab: FaultLab, damage: Callable[[str], str]) -> Observation:
    """Hand a later run a damaged state; then look with the true one."""
    params, state = asked_without_faults(lab)
    count = len(lab.state.requests)
    result = lab.poll(params, damage(str(state)))
    asked = "silent" if len(lab.state.requests) == count else "asked Twilio"
    named = "named" if "saved state" in result.message else "not named"
    observation = poll_twice(lab, params, state)
    return replace(observation, outcomes=(STATES[result.state], named, asked))


def _replaced(text: str, _state: str) -> str:
    return text


DAMAGED_OUTCOMES: Outcomes = (one_of(FAILED), one_of("named"), one_of("silent"))
DAMAGES: dict[str, Callable[[str], str]] = {
    **{name: partial(_replaced, text) for name, text in DAMAGED_STATES.items()},
    "cut in its middle": lambda state: state[: len(state) // 2],
    "a field of another type": lambda state: json.dumps({**json.loads(state), "recipients": 7}),
    "a field missing": lambda state: json.dumps({"v": json.loads(state).get("v")}),
}


def unverified(lab: FaultLab, action: str) -> Observation:
    """Switch certificate checks off, against a certificate that nobody knows."""
    lab.settings["Verify SSL"] = "false"
    lab.env = {}
    to = lab.phones[0]
    result = lab.run(action, lab.parameters(to) if action != "Ping" else {})
    observation = observe(lab, result, (to,) if action != "Ping" else ())
    return replace(observation, outcomes=(STATES[result.state],))


UNVERIFIED_OUTCOMES: Outcomes = (one_of(ANSWERED),)


def test_credentials(lab: FaultLab) -> Observation:
    """Ping with test credentials, which count as connected."""
    sid, token = lab.account.test_credentials
    lab.settings |= {"AccountSid": sid, "AuthenticationToken": token}
    result = lab.run("Ping")
    told = "told" if "test credentials" in result.message else "not told"
    return replace(observe(lab, result, ()), outcomes=(STATES[result.state], told))
