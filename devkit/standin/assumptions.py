"""What is not known for certain about Twilio. Each assumption can be broken alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

ListOrder = Literal["date_sent", "date_created", "date_updated", "unsent first", "unsent last"]

_LINK: Final = re.compile(r"https?://\S+")


def unchanged(text: str) -> str:
    return text


def shorten_links(text: str) -> str:
    """What link shortening makes of a text."""
    return _LINK.sub("https://twil.example/x1", text)


@dataclass(slots=True)
class Assumptions:
    """How Twilio behaves where its documentation leaves it open; the defaults are the likely case.

    Set a field of `state.assumptions` before the requests that it is about.
    """

    list_order: ListOrder = "date_sent"
    """What the list is ordered by, newest first. `date_sent` takes `date_created` for rows without
    one; `unsent first` and `unsent last` put these rows at an end."""

    list_delay: float = 0.0
    """Seconds until lists show a new row; a fetch by SID shows it at once."""

    date_header_offset: timedelta = field(default_factory=timedelta)
    """How far the Date header is ahead of the accounts' clock."""

    inbound_has_service_sid: bool = True
    """Whether rows that came in on a Messaging Service's number carry `messaging_service_sid`."""

    inbound_sent_after: float = 0.0
    """Seconds by which an inbound row's `date_sent` is later than its `date_created`."""

    reply_from: Callable[[str], str] = unchanged
    """Makes the `from` of an inbound row of the address that a phone writes from."""

    stored_to: Callable[[str], str] = unchanged
    """Makes the `to` of an outbound row of the E.164 number or the channel address."""

    stored_body: Callable[[str], str] = unchanged
    """Makes the body of an outbound row of the text, e.g. `shorten_links`, `smart_encoded`."""

    error_messages: bool = True
    """Whether `error_message` is filled where `error_code` is."""

    auto_replies_listed: bool = False
    """Whether the list shows Twilio's own answers to STOP, START and HELP."""

    redaction_needs_final_status: bool = False
    """Whether a message still on its way cannot be redacted (409/20009)."""
