"""All that the stand-in knows, behind one lock."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from devkit.standin.accounts import Account, Credentials
from devkit.standin.assumptions import Assumptions
from devkit.standin.delivery import STATUSES, Delivery
from devkit.standin.faults import Faults
from devkit.standin.messages import Event, Outcome
from devkit.standin.phones import Phone
from devkit.standin.timeline import Clock, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import RLock

    from devkit.standin.request_log import RecordedRequest

OWN_NUMBER: Final = "+15005550006"


class State:
    """Accounts, phones, faults, requests, and how Twilio behaves for now.

    `concurrent_requests` is how many it takes at a time; further ones get 429/20429.
    """

    # With these, setting an attribute that does not exist is an error.
    __slots__ = (
        "_account_numbers", "_phones", "account", "accounts", "assumptions", "concurrent_requests",
        "delivery", "faults", "requests", "timeline",
    )  # fmt: skip

    def __init__(self) -> None:
        self.timeline = Timeline()
        self.reset()

    def reset(self) -> None:
        """Forget all but the listeners; the first account comes back with the same secrets."""
        with self.timeline.lock:
            self.timeline.reset()
            self.assumptions = Assumptions()
            self.delivery = Delivery()
            self.faults = Faults()
            self.requests: list[RecordedRequest] = []
            self.concurrent_requests: int | None = None
            self.accounts: dict[str, Account] = {}
            self._phones: dict[str, Phone] = {}
            self._account_numbers = count(1)
            self.account = self.add_account(number=OWN_NUMBER)

    @property
    def lock(self) -> RLock:
        return self.timeline.lock

    @property
    def clock(self) -> Clock:
        return self.timeline.clock

    def add_account(self, *, number: str | None = None) -> Account:
        """A further account, with a number of its own."""
        with self.lock:
            place = next(self._account_numbers)
            owner = Credentials(f"AC{place:04x}" + "5afe" * 7, f"{place:04x}" + "70ce" * 7)
            test = Credentials(f"AC{place:04x}" + "7e57" * 7, f"{place:04x}" + "7e57" * 7)
            account = Account(self.timeline, self.assumptions, owner, test)
            account.add_number(number or f"+1555010{place:04d}")
            self.accounts[account.sid] = account
            return account

    def find_owner(self, number: str) -> Account | None:
        """The account that has a number."""
        return next((one for one in self.accounts.values() if number in one.senders), None)

    def phone(self, number: str) -> Phone:
        """The handset with this number; the same one each time."""
        with self.lock:
            if number not in self._phones:
                self._phones[number] = Phone(number, self.timeline, self.find_owner)
            return self._phones[number]

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
        if status not in STATUSES:
            raise ValueError(f"not one of {', '.join(STATUSES)}: {status}")
        with self.lock:
            self.delivery.outcomes[number] = Outcome(status, error_code, text)

    def run_due(self) -> None:
        """Bring everything up to the present. Every request and every property does so first."""
        self.timeline.run_due()

    def subscribe(self, listener: Callable[[Event], object]) -> Callable[[], None]:
        """Have a function called at every new message and status, as they are seen.

        It runs under the lock: it must return at once, so put the event into a queue. Statuses
        change when someone looks; a listener that wants them in time calls `run_due` now and then.

        Returns:
            A function that ends the subscription.
        """
        return self.timeline.subscribe(listener)
