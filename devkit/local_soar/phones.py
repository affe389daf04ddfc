"""The phones and their messages, as the page shows them."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, Final

from devkit.local_soar.problems import RequestError
from devkit.local_soar.reading import shown, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from devkit.standin import Event, Message, State

LONGEST_TEXT: Final = 1600
SETTLE_SECONDS: Final = 0.1
# The two lines that a question ends with are part of the actions' contract.
_MARKER: Final = re.compile(r"^SiemplifyID: (\d+)\s*\Z", re.MULTILINE)
_OFFER: Final = re.compile(r'^To respond, send "(.+)"$', re.MULTILINE)
_BETWEEN: Final = '" or "'


class Board:
    """Follows the stand-in's state and tells of every message and status.

    Args:
        state: the stand-in's.
        phones: numbers that are there from the start, with a name or nothing.
        tell: called with each message's view, under the state's lock: it must return at once.
    """

    def __init__(
        self, state: State, phones: Mapping[str, str], tell: Callable[[dict[str, Any]], None]
    ) -> None:
        self._state = state
        self._names = dict(phones)
        self._tell = tell
        self._views: dict[str, dict[str, Any]] = {}
        self._closing = threading.Event()
        self._end: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._settle, daemon=True)

    def start(self) -> None:
        self._end = self._state.subscribe(self._hear)
        self._thread.start()

    def stop(self) -> None:
        if self._end is None:
            return
        self._closing.set()
        self._thread.join()
        self._end()
        self._end = None

    @property
    def phones(self) -> list[dict[str, str]]:
        """All phones: those of the cases first, then those that a message made known."""
        with self._state.lock:
            seen = (view["phone"] for view in self._views.values())
            numbers = dict.fromkeys((*self._names, *seen))
            return [{"number": item, "name": self._names.get(item, "")} for item in numbers]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        with self._state.lock:
            return [dict(view) for view in self._views.values()]

    def reply(self, number: object, body: object) -> None:
        """Write a text on a phone, to whom the last one came from, else to the account.

        Raises:
            RequestError: there is no such phone, or the text is empty or too long.
        """
        number = text_of(number, "phone")
        if number not in {phone["number"] for phone in self.phones}:
            raise RequestError(f"There is no phone {shown(number)}.")
        if not isinstance(body, str) or not body.strip():
            raise RequestError("The text is empty.")
        if len(body) > LONGEST_TEXT:
            raise RequestError(f"The text is longer than {LONGEST_TEXT:,} characters.")
        phone = self._state.phone(number)
        with self._state.lock:
            senders = [text.sender for text in phone.inbox]
            own = self._state.account.senders
            last = next((one for one in reversed(senders) if one in own), None)
            phone.send(body, to=last or self._state.account.number)

    def _settle(self) -> None:
        """Bring statuses forward in time; the stand-in moves only when someone looks."""
        while not self._closing.wait(SETTLE_SECONDS):
            self._state.run_due()

    def _hear(self, event: Event) -> None:
        known = self._views.get(event.message.sid)
        view = message_view(event.message)
        if known is not None and known["body"] and not view["body"]:
            # Emptied at Twilio; a phone keeps what it got.
            view |= {"body": known["body"], "code": known["code"], "answers": known["answers"]}
        view["name"] = self._names.get(view["phone"], "")
        self._views[event.message.sid] = view
        self._tell(dict(view))


def message_view(message: Message) -> dict[str, Any]:
    """One message as the page shows it; `at` is a UTC moment in ISO 8601."""
    code, answers = offered(message.body) if not message.inbound else (None, [])
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
        "code": code,
        "answers": answers,
    }


def offered(body: str) -> tuple[str | None, list[str]]:
    """Find the code that a question asks for, and the answers it offers, code included."""
    marker = _MARKER.search(body)
    if marker is None:
        return None, []
    code = marker[1]
    offers = [offer for offer in _OFFER.findall(body) if offer.endswith(code)]
    # An option may hold what stands between two; but each answer ends with the code.
    return code, offers[-1].replace(f"{code}{_BETWEEN}", f"{code}\n").split("\n") if offers else []
