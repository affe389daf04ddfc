"""Send each message once, whatever happens to the connection.

Twilio has no idempotency key: a create request whose answer was lost may or may not have
sent the message. So the message is looked for in the list before it is sent again.
https://www.twilio.com/docs/api/errors/20500 warns of doubles from blind retries.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from TwilioAddresses import is_service
from TwilioDeliveryStatus import with_failure_reason
from TwilioExceptions import (
    TwilioAccountError,
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioModels import UNKNOWN, Delivery
from TwilioRetry import retry
from TwilioTextNormalizing import fold

if TYPE_CHECKING:
    from collections.abc import Collection

    from TwilioManager import Draft, TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline

# Seconds before each look: a new message may show up in the list only after a while.
LOOKS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
RETRIES = (0.5, 1.0, 2.0, 4.0)  # seconds; tries at a request that was not processed
LIST_ROWS = 100
DOUBT = timedelta(minutes=15)  # a text as old as that may be this one by another clock
CLOCK_STEP = timedelta(seconds=1.5)  # Twilio's times and its Date header are whole seconds
TRIAL_PREFIX = "Sent from your Twilio trial account - "
_SHARE_FOR_LOOKS = 0.4


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

    Args:
        manager: the account.
        drafts: what to send.
        deadline: when to stop; what is not begun by then is not sent.
        deliveries: filled as it goes and always true, even if this function is interrupted.
        unique_marker: a part of the text that no other message holds, such as a code; empty where
            another message may have the very same text.
        known: SIDs of messages that are none of these, though they hold the marker.
    """
    deliveries[:] = [Delivery(draft.to, error_message=_NOT_BEGUN) for draft in drafts]
    for place, draft in enumerate(drafts):
        deliveries[place] = _in_doubt(draft, _BROKEN_OFF)
        try:
            deliveries[place] = _Sending(manager, draft, deadline, unique_marker, known).run()
        except TwilioAccountError as error:
            deliveries[place:] = [_not_sent(later, error) for later in drafts[place:]]
            return
        except TwilioManagerError as error:
            deliveries[place] = _not_sent(draft, error)


_NOT_BEGUN = "The run was stopped before this message was sent."
_BROKEN_OFF = "The run was stopped while this message was being sent; it may have left."


class _Sending:
    """The attempts at one message."""

    def __init__(
        self,
        manager: TwilioManager,
        draft: Draft,
        deadline: Deadline,
        unique_marker: str,
        known: Collection[str | None],
    ) -> None:
        self.manager = manager
        self.draft = draft
        self.deadline = deadline
        self.unique_marker = unique_marker
        self.known = known
        self.began = time.monotonic()

    def run(self) -> Delivery:
        """Send, and say what became of it.

        Raises:
            TwilioManagerError: the message did not leave.
        """
        self.began = time.monotonic()
        try:
            return self._delivery(self._create())
        except TwilioUnavailableError as error:
            if not error.may_have_been_processed:
                raise
            looked, found = self._look()
            if found:
                return self._delivery(found)
            if not looked:
                return self._unknown(error)
        return self._second()._replace(possible_duplicate=True)

    def _second(self) -> Delivery:
        """Send again; whatever becomes of it, the first attempt may have left."""
        try:
            return self._delivery(self._create())
        except (TwilioUnavailableError, TwilioRefusedError) as error:
            _, found = self._look()
            return self._delivery(found) if found else self._unknown(error)

    def _create(self) -> Message:
        """Create, again while the request was certainly not processed."""
        return retry(
            lambda: self.manager.create(self.draft),
            (pause * random.uniform(0.8, 1.2) for pause in RETRIES),  # noqa: S311 (no secret)
            self.deadline,
            lambda error: error.retryable and not error.may_have_been_processed,
        )

    def _look(self) -> tuple[bool, Message | None]:
        """Look for the message several times.

        Returns:
            Whether the list told if the message is there, and the message if it is.
        """
        looked = False
        scale = min(1.0, self.deadline.remaining() * _SHARE_FOR_LOOKS / sum(LOOKS))
        for pause in LOOKS:
            if not self.deadline.pause(pause * scale):
                break
            try:
                page = self.manager.list_sent_to(self.draft.to, rows=LIST_ROWS)
            except TwilioUnavailableError:
                continue
            except TwilioRefusedError:
                break
            kinds = [(self._kind(one, page.now), one) for one in page.messages]
            found = next((one for kind, one in kinds if kind is _Kind.OURS), None)
            if found:
                return True, found
            looked = not any(kind is _Kind.UNCERTAIN for kind, _ in kinds)
        return looked, None

    def _kind(self, message: Message, now: datetime | None) -> _Kind:
        if message.inbound or message.sid in self.known:
            return _Kind.OTHER
        if self.unique_marker:
            # Twilio may store another text (shortened links, smart encoding).
            return _Kind.OURS if self.unique_marker in message.body else _Kind.OTHER
        if not is_same_text(message.body, self.draft.body):
            return _Kind.OTHER
        elapsed = timedelta(seconds=time.monotonic() - self.began)
        age = (now or datetime.now(UTC)) - elapsed - message.created_at
        if age <= CLOCK_STEP:
            return _Kind.OURS
        return _Kind.UNCERTAIN if age <= DOUBT else _Kind.OTHER

    def _delivery(self, message: Message) -> Delivery:
        delivery = Delivery(self.draft.to, body=self.draft.text).updated(message)
        return with_failure_reason(delivery, self.draft.sender_name)

    def _unknown(self, error: TwilioManagerError) -> Delivery:
        cure = "look at the Twilio Console's message log before sending again"
        delivery = _in_doubt(self.draft, f"{error} The message may have left: {cure}.")
        return delivery._replace(error_code=error.code)


def _not_sent(draft: Draft, error: TwilioManagerError) -> Delivery:
    return Delivery(draft.to, error_code=error.code, error_message=str(error))


class _Kind(Enum):
    """What a message in the list is to the one being sent."""

    OURS = auto()
    OTHER = auto()
    # The same text of minutes ago: another message, or this one by another clock.
    UNCERTAIN = auto()


def _in_doubt(draft: Draft, sentence: str) -> Delivery:
    """Return the row of a message that may have left; its sender is where a reply would come."""
    row = Delivery(draft.to, status=UNKNOWN, body=draft.text, error_message=sentence)
    if is_service(draft.sender):
        return row._replace(messaging_service_sid=draft.sender)
    return row._replace(sender=draft.sender)


def is_same_text(stored: str, sent: str) -> bool:
    """Compare a stored body with what was sent.

    A trial account's messages carry a prefix, and smart encoding replaces look-alike
    characters, so that in the end letters and digits decide.
    """
    bare = stored.removeprefix(TRIAL_PREFIX)
    if bare == sent:
        return True
    letters = _letters(sent)
    return bool(letters) and _letters(bare) == letters


def _letters(text: str) -> str:
    return "".join(c for c in fold(text).text if c.isalnum())
