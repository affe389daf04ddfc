"""Send each message once, whatever happens to the connection.

Twilio has no idempotency key: a create request whose answer was lost may or may not have
sent the message. So the message is looked for in the list before it is sent again.
https://www.twilio.com/docs/api/errors/20500 warns of doubles from blind retries.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from TwilioAddresses import is_address, is_service, reply_addresses
from TwilioDeliveryStatus import with_failure_reason
from TwilioExceptions import (
    TwilioAccountError,
    TwilioBusyError,
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioManager import CREATE_SECONDS, READ_SECONDS
from TwilioModels import UNKNOWN, Delivery, show_time
from TwilioRetry import growing_waits, retry

if TYPE_CHECKING:
    from collections.abc import Collection

    from TwilioDraft import Draft
    from TwilioManager import TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline

# Seconds before each search: a new message may show up in the list only after a while.
SEARCH_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
SEARCH_ROWS = 100
LIST_DELAY = 5.0  # seconds; a message that is not in the list by then is taken as never sent
FIRST_WAIT = 0.5  # seconds before a request that was not processed is made again
FURTHER_TRIES = 2  # of a list that the next run can ask for again
CONNECT_RETRIES = 4  # where Twilio cannot be reached; where it is busy, as long as there is time
RECENT = timedelta(minutes=15)  # the same text of so long ago may be this one by another clock
CLOCK_STEP = timedelta(seconds=1.5)  # Twilio's times and its Date header are whole seconds
TRIAL_PREFIX = "Sent from your Twilio trial account - "
_SHARE_FOR_SEARCH = 0.4
_SHARE_FOR_CREATE = 1 / 3


def send_all(  # noqa: PLR0913 (one list of options)
    manager: TwilioManager,
    drafts: list[Draft],
    deadline: Deadline,
    deliveries: list[Delivery],
    *,
    unique_marker: str = "",
    known: Collection[str | None] = (),
) -> None:
    """Send to one recipient after the other.

    A create request is begun only where there is time to wait for its answer.

    Args:
        manager: the account.
        drafts: what to send.
        deadline: when to stop; what is not begun by then is not sent.
        deliveries: filled as it goes and always true, even if this function is interrupted.
        unique_marker: a part of the text that no other message holds, such as a code; empty where
            another message may have the very same text.
        known: SIDs of messages that are none of these, though they hold the marker.
    """
    deliveries[:] = [Delivery(draft.to) for draft in drafts]
    if deadline.remaining() <= 0:
        manager.check_clock()
    for_create = min(CREATE_SECONDS, deadline.remaining() * _SHARE_FOR_CREATE)
    run = _Run(manager, deadline, deadline.before(for_create), deliveries, unique_marker, known)
    try:
        _send_each(run, drafts)
    except BaseException as error:
        deliveries[:] = [_broken_off(delivery, error) for delivery in deliveries]
        raise


class _Run(NamedTuple):
    """State that all messages of one call share.

    Attributes:
        begin_by: until when a create request may begin.
    """

    manager: TwilioManager
    deadline: Deadline
    begin_by: Deadline
    deliveries: list[Delivery]
    unique_marker: str
    known: Collection[str | None]


def _send_each(run: _Run, drafts: list[Draft]) -> None:
    for index, draft in enumerate(drafts):
        if run.begin_by.remaining() <= 0:
            late = f"The message was not sent. {run.deadline.time_is_up}"
            run.deliveries[index:] = [
                Delivery(one.to, error_message=late) for one in drafts[index:]
            ]
            return
        try:
            run.deliveries[index] = _Sending(run, index, draft).send()
        except TwilioAccountError as error:
            told = str(error)
            run.deliveries[index:] = [
                _not_sent(later, error)._replace(error_message=told.replace(draft.to, later.to))
                for later in drafts[index:]
            ]
            return
        except TwilioManagerError as error:
            run.deliveries[index] = _not_sent(draft, error)


class _Sending:
    """The attempts at one message."""

    def __init__(self, run: _Run, index: int, draft: Draft) -> None:
        self._run = run
        self._index = index
        self._draft = draft
        self._began = 0.0
        self._began_at = datetime.now(UTC)
        self._first_began: float | None = None  # of the requests that may have been processed

    def send(self) -> Delivery:
        """Return what became of the message that is sent.

        Raises:
            TwilioUnavailableError: the message did not leave.
            TwilioRefusedError: Twilio refused it.
        """
        try:
            return self._delivery(self._create())
        except TwilioUnavailableError as error:
            if not error.may_have_been_processed:
                raise
            found, is_absent = self._search()
            if found:
                return self._delivery(found)
            if not is_absent or self._run.begin_by.remaining() <= 0:
                return self._unknown(error)
        return self._send_again()._replace(possible_duplicate=True)

    def _send_again(self) -> Delivery:
        """Return the row of a second try; whatever becomes of it, the first may have left."""
        try:
            return self._delivery(self._create())
        except (TwilioUnavailableError, TwilioRefusedError) as error:
            found, _ = self._search()
            return self._delivery(found) if found else self._unknown(error)

    def _create(self) -> Message:
        """Return the created message; repeat while the request was certainly not processed."""
        connects = iter(range(CONNECT_RETRIES))

        def may_retry(error: TwilioUnavailableError) -> bool:
            if error.may_have_been_processed or not error.retryable:
                return False
            return isinstance(error, TwilioBusyError) or next(connects, None) is not None

        return retry(self._request, growing_waits(FIRST_WAIT), self._run.begin_by, may_retry)

    def _request(self) -> Message:
        """Return the message of one request; till it is answered, the row says it may have left.

        Raises:
            TwilioUnavailableError: Twilio gave no usable answer.
        """
        rows, before = self._run.deliveries, self._run.deliveries[self._index]
        self._began, self._began_at = time.monotonic(), datetime.now(UTC)
        is_first = self._first_began is None
        self._first_began = self._began if is_first else self._first_began
        rows[self._index] = self._in_doubt()
        try:
            return self._run.manager.create(self._draft)
        except TwilioUnavailableError as error:
            if not error.may_have_been_processed:
                rows[self._index] = before
                self._first_began = None if is_first else self._first_began
            raise

    def _search(self) -> tuple[Message | None, bool]:
        """Look for the message in the list, several times.

        Returns:
            The message, if it is there; and whether the list proves that it is not. The last
            search alone proves that, and only where it came late enough for the list's delay.
        """
        began, deadline = time.monotonic(), self._run.deadline
        proof_fits = self._run.begin_by.remaining() > LIST_DELAY
        share = deadline.remaining() * _SHARE_FOR_SEARCH
        seconds = min(sum(SEARCH_WAITS), max(share, LIST_DELAY if proof_fits else 0.0))
        patience = deadline.within(seconds + READ_SECONDS)
        is_absent = False
        for wait in SEARCH_WAITS:
            if not patience.pause(wait * seconds / sum(SEARCH_WAITS)):
                break
            is_late = time.monotonic() - began >= LIST_DELAY * 0.99
            try:
                found, is_absent = self._search_once(patience.remaining())
            except TwilioUnavailableError:
                is_absent = False
                continue
            except TwilioRefusedError:
                return None, False
            if found:
                return found, False
            is_absent = is_absent and is_late
        return None, is_absent

    def _search_once(self, seconds: float) -> tuple[Message | None, bool]:
        allowed, is_absent = min(seconds, READ_SECONDS), True
        # Twilio may list the message under another address of the same phone.
        for to in reply_addresses(self._draft.to, by_service=is_service(self._draft.sender)):
            try:
                page = self._run.manager.list_sent_to(to, rows=SEARCH_ROWS, seconds=allowed)
            except TwilioRefusedError:
                if to == self._draft.to:
                    raise
                is_absent = False  # Twilio may not know this form of the address
                continue
            kinds = [(self._kind(message, page.now), message) for message in page.messages]
            found = next((message for kind, message in kinds if kind is _Kind.OURS), None)
            if found:
                return found, False
            others = all(kind is _Kind.OTHER for kind, _ in kinds)
            is_absent = is_absent and page.whole and others
        return None, is_absent

    def _kind(self, message: Message, now: datetime | None) -> _Kind:
        if message.inbound or message.sid in self._run.known:
            return _Kind.OTHER
        # A list that takes no notice of the recipient proves nothing.
        ours = _Kind.UNCERTAIN if self._is_to_another(message) else _Kind.OURS
        if self._holds_marker(message.body):
            return ours
        elapsed = timedelta(seconds=time.monotonic() - self._began)
        began = (now or datetime.now(UTC)) - elapsed
        is_new = began - CLOCK_STEP <= message.created_at <= began + elapsed + CLOCK_STEP
        if not self._may_be_text(message.body):
            # An account may keep its texts emptied or masked.
            is_hidden = not any(map(str.isalnum, message.body)) and self._is_from_us(message)
            return _Kind.UNCERTAIN if is_new and is_hidden else _Kind.OTHER
        if is_new:
            return ours
        # An answer's Date may be a proxy's, so that both clocks must show that it is old.
        is_recent = message.created_at >= began - RECENT
        is_recent = is_recent or abs(message.created_at - self._began_at) <= RECENT
        return _Kind.UNCERTAIN if is_recent else _Kind.OTHER

    def _is_to_another(self, message: Message) -> bool:
        to = message.to or ""
        return is_address(to) and to not in reply_addresses(self._draft.to, by_service=True)

    def _is_from_us(self, message: Message) -> bool:
        sender = self._draft.sender
        return is_service(sender) or message.sender in {None, sender}

    def _holds_marker(self, stored: str) -> bool:
        """Return whether a stored text holds the marker: Twilio may store another text than ours.

        It shortens links and replaces characters; in a template the code alone stands.
        """
        marker = self._run.unique_marker
        if self._draft.content_sid:
            marker = marker.rpartition(" ")[2]
        return bool(marker) and marker in stored

    def _may_be_text(self, stored: str) -> bool:
        if self._draft.content_sid:
            return True
        return not self._run.unique_marker and is_same_text(stored, self._draft.body)

    def _delivery(self, message: Message) -> Delivery:
        delivery = Delivery(self._draft.to, body=self._draft.text).updated(message)
        return with_failure_reason(delivery, self._draft.sender_name)

    def _unknown(self, error: TwilioManagerError) -> Delivery:
        what = error.cause if isinstance(error, TwilioUnavailableError) else str(error)
        cure = "look at the Twilio Console's message log before sending again"
        sentence = f"{what} The message may have left: {cure}."
        return self._in_doubt()._replace(error_code=error.code, error_message=sentence)

    def _in_doubt(self) -> Delivery:
        """Return the row of a message that may have left; a reply would come to its sender."""
        draft, elapsed = self._draft, time.monotonic() - (self._first_began or self._began)
        tried_at = self._run.deadline.twilios_time() - timedelta(seconds=elapsed)
        row = Delivery(draft.to, status=UNKNOWN, body=draft.text, tried_at=show_time(tried_at))
        if is_service(draft.sender):
            return row._replace(messaging_service_sid=draft.sender)
        return row._replace(sender=draft.sender)


def list_copies(
    manager: TwilioManager, to: str, *, by_service: bool, deadline: Deadline
) -> list[Message]:
    """Return what was sent to a phone lately, under all addresses that Twilio may give it.

    Raises:
        TwilioRefusedError: Twilio refused.
        TwilioUnavailableError: Twilio gave no usable answer.
    """
    found: list[Message] = []
    for address in reply_addresses(to, by_service=by_service):
        request = partial(manager.list_sent_to, address, rows=SEARCH_ROWS)
        try:
            page = retry(request, growing_waits(FIRST_WAIT, FURTHER_TRIES), deadline)
        except TwilioRefusedError as error:
            if address == to or isinstance(error, TwilioAccountError):
                raise
            continue  # Twilio does not know this form of the address
        found += (message for message in page.messages if not message.inbound)
    return found


class _Kind(Enum):
    """How a message in the list relates to the one that is being sent."""

    OURS = auto()
    OTHER = auto()
    # Another message, or this one by another clock, to another address or without its text.
    UNCERTAIN = auto()


def _not_sent(draft: Draft, error: TwilioManagerError) -> Delivery:
    return Delivery(draft.to, error_code=error.code, error_message=str(error))


def _broken_off(delivery: Delivery, error: BaseException) -> Delivery:
    """Return the row of a message whose fate is unknown, with what ended the run."""
    if delivery.sid or delivery.error_message:
        return delivery
    is_stop = isinstance(error, SystemExit)
    what = "The platform stopped this run" if is_stop else "The integration hit an unexpected error"
    if delivery.status == UNKNOWN:
        sentence = f"{what} while the message was being sent; it may have left."
    else:
        sentence = f"{what} before the message was sent."
    return delivery._replace(error_message=sentence)


def is_same_text(stored: str, sent: str) -> bool:
    """Return whether a stored body is what was sent.

    A trial account's messages carry a prefix, and smart encoding replaces look-alike
    characters, so that in the end letters and digits decide.
    """
    bare = stored.removeprefix(TRIAL_PREFIX)
    if bare == sent:
        return True
    letters = _letters(sent)
    return bool(letters) and _letters(bare) == letters


def _letters(text: str) -> str:
    from TwilioTextNormalizing import fold  # noqa: PLC0415 (most texts are equal)

    return "".join(c for c in fold(text).text if c.isalnum())
