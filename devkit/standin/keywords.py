"""The words that Twilio itself acts upon when they are the whole of an inbound message."""

from __future__ import annotations

from typing import Final, Literal

Keyword = Literal["out", "in", "info"]

OPT_OUT: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
OPT_IN: Final = frozenset({"START", "YES", "UNSTOP"})
TOLL_FREE_OPT_IN: Final = frozenset({"START", "UNSTOP"})
INFO: Final = frozenset({"HELP", "INFO"})

AUTO_REPLIES: Final[dict[Keyword, str]] = {
    "out": "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    "in": "You have successfully been re-subscribed to messages from this number. "
    "Reply STOP to unsubscribe.",
    "info": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(
    body: str, *, opt_out: frozenset[str] = OPT_OUT, toll_free: bool = False
) -> Keyword | None:
    """What a text means to Twilio, or None where it is an ordinary message.

    Args:
        body: The text.
        opt_out: The opt-out words, in capitals; a Messaging Service can have its own.
        toll_free: Whether it came in on a toll-free number.
    """
    word = body.strip().upper()
    if word in opt_out:
        return "out"
    if word in (TOLL_FREE_OPT_IN if toll_free else OPT_IN):
        return "in"
    return "info" if word in INFO else None
