"""Senders, and the Messaging Services that choose among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from devkit.standin.addresses import NORTH_AMERICA
from devkit.standin.keywords import OPT_OUT

if TYPE_CHECKING:
    from devkit.standin.addresses import Address


@dataclass(frozen=True, slots=True)
class Sender:
    """What an account can send from; `country` limits a short code to a dial prefix."""

    address: Address
    sms: bool = True
    country: str | None = None

    def reaches(self, to: Address) -> bool:
        """Whether a message to this address can leave from here."""
        channels = {self.address.channel, "sms" if self.address.kind == "agent" else ""}
        if to.channel not in channels or not self.sms:
            return False
        if self.address.kind == "name":
            return not to.number.startswith(NORTH_AMERICA)
        return self.country is None or to.number.startswith(self.country)


@dataclass(slots=True)
class Service:
    """A Messaging Service: a pool of senders, one of which sticks to each recipient."""

    sid: str
    pool: list[Sender]
    logs_inbound: bool = True
    late_opt_out: bool = False
    """A message to someone who left is accepted, and fails with 21610 afterwards."""
    opt_out_words: frozenset[str] = OPT_OUT
    """In capitals; words of its own take the place of Twilio's."""
    without_rcs: set[str] = field(default_factory=set)
    """Recipients whose phones have no RCS; an RCS sender is the first choice for all others."""
    _sticky: dict[str, Sender] = field(default_factory=dict)

    def holds(self, number: str) -> bool:
        return any(sender.address.text == number for sender in self.pool)

    def usable(self, to: Address) -> list[Sender]:
        senders = [sender for sender in self.pool if sender.reaches(to)]
        agents = [sender for sender in senders if sender.address.kind == "agent"]
        if agents and to.number not in self.without_rcs:
            return agents
        return [sender for sender in senders if sender not in agents]

    def pick(self, to: Address) -> str:
        """The sender for a recipient: the one it had before, else the next in turn."""
        usable = self.usable(to)
        sender = self._sticky.get(to.text)
        if sender not in usable:
            sender = usable[len(self._sticky) % len(usable)]
            self._sticky[to.text] = sender
        return sender.address.text
