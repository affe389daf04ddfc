"""All that the stand-in knows, behind one lock."""

from __future__ import annotations

from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from devkit.standin.accounts import Account
from devkit.standin.agenda import Agenda
from devkit.standin.clock import Clock
from devkit.standin.delivery import OUTCOMES, Delivery, Outcome
from devkit.standin.faults import Faults
from devkit.standin.keys import Credentials
from devkit.standin.phone import Phone

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.standin.listing import Precision
    from devkit.standin.messages import Message
    from devkit.standin.record import RecordedRequest

OWN_NUMBER: Final = "+15005550006"


class Event(NamedTuple):
    """A new message, or a status that one has reached."""

    kind: Literal["message", "status"]
    message: Message


class State:
    """Accounts, phones, faults, requests, and how Twilio behaves for now.

    `precision`: how `DateSent>` and `DateSent<` are honoured. `list_delay`: seconds until lists
    show a new row. `date_header_follows_clock`: whether the Date header shows `clock`, skew
    included, or this machine's time. `concurrency`: requests at a time before 429/20429.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._listeners: list[Callable[[Event], None]] = []
        self.reset()

    def reset(self) -> None:
        """Forget all but the listeners; the first account comes back with the same secrets."""
        with self.lock:
            self.clock = Clock()
            self.agenda = Agenda()
            self.delivery = Delivery()
            self.faults = Faults()
            self.requests: list[RecordedRequest] = []
            self.precision: Precision = "second"
            self.list_delay = 0.0
            self.date_header_follows_clock = True
            self.concurrency: int | None = None
            self.accounts: dict[str, Account] = {}
            self._phones: dict[str, Phone] = {}
            self._numbers = count(1)
            self._serials = count(1)
            self.account = self.add_account(number=OWN_NUMBER)

    def add_account(self, *, number: str | None = None, parent: Account | None = None) -> Account:
        """A further account, with a number of its own; `parent` makes it a subaccount."""
        with self.lock:
            place = next(self._numbers)
            owner = Credentials(f"AC{place:04x}" + "5afe" * 7, f"{place:04x}" + "70ce" * 7)
            test = Credentials(f"AC{place:04x}" + "7e57" * 7, f"{place:04x}" + "7e57" * 7)
            account = Account(self, owner, test, parent)
            account.add_number(number or f"+1555010{place:04d}")
            self.accounts[account.sid] = account
            return account

    def owner_of(self, number: str) -> Account | None:
        """The account that has a number."""
        return next((one for one in self.accounts.values() if number in one.senders), None)

    def phone(self, number: str) -> Phone:
        """The handset with this number; the same one each time."""
        with self.lock:
            return self._phones.setdefault(number, Phone(self, number))

    @property
    def phones(self) -> list[Phone]:
        with self.lock:
            return list(self._phones.values())

    def deliver(
        self, number: str, status: str, error_code: int | None = None, text: str | None = None
    ) -> None:
        """Where messages to a number end, e.g. `undelivered`, 30003; `sent` for no receipt.

        Args:
            number: The recipient as it stands in `to`.
            status: The last status.
            error_code: Twilio's code of a failure.
            text: The message's `error_message`; by default the known text of the code.

        Raises:
            ValueError: No message ends with this status.
        """
        if status not in OUTCOMES:
            raise ValueError(f"not one of {', '.join(OUTCOMES)}: {status}")
        with self.lock:
            self.delivery.outcomes[number] = Outcome(status, error_code, text)

    def settle(self) -> None:
        """Bring everything up to the present. Every request and every look does so first."""
        with self.lock:
            self.agenda.settle(self.clock.instant())

    def visible(self, message: Message) -> bool:
        """Whether lists show a row yet."""
        return self.clock.instant() - message.born >= self.list_delay

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have a function called at every new message and status, as they are seen.

        It runs under the lock: it must return at once, so put the event into a queue. Statuses
        move when someone looks; a listener that wants them in time calls `settle` now and then.

        Returns:
            A function that ends the subscription.
        """
        with self.lock:
            self._listeners.append(listener)

        def end() -> None:
            with self.lock:
                self._listeners.remove(listener)

        return end

    def tell(self, kind: Literal["message", "status"], message: Message) -> None:
        """Call those who listen."""
        for listener in list(self._listeners):
            listener(Event(kind, message))

    def next_serial(self) -> int:
        return next(self._serials)
