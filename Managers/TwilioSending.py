"""Send each message once, whatever happens to the connection.

Twilio has no idempotency key: a create request whose answer was lost may or may not have
sent the message. So the message is looked for in the list before it is sent again.
https://www.twilio.com/docs/api/errors/20500 warns of doubles from blind retries.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from TwilioAddresses import is_service
from TwilioExceptions import (
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioFolding import fold
from TwilioFollowing import told
from TwilioModels import NOT_SENT, UNKNOWN, Delivery

if TYPE_CHECKING:
    from TwilioDeadline import Deadline
    from TwilioManager import Draft, Page, TwilioManager
    from TwilioModels import Message

# Seconds before each look: a new message may show up in the list only after a while.
LOOKS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
RETRIES = (0.5, 1.0, 2.0, 4.0)  # seconds; tries at a request that was not processed
LIST_ROWS = 100
LIST_LAG = timedelta(minutes=2)
CLOCK_STEP = timedelta(seconds=1.5)  # Twilio's times and its Date header are whole seconds
TRIAL_PREFIX = "Sent from your Twilio trial account - "
_SHARE_FOR_LOOKS = 0.4


def send_all(
    manager: TwilioManager,
    drafts: list[Draft],
    deadline: Deadline,
    deliveries: list[Delivery],
    *,
    unique: bool,
) -> None:
    """Send to one recipient after the other.

    Args:
        manager: the account.
        drafts: what to send.
        deadline: when to stop; what is not begun by then is not sent.
        deliveries: filled as it goes and always true, even if this function is interrupted.
        unique: whether no other message can have this text (it holds a code).
    """
    deliveries[:] = [Delivery(draft.to, error_message=_NOT_BEGUN) for draft in drafts]
    for place, draft in enumerate(drafts):
        sending = _Sending(manager, draft, deadline, unique=unique)
        sending.prepare()
        deliveries[place] = _in_doubt(draft, _BROKEN_OFF)
        deliveries[place] = delivery = sending.run()
        if delivery.status == NOT_SENT and delivery.error_code in _HOPELESS:
            deliveries[place:] = [delivery._replace(to=later.to) for later in drafts[place:]]
            return


_NOT_BEGUN = "The run was stopped before this message was sent."
_BROKEN_OFF = "The run was stopped while this message was being sent; it may have left."
_HOPELESS = frozenset({20003, 20005, 20006, 20010, 20403, 20404, 70051})


class _Sending:
    """The attempts at one message."""

    def __init__(
        self, manager: TwilioManager, draft: Draft, deadline: Deadline, *, unique: bool
    ) -> None:
        self.manager = manager
        self.draft = draft
        self.deadline = deadline
        self.unique = unique
        self.began = time.monotonic()
        self.before: Page | None = None

    def prepare(self) -> None:
        """Do what is needed before the message; nothing leaves yet."""
        if not self.unique:
            self.before = self._messages_before()

    def run(self) -> Delivery:
        """Send, and say what became of it."""
        self.began = time.monotonic()
        try:
            return self._first()
        except TwilioManagerError as error:
            return self._not_sent(error)

    def _first(self) -> Delivery:
        try:
            return self._delivery(self._create())
        except TwilioUnavailableError as error:
            if not error.may_have_acted:
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
        for pause in (*RETRIES, None):
            try:
                return self.manager.create(self.draft)
            except TwilioUnavailableError as error:
                if error.may_have_acted or not error.worth_retrying or pause is None:
                    raise
                if not self.deadline.pause(_wait_before_retry(error, pause)):
                    raise
        raise AssertionError  # the last pause is None

    def _messages_before(self) -> Page | None:
        """Note what the recipient already has, so that an old twin is not taken for this one.

        A failure costs no message: the times alone decide then.
        """
        for pause in (0.5, None):
            try:
                return self.manager.sent_to(self.draft.to, rows=LIST_ROWS)
            except TwilioUnavailableError as error:
                retry = error.worth_retrying and error.may_have_acted and pause
                if not retry or not self.deadline.pause(pause or 0):
                    return None
            except TwilioRefusedError:
                return None
        return None

    def _look(self) -> tuple[bool, Message | None]:
        """Look for the message several times.

        Returns:
            Whether the list could be read at all, and the message if it was there.
        """
        looked = False
        scale = min(1.0, self.deadline.left() * _SHARE_FOR_LOOKS / sum(LOOKS))
        for pause in LOOKS:
            if not self.deadline.pause(pause * scale):
                break
            try:
                page = self.manager.sent_to(self.draft.to, rows=LIST_ROWS)
            except TwilioUnavailableError:
                continue
            except TwilioRefusedError:
                break
            looked = True
            found = next((one for one in page.messages if self._is_mine(one, page.now)), None)
            if found:
                return True, found
        return looked, None

    def _is_mine(self, message: Message, now: datetime | None) -> bool:
        if message.inbound or not _same_text(message.body, self.draft.body):
            return False
        if self.unique:
            return True
        seen = {one.sid for one in self.before.messages} if self.before else set()
        if message.sid in seen:
            return False
        elapsed = timedelta(seconds=time.monotonic() - self.began)
        age = (now or datetime.now(UTC)) - elapsed - message.created
        if age <= CLOCK_STEP:
            return True
        # A young twin may have been hidden from the list before; an old one was not, so that
        # if it is new here, its time was told by another clock than the answer's.
        return self.before is not None and age > LIST_LAG

    def _delivery(self, message: Message) -> Delivery:
        return told(Delivery(self.draft.to).updated(message), self.draft.sender_name)

    def _unknown(self, error: TwilioManagerError) -> Delivery:
        cure = "look at the Twilio Console's message log before sending again"
        delivery = _in_doubt(self.draft, f"{error} The message may have left: {cure}.")
        return delivery._replace(error_code=error.code)

    def _not_sent(self, error: TwilioManagerError) -> Delivery:
        return Delivery(self.draft.to, error_code=error.code, error_message=str(error))


def _in_doubt(draft: Draft, sentence: str) -> Delivery:
    """Return the row of a message that may have left; its sender is where a reply would come."""
    row = Delivery(draft.to, status=UNKNOWN, error_message=sentence)
    if is_service(draft.sender):
        return row._replace(messaging_service_sid=draft.sender)
    return row._replace(sender=draft.sender)


def _wait_before_retry(error: TwilioUnavailableError, pause: float) -> float:
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 (no secret)
    return max(error.retry_after or 0.0, pause * jitter)


def _same_text(stored: str, sent: str) -> bool:
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
