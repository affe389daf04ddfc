"""The phones of the stand-in and their messages, and the state of the network to Twilio."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from devkit.errors import UsageError, check_known, quoted
from devkit.standin import Fault
from devkit.twilio_settings import code_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from devkit.standin import Event, Message, State

LONGEST_TEXT: Final = 1600
ADVANCE_SECONDS: Final = 0.1
GOOD: Final = "good"
NETWORKS: Final[dict[str, Callable[[], tuple[Fault, ...]]]] = {
    GOOD: lambda: (),
    "429": lambda: (
        Fault("status", status=429, code=20429, headers={"Retry-After": "1"}, times=None),
    ),
    "503": lambda: (Fault("status", status=503, times=None),),
    "cut": lambda: (Fault("cut", times=None),),
}


class Phones:
    """The phones that the stand-in texts: reports every message and status, and sends replies.

    Args:
        state: the stand-in's.
        names: the numbers that are shown from the start, with the owner's name or nothing.
        report: called with each message's view, under the state's lock: it must return at once.
    """

    def __init__(
        self, state: State, names: Mapping[str, str], report: Callable[[dict[str, Any]], None]
    ) -> None:
        self._state = state
        self._names = dict(names)
        self.network = GOOD
        self._report = report
        self._views: dict[str, dict[str, Any]] = {}
        self._closing = threading.Event()
        self._end: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._advance, daemon=True)

    def start(self) -> None:
        self._end = self._state.subscribe(self._on_event)
        self._thread.start()

    def stop(self) -> None:
        if self._end is None:
            return
        self._closing.set()
        self._thread.join()
        self._end()
        self._end = None

    @property
    def all(self) -> list[dict[str, str]]:
        """All phones: those of the cases, then others that got or sent a message."""
        with self._state.lock:
            seen = (view["phone"] for view in self._views.values())
            numbers = dict.fromkeys((*self._names, *seen))
            return [{"number": item, "name": self._names.get(item, "")} for item in numbers]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        with self._state.lock:
            return [dict(view) for view in self._views.values()]

    def reply(self, number: str, body: str) -> None:
        """Send a text from a phone to the sender of its last message, else to the account.

        Raises:
            UsageError: there is no such phone, or the text is empty or too long.
        """
        if number not in {phone["number"] for phone in self.all}:
            raise UsageError(f"There is no phone {quoted(number)}.")
        if not body.strip():
            raise UsageError("The text is empty.")
        if len(body) > LONGEST_TEXT:
            raise UsageError(f"The text is longer than {LONGEST_TEXT:,} characters.")
        phone = self._state.phone(number)
        with self._state.lock:
            senders = [text.sender for text in phone.inbox]
            own = self._state.account.senders
            last = next((one for one in reversed(senders) if one in own), None)
            phone.send(body, to=last or self._state.account.number)

    def switch_network(self, mode: str) -> None:
        """Change how the stand-in answers all requests from now on.

        Raises:
            UsageError: there is no such mode.
        """
        check_known("network", [mode], NETWORKS)
        self._state.faults.clear()
        self._state.faults.add(*NETWORKS[mode]())
        self.network = mode

    def _advance(self) -> None:
        """Advance the statuses: the stand-in advances them only when it is asked."""
        while not self._closing.wait(ADVANCE_SECONDS):
            self._state.run_due()

    def _on_event(self, event: Event) -> None:
        known = self._views.get(event.message.sid)
        view = message_view(event.message)
        if known is not None and known["body"] and not view["body"]:
            # Emptied at Twilio; the phone still shows what it got.
            view |= {"body": known["body"], "code": known["code"]}
        view["name"] = self._names.get(view["phone"], "")
        self._views[event.message.sid] = view
        self._report(dict(view))


def message_view(message: Message) -> dict[str, Any]:
    """Return a message as the page shows it; `at` is a UTC moment in ISO 8601."""
    return {
        "sid": message.sid,
        "phone": (message.sender if message.inbound else message.to) or "",
        "written": message.inbound,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": message.status,
        "error": message.error_code,
        "at": message.created.isoformat(),
        "code": None if message.inbound else code_in(message.body) or None,
    }
