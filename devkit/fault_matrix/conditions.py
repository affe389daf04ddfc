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
from devkit.fault_matrix.fault_kinds import (
    CUT_NOT_PROCESSED,
    CUT_PROCESSED,
    DAMAGED_STATES,
    NO_FAULT,
)
from devkit.fault_matrix.scenarios import STATES, asked_without_faults, observe, poll_twice
from devkit.standin import Fault
from devkit.standin.assumptions import shorten_links
from devkit.standin.segments import smart_encoded

if TYPE_CHECKING:
    from devkit.fault_matrix.fault_kinds import FaultKind
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation

Condition = Callable[["FaultLab"], object]

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


def _strange_rows(lab: FaultLab) -> None:
    """Let the first lists after a create hold rows that nobody understands."""
    page = {"messages": STRANGE_ROWS, "next_page_uri": None}
    lab.add_faults(Fault("json", path="list", times=2, body=page))


def _same_text(lab: FaultLab) -> None:
    """Send the same text to the same phone, and let ten seconds pass."""
    lab.send_to(lab.phones[0])
    lab.skipped = 1
    lab.state.clock.advance(10)


def _assume(**fields: Any) -> Condition:  # noqa: ANN401 - the fields of Assumptions
    def apply(lab: FaultLab) -> None:
        for name, value in fields.items():
            setattr(lab.state.assumptions, name, value)

    return apply


def _assume_with_service(**fields: Any) -> Condition:  # noqa: ANN401 - the fields of Assumptions
    def apply(lab: FaultLab) -> None:
        _assume(**fields)(lab)
        lab.sender = lab.account.add_service()

    return apply


_LOST = (CUT_PROCESSED, CUT_NOT_PROCESSED)
SAME_TEXT = "the same text sent 10 s ago"
CLOCK_UNKNOWN = ("clock 10 min ahead, Date header not", "clock 10 min behind, Date header not")
STRANGE = "unknown messages in the list"
CONDITIONS: dict[str, tuple[Condition, tuple[FaultKind, ...]]] = {
    "clock 10 min ahead": (_clock(10, header=True), (NO_FAULT, *_LOST)),
    "clock 10 min behind": (_clock(-10, header=True), (NO_FAULT, *_LOST)),
    "clock 10 min ahead, Date header not": (_clock(10, header=False), (NO_FAULT, *_LOST)),
    "clock 10 min behind, Date header not": (_clock(-10, header=False), (NO_FAULT, *_LOST)),
    STRANGE: (_strange_rows, _LOST),
    SAME_TEXT: (_same_text, (NO_FAULT, *_LOST)),
}
ASSUMPTIONS: dict[str, Condition] = {
    "list shows new messages after 3 s": _assume(list_delay=LIST_DELAY),
    "list ordered by date_created": _assume(list_order="date_created"),
    "list ordered by date_updated": _assume(list_order="date_updated"),
    "list with unsent rows first": _assume(list_order="unsent first"),
    "list with unsent rows last": _assume(list_order="unsent last"),
    "replies without messaging_service_sid": _assume_with_service(inbound_has_service_sid=False),
    "replies sent 3 s after they are created": _assume(inbound_sent_after=3.0),
    "replies by RCS": _assume_with_service(reply_from="rcs:{}".format),
    "links shortened": _assume(stored_body=shorten_links),
    "texts in smart encoding": _assume(stored_body=smart_encoded),
    "no error_message": _assume(error_messages=False),
    "automatic replies in the list": _assume(auto_replies_listed=True),
    "redaction refused before the final status": _assume(redaction_needs_final_status=True),
}


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
    lab.add_faults(Fault("json", path="list", times=None, body=page))
    return poll_twice(lab, params, state)


STRANGE_OUTCOMES: Outcomes = (one_of(ANSWERED),)


def damaged(lab: FaultLab, damage: Callable[[str], str]) -> Observation:
    """Hand a later run a damaged state; then poll with the true one."""
    params, state = asked_without_faults(lab)
    count = len(lab.state.requests)
    result = lab.poll(params, damage(str(state)))
    requested = "silent" if len(lab.state.requests) == count else "asked Twilio"
    named = "named" if "saved state" in result.message else "not named"
    observation = poll_twice(lab, params, state)
    return replace(observation, outcomes=(STATES[result.state], named, requested))


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
