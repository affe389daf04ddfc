"""An account: who may use it, what it can send from, and its messages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from devkit.standin import addresses, inbound
from devkit.standin.errors import DELIVERY_ERRORS
from devkit.standin.messages import Event, Outcome, new_sid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from devkit.standin.addresses import Address
    from devkit.standin.assumptions import Assumptions
    from devkit.standin.messages import Message
    from devkit.standin.timeline import Timeline

KeyKind = Literal["main", "standard", "restricted"]
Permission = Literal["create", "read", "update"]

ALL_PERMISSIONS: Final[frozenset[Permission]] = frozenset({"create", "read", "update"})
MAGIC_RECIPIENTS: Final = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""Twilio's test numbers, and the code that each is refused with."""


class Credentials(NamedTuple):
    """A user and a password."""

    sid: str
    token: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The secret of an API key; only a restricted key lacks permissions."""

    secret: str
    permissions: frozenset[Permission]


@dataclass(slots=True)
class Service:
    """A Messaging Service: a pool of senders."""

    sid: str
    pool: list[Address]
    opt_out_words: frozenset[str] = inbound.OPT_OUT
    """In capitals; words of its own take the place of Twilio's."""

    def holds(self, number: str) -> bool:
        return any(sender.text == number for sender in self.pool)

    def usable_senders(self, to: Address) -> list[Address]:
        """Those that reach a recipient; an RCS sender is the first choice."""
        senders = [sender for sender in self.pool if sender.reaches(to)]
        return sorted(senders, key=lambda sender: sender.kind != "agent")


class Account:
    """A Twilio account and what a test may set about it.

    `suspended`: every request answers 403/20403. `trial`: only numbers in `verified` may be sent
    to, and bodies get Twilio's prefix. `samples_only`: a newer trial account, which can send
    Twilio's sample texts alone (572006). `daily_limit`: how many messages it may send (429/63038).
    `refused_recipients` holds the code for each number that a create is refused for; Twilio's test
    numbers are among them. `landlines` are refused with 21635, but accepted in the United States,
    Canada and Great Britain, where they end as undelivered with 30006. `templates` holds the
    approved templates of the Content API by SID, with `{{name}}` for variables.
    """

    def __init__(
        self, timeline: Timeline, assumptions: Assumptions, owner: Credentials, test: Credentials
    ) -> None:
        self.timeline = timeline
        self.assumptions = assumptions
        self.sid, self.auth_token = owner
        self.test_credentials = test
        self.suspended = False
        self.trial = False
        self.verified: set[str] = set()
        self.samples_only = False
        self.daily_limit: int | None = None
        self.refused_recipients = dict(MAGIC_RECIPIENTS)
        self.landlines: set[str] = set()
        self.templates: dict[str, str] = {}
        self.opted_out: set[tuple[str, str]] = set()
        """Pairs of a phone and what it opted out of: one of our senders, or a service."""
        self.last_written: dict[str, datetime] = {}
        """When each phone last wrote; WhatsApp takes free text for 24 hours from then."""
        self.rows: dict[str, Message] = {}
        """The messages by SID, in the order of their arrival."""
        self.keys: dict[str, ApiKey] = {}
        self.senders: dict[str, Address] = {}
        self.services: dict[str, Service] = {}
        self._key_numbers = count(1)

    @property
    def number(self) -> str:
        """The account's first sender."""
        return next(iter(self.senders))

    @property
    def messages(self) -> list[Message]:
        """All messages, oldest first."""
        with self.timeline.lock:
            self.timeline.run_due()
            return sorted(self.rows.values(), key=lambda row: (row.created, row.serial))

    def outbound(self, to: str | None = None) -> list[Message]:
        """Messages that were sent, oldest first, to one recipient if given."""
        rows = (row for row in self.messages if not row.inbound)
        return [row for row in rows if to is None or row.to == to]

    def inbound(self, from_: str | None = None) -> list[Message]:
        """Messages that came in, oldest first, from one person if given."""
        rows = (row for row in self.messages if row.inbound)
        return [row for row in rows if from_ is None or row.sender == from_]

    def add_api_key(
        self, kind: KeyKind = "standard", permissions: Iterable[Permission] = ()
    ) -> Credentials:
        """A new key; a restricted one has the given permissions, any other has all."""
        number = next(self._key_numbers)
        sid = f"SK{self.sid[2:18]}{number:016x}"
        granted = frozenset(permissions) if kind == "restricted" else ALL_PERMISSIONS
        self.keys[sid] = ApiKey(f"StandInKeySecret{number:016d}", granted)
        return Credentials(sid, self.keys[sid].secret)

    def add_number(self, number: str) -> str:
        """Own a number, short code or channel address.

        Args:
            number: As it stands in `From`, e.g. `+1555…`, `55512`, `whatsapp:+1555…`, `rcs:agent`.

        Returns:
            The number.

        Raises:
            ValueError: It is none of these.
        """
        address = addresses.parse(number)
        if address is None:
            raise ValueError(f"not a sender: {number}")
        self.senders[number] = address
        return number

    def add_service(self, numbers: Iterable[str] | None = None) -> str:
        """A Messaging Service.

        Args:
            numbers: Its senders, the account's first by default; those that the account lacks are
                added to it.

        Returns:
            The service's SID.
        """
        pool = [self.number] if numbers is None else list(numbers)
        for number in pool:
            if number not in self.senders:
                self.add_number(number)
        service = Service(new_sid("MG"), [self.senders[number] for number in pool])
        self.services[service.sid] = service
        return service.sid

    def add_template(self, text: str) -> str:
        """An approved template, e.g. `Was it you, {{1}}?`.

        Returns:
            Its Content SID.
        """
        sid = new_sid("HX")
        self.templates[sid] = text
        return sid

    def service_of(self, number: str) -> Service | None:
        """The service whose pool holds a number."""
        return next((one for one in self.services.values() if one.holds(number)), None)

    def receive(self, from_: str, to: str, body: str, *, at: datetime | None = None) -> Message:
        """An inbound message arrives; an opt-out or opt-in word takes effect.

        Args:
            from_: Who sends it.
            to: The account's number that it comes in on.
            body: The text, unchanged.
            at: Its date, UTC; by default the account's clock now.

        Returns:
            The row.
        """
        with self.timeline.lock:
            self.timeline.run_due()
            return inbound.receive(self, from_, to, body, self.timeline.clock.instant(), at)

    def add_history(self, count: int, from_: str, to: str, *, older_than: datetime) -> None:
        """Put `count` old inbound messages into the list, a minute apart, all before a moment."""
        with self.timeline.lock:
            inbound.add_history(self, count, (from_, to), older_than)

    def post(self, message: Message) -> Message:
        """Put a new row into the list and tell the listeners."""
        message.serial = self.timeline.next_serial()
        self.rows[message.sid] = message
        self.timeline.publish(Event("message", message))
        return message

    def set_status(self, message: Message, outcome: Outcome, instant: float) -> None:
        """A row reaches its next status at an instant of the clock."""
        moment = self.timeline.clock.at(instant)
        message.status, message.error_code, text = outcome
        message.updated = moment
        if message.status == "sent":
            message.sent = moment
        if self.assumptions.error_messages:
            message.error_message = text or DELIVERY_ERRORS.get(outcome.error_code or 0)
        self.timeline.publish(Event("status", message))
