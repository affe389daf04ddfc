"""Cells in which Twilio behaves unusually, apart from a failing request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from devkit.fault_matrix.fault_kinds import CUT_NOT_PROCESSED, CUT_PROCESSED, NO_FAULT
from devkit.standin.assumptions import shorten_links
from devkit.standin.segments import smart_encoded

if TYPE_CHECKING:
    from devkit.fault_matrix.fault_lab import FaultLab

Condition = Callable[["FaultLab"], object]

LIST_DELAY = 3.0  # seconds
SAME_TEXT = "the same text sent 10 s ago"
LATE_LIST = "list shows new messages after 3 s"
CLOCK_UNKNOWN = ("clock 10 min ahead, Date header not", "clock 10 min behind, Date header not")
KINDS = (NO_FAULT, CUT_PROCESSED, CUT_NOT_PROCESSED)  # of the requests under each condition


def _clock(minutes: int, *, header: bool) -> Condition:
    def apply(lab: FaultLab) -> None:
        lab.state.clock.skew = timedelta(minutes=minutes)
        if not header:
            lab.state.assumptions.date_header_offset = timedelta(minutes=-minutes)

    return apply


def _same_text(lab: FaultLab) -> None:
    """Send the same text to the same phone, and let ten seconds pass."""
    lab.send_to(lab.phones[0])
    lab.skipped = 1
    lab.state.clock.advance(10)


def _unknown_message(lab: FaultLab) -> None:
    """Put a row into all lists of the phone that is neither sent nor received."""
    phone = lab.phones[0]
    row = lab.account.receive(phone, phone, "Of tomorrow")
    row.direction, row.status, row.error_code = "sideways", "teleported", 1


def _assume(*, by_service: bool = False, **fields: Any) -> Condition:  # noqa: ANN401 - of Assumptions
    def apply(lab: FaultLab) -> None:
        for name, value in fields.items():
            setattr(lab.state.assumptions, name, value)
        if by_service:
            lab.sender = lab.account.add_service()

    return apply


CONDITIONS: dict[str, Condition] = {
    "clock 10 min ahead": _clock(10, header=True),
    "clock 10 min behind": _clock(-10, header=True),
    "clock 10 min ahead, Date header not": _clock(10, header=False),
    "clock 10 min behind, Date header not": _clock(-10, header=False),
    SAME_TEXT: _same_text,
    "unknown messages in the list": _unknown_message,
}
ASSUMPTIONS: dict[str, Condition] = {
    LATE_LIST: _assume(list_delay=LIST_DELAY),
    "list ordered by date_created": _assume(list_order="date_created"),
    "list ordered by date_updated": _assume(list_order="date_updated"),
    "list with unsent rows first": _assume(list_order="unsent first"),
    "list with unsent rows last": _assume(list_order="unsent last"),
    "replies without messaging_service_sid": _assume(
        by_service=True, inbound_has_service_sid=False
    ),
    "replies sent 3 s after they are created": _assume(inbound_sent_after=3.0),
    "replies by RCS": _assume(by_service=True, reply_from="rcs:{}".format),
    "links shortened": _assume(stored_body=shorten_links),
    "texts in smart encoding": _assume(stored_body=smart_encoded),
    "no error_message": _assume(error_messages=False),
    "automatic replies in the list": _assume(auto_replies_listed=True),
    "redaction refused before the final status": _assume(redaction_needs_final_status=True),
}
