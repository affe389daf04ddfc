"""A phone: what reached it, and what it answers by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from devkit.standin import addresses, inbound

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from devkit.standin.accounts import Account
    from devkit.standin.messages import Message
    from devkit.standin.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the phone shows it, whatever later becomes of Twilio's row."""

    sid: str
    sender: str
    to: str
    body: str
    at: datetime


class Phone:
    """One handset. It answers what reaches it if `answer` was given something to say.

    It writes to an RCS agent as `rcs:<number>`, and on WhatsApp in Mexico, Argentina and Brazil
    from the other spelling of its number: there the mobile digit comes and goes.

    Args:
        number: The address that messages to it are sent to.
        timeline: The one that all accounts share.
        find_owner: Returns the account that has a number.
    """

    def __init__(
        self, number: str, timeline: Timeline, find_owner: Callable[[str], Account | None]
    ) -> None:
        self.number = number
        self._timeline = timeline
        self._find_owner = find_owner
        self._received: list[Text] = []
        self._respond: Callable[[str], str | None] | None = None
        self._after = 0.0

    @property
    def inbox(self) -> list[Text]:
        """What has reached the phone, oldest first."""
        with self._timeline.lock:
            self._timeline.run_due()
            return list(self._received)

    def answer(self, respond: Callable[[str], str | None] | None, *, after: float = 0.0) -> None:
        """Answer each text from now on with `respond(its body)`, `after` seconds later.

        Nothing is sent where `respond` returns None; `None` in its place ends the answering.
        """
        with self._timeline.lock:
            self._respond, self._after = respond, after

    def send(self, body: str, to: str | None = None) -> Message:
        """Write a text, by default to whom the last one came from.

        Raises:
            LookupError: Nobody has written yet and no `to` was given, or no account owns it.
        """
        with self._timeline.lock:
            self._timeline.run_due()
            return self._send(body, to or self._last_sender(), self._timeline.clock.instant())

    def receive(self, message: Message, instant: float) -> None:
        """A message arrives on the phone at an instant of the clock."""
        if message.sender is None:
            return
        at = self._timeline.clock.at(instant)
        text = Text(message.sid, message.sender, message.to, message.body, at)
        self._received.append(text)
        reply = self._respond(text.body) if self._respond else None
        if reply is not None:
            self._timeline.call_at(instant + self._after, partial(self._send, reply, text.sender))

    def _send(self, body: str, to: str, instant: float) -> Message:
        owner = self._find_owner(to)
        if owner is None:
            raise LookupError(f"no account owns {to}")
        return inbound.receive(owner, self._address_for(to), to, body, instant)

    def _address_for(self, to: str) -> str:
        if to.startswith("rcs:"):
            return "rcs:" + self.number.removeprefix("rcs:")
        is_whatsapp = self.number.startswith("whatsapp:")
        return addresses.other_spelling(self.number) if is_whatsapp else self.number

    def _last_sender(self) -> str:
        if not self._received:
            raise LookupError(f"{self.number} has received nothing that it could reply to")
        return self._received[-1].sender
