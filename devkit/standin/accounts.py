"""An account: who may use it, what it can send from, and its messages."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from devkit.standin import addresses, inbound
from devkit.standin.errors import DELIVERY_ERRORS
from devkit.standin.keys import ALL_PERMISSIONS, ApiKey, Credentials
from devkit.standin.mailbox import Mailbox
from devkit.standin.messages import new_sid
from devkit.standin.services import Sender, Service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from devkit.standin.delivery import Outcome
    from devkit.standin.keys import KeyKind, Permission
    from devkit.standin.messages import Message
    from devkit.standin.state import State


class Account:
    """A Twilio account and what a test may set about it.

    `suspended`: every request answers 403/20403. `trial`: only numbers in `verified` may be sent
    to, and bodies get Twilio's prefix. `samples_only`: a newer trial account, which can send
    Twilio's sample texts alone (572006). `daily_limit`: how many messages it may send (429/63038).
    `countries_off` holds dial prefixes (21408), `not_mobile` (21614) and `unroutable` (21612) hold
    recipients, `full_queues` senders (21611). `landlines` are refused with 21635, but accepted in
    the United States, Canada and Great Britain, where they end as undelivered with 30006.
    `templates` holds approved templates of the Content API by SID, with `{{name}}` for variables.
    `redact_needs_final`: a message still on its way cannot be redacted (20009).
    `logs_auto_replies`: Twilio's answers to STOP, START and HELP appear in the list.
    """

    def __init__(
        self, state: State, owner: Credentials, test: Credentials, parent: Account | None = None
    ) -> None:
        self.state = state
        self.sid, self.auth_token = owner
        self.test_credentials = test
        self.parent = parent
        self.suspended = False
        self.trial = False
        self.verified: set[str] = set()
        self.countries_off: set[str] = set()
        self.landlines: set[str] = set()
        self.not_mobile: set[str] = set()
        self.samples_only = False
        self.daily_limit: int | None = None
        self.templates: dict[str, str] = {}
        self.last_written: dict[str, datetime] = {}
        """When each phone last wrote; WhatsApp takes free text for 24 hours from then."""
        self.unroutable: set[str] = set()
        self.full_queues: set[str] = set()
        self.redact_needs_final = False
        self.logs_auto_replies = False
        self.opted_out: set[tuple[str, str]] = set()
        """Pairs of a recipient and what it left: one of our senders, or a service."""
        self.box = Mailbox()
        self.keys: dict[str, ApiKey] = {}
        self.senders: dict[str, Sender] = {}
        self.services: dict[str, Service] = {}
        self._numbers = count(1)

    @property
    def number(self) -> str:
        """The account's first sender."""
        return next(iter(self.senders))

    @property
    def messages(self) -> list[Message]:
        """All messages, oldest first."""
        with self.state.lock:
            self.state.settle()
            return sorted(self.box.by_age(), key=lambda row: (row.created, row.serial))

    def outbound(self, to: str | None = None) -> list[Message]:
        """Messages that were sent, oldest first, to one recipient if given."""
        rows = (row for row in self.messages if not row.inbound)
        return [row for row in rows if to is None or row.to == to]

    def inbound(self, from_: str | None = None) -> list[Message]:
        """Messages that came in, oldest first, from one person if given."""
        rows = (row for row in self.messages if row.inbound)
        return [row for row in rows if from_ is None or row.sender == from_]

    def add_api_key(
        self, kind: KeyKind = "standard", permissions: Iterable[Permission] | None = None
    ) -> Credentials:
        """A new key; `permissions` limit a restricted one, which has none unless they are given."""
        number = next(self._numbers)
        granted = frozenset(permissions or ()) if kind == "restricted" else ALL_PERMISSIONS
        sid = f"SK{self.sid[2:18]}{number:016x}"
        key = ApiKey(sid, f"StandInKeySecret{number:016d}", kind, granted)
        self.keys[sid] = key
        return Credentials(key.sid, key.secret)

    def remove_api_key(self, sid: str) -> None:
        del self.keys[sid]

    def add_number(self, number: str, *, sms: bool = True, country: str | None = None) -> str:
        """Own a number, short code or channel address.

        Args:
            number: As it stands in `From`, e.g. `+1555…`, `55512`, `whatsapp:+1555…`.
            sms: False for a number that cannot send texts (21606).
            country: The dial prefix that a short code is limited to, e.g. `+1`.

        Returns:
            The number.

        Raises:
            ValueError: It is none of these.
        """
        address = addresses.parse(number)
        if address is None:
            raise ValueError(f"not a sender: {number}")
        self.senders[number] = Sender(address, sms=sms, country=country)
        return number

    def add_service(
        self, numbers: Iterable[str] | None = None, *, logs_inbound: bool = True
    ) -> str:
        """A Messaging Service with these senders (the account's first one by default).

        Args:
            numbers: Its sender pool; those that the account lacks are added to it.
            logs_inbound: False stands for a null `inbound_request_url`: messages to its numbers
                are neither passed on nor kept.

        Returns:
            The service's SID.
        """
        pool = [self.number] if numbers is None else list(numbers)
        for number in pool:
            if number not in self.senders:
                self.add_number(number)
        service = Service(new_sid("MG"), [self.senders[number] for number in pool], logs_inbound)
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

    def receive(  # noqa: PLR0913 - the fields of a message
        self,
        from_: str,
        to: str,
        body: str,
        *,
        at: datetime | None = None,
        status: str = "received",
        error_code: int | None = None,
        media: tuple[str, ...] = (),
    ) -> Message:
        """An inbound message arrives; an opt-out or opt-in word takes effect.

        Args:
            from_: Who sends it.
            to: The account's number that it comes in on.
            body: The text, kept as it is.
            at: Its date, UTC; by default the account's clock now.
            status: `received`, or `failed` as Twilio marks some inbound messages.
            error_code: Twilio's code for such a failure, e.g. 30038.
            media: Addresses of what came with it.

        Returns:
            The row; `logged` is False if the list will never show it.
        """
        text = inbound.Arriving(from_, to, body, at, status, error_code, media)
        with self.state.lock:
            self.state.settle()
            return inbound.receive(self, text, self.state.clock.instant())

    def take_in(self, from_: str, to: str, body: str, instant: float) -> Message:
        """An inbound message arrives at an instant of the clock; for those who hold the lock."""
        return inbound.receive(self, inbound.Arriving(from_, to, body), instant)

    def seed(self, count: int, from_: str, to: str, *, older_than: datetime) -> None:
        """Put `count` old inbound messages into the list, a minute apart, all before a moment."""
        with self.state.lock:
            inbound.seed(self, count, (from_, to), older_than)

    def post(self, message: Message) -> Message:
        """Put a new row into the list and tell those who listen."""
        message.serial = self.state.next_serial()
        self.box.add(message)
        self.state.tell("message", message)
        return message

    def move(self, message: Message, outcome: Outcome, instant: float) -> None:
        """A row reaches its next status at an instant of the clock."""
        moment = self.state.clock.at(instant)
        self.box.take_off(message)
        message.status, message.error_code, text = outcome
        message.error_message = text or DELIVERY_ERRORS.get(outcome.error_code or 0)
        message.updated = moment
        if message.status == "sent":
            message.sent = moment
        self.box.put_back(message)
        self.state.tell("status", message)
