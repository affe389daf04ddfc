"""The texts that later runs of a wait send: confirmation, hint, reminder, the next question.

Each is sent once. The state remembers what was sent; a run that was killed could not save its
state, so Twilio's list is asked before anything is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from TwilioExceptions import TwilioManagerError
from TwilioManager import Draft
from TwilioModels import NOT_SENT, Delivery
from TwilioQuestion import fill, question_draft, unique_marker
from TwilioRetry import retry
from TwilioSending import is_same_text, send_all
from TwilioSendParameters import MAX_TEXT
from TwilioSentences import quote
from TwilioWaitState import FollowUp, Wait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from TwilioManager import TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline
    from TwilioWaitPoll import PollResult, Reply

CONFIRMATION, HINT, REMINDER = "confirmation", "hint", "reminder"
RETRIES = (0.5, 1.0)  # seconds
LIST_ROWS = 100
_OTHER_KEYWORDS = frozenset({"start", "unstop", "help", "info"})
CLOCK_STEP = timedelta(seconds=2)  # Twilio's times are whole seconds
# A reminder follows its question by minutes, so that nothing older can be one.
REMINDER_EARLIEST = timedelta(seconds=30)


class _Text(NamedTuple):
    """A text that is due.

    Attributes:
        kind: what it is in the state.
        draft: the message.
        due_at: by Twilio's clock; no older message is this one.
        marker: what only the messages of this wait hold; empty where the whole text decides.
    """

    kind: str
    draft: Draft
    due_at: datetime
    marker: str


class FollowUps:
    """Sends what is due, and keeps the wait up to date after each message.

    Attributes:
        wait: with all that was sent so far.
        failures: a sentence for each text that could not be sent.
    """

    def __init__(
        self, manager: TwilioManager, wait: Wait, result: PollResult, deadline: Deadline
    ) -> None:
        """Prepare; nothing is sent yet."""
        self.wait = wait
        self.failures: list[str] = []
        self._manager = manager
        self._result = result
        self._deadline = deadline

    def confirm(self) -> Iterator[Wait]:
        """Tell everybody who was asked about the answer; yield the wait after each message."""
        reply = self._result.reply
        if not self.wait.confirmation or reply is None:
            return
        values = {"answer": quote(self._result.answer or "")[1:-1], "from": reply.sender or ""}
        text = fill(self.wait.confirmation, values)[:MAX_TEXT]
        for row in self._reachable():
            draft = self._draft(row.to, text)
            yield self._follow_up(_Text(CONFIRMATION, draft, reply.sent_at, ""))

    def send_due(self, ends_at: float) -> Iterator[Wait]:
        """Send hints and reminders; yield the wait after each message.

        Args:
            ends_at: when the wait ends, in epoch seconds.
        """
        if self.wait.hint:
            for reply in self._result.others:
                to = reply.recipient.to if reply.recipient else ""
                if to and _wants_hint(reply) and to not in self._result.opted_out:
                    draft = self._draft(to, self.wait.hint)
                    sent_at = reply.message.sent_at
                    yield self._follow_up(_Text(HINT, draft, sent_at, self.wait.code))
        if self.wait.reminder_minutes:
            after = timedelta(minutes=self.wait.reminder_minutes)
            for row in self._reachable():
                asked_at = _asked_at(row, self.wait)
                if datetime.now(UTC) - asked_at >= after:
                    draft = question_draft(self.wait, row.to, ends_at)
                    due_at = asked_at + after - REMINDER_EARLIEST
                    yield self._follow_up(_Text(REMINDER, draft, due_at, unique_marker(self.wait)))

    def escalate(self, ends_at: float, *, at_once: bool) -> Iterator[Wait]:
        """Ask whose turn it is; yield the wait after each message.

        Args:
            ends_at: see `send_due`.
            at_once: whether nobody is left who can answer.
        """
        while self.wait.escalation and (at_once or self._is_next_due()):
            to, *later = self.wait.escalation
            draft = question_draft(self.wait, to, ends_at)
            row = self._send_once(
                _Text("question", draft, self.wait.asked_at, unique_marker(self.wait))
            )
            if row is None:
                return
            self.wait = self.wait._replace(
                recipients=(*self.wait.recipients, row), escalation=tuple(later)
            )
            yield self.wait
            at_once = not row.may_be_answered and at_once
            if row.may_be_answered:
                return

    def _is_next_due(self) -> bool:
        newest = max(_asked_at(row, self.wait) for row in self.wait.recipients)
        return datetime.now(UTC) - newest >= timedelta(minutes=self.wait.escalation_minutes)

    def _draft(self, to: str, text: str) -> Draft:
        return Draft(to, self.wait.sender, text, sender_name=self.wait.sender_name)

    def _reachable(self) -> list[Delivery]:
        return [row for row in self.wait.asked if row.to not in self._result.opted_out]

    def _follow_up(self, text: _Text) -> Wait:
        """Send a text that was not sent to this recipient yet, and remember it."""
        to = text.draft.to
        if any((sent.to, sent.kind) == (to, text.kind) for sent in self.wait.follow_ups):
            return self.wait
        row = self._send_once(text)
        if row is None:
            return self.wait
        sent = FollowUp(to, text.kind, row.sid, row.status, row.error_message)
        if not row.accepted:
            self.failures.append(f"The {text.kind} to {to} failed: {row.error_message}")
        self.wait = self.wait._replace(follow_ups=(*self.wait.follow_ups, sent))
        return self.wait

    def _send_once(self, text: _Text) -> Delivery | None:
        """Send a text, unless a run that was killed has sent it.

        Returns:
            What became of it; None where Twilio gave no usable answer, so that the next run
            tries again.
        """
        to = text.draft.to
        known = self.wait.sids()
        try:
            page = retry(
                partial(self._manager.list_sent_to, to, rows=LIST_ROWS), RETRIES, self._deadline
            )
        except TwilioManagerError as error:
            self.failures.append(f"The {text.kind} to {to} was not sent: {error}")
            return None
        for message in page.messages:
            if message.sid not in known and _is_copy(message, text):
                return Delivery(to).updated(message)
        rows: list[Delivery] = []
        send_all(
            self._manager,
            [text.draft],
            self._deadline,
            rows,
            unique_marker=text.marker,
            known=known,
        )
        (row,) = rows
        if row.status == NOT_SENT and row.error_code is None:
            self.failures.append(f"The {text.kind} to {to} was not sent: {row.error_message}")
            return None
        return row


def _is_copy(message: Message, text: _Text) -> bool:
    if message.inbound or message.created_at < text.due_at - CLOCK_STEP:
        return False
    return (
        text.marker in message.body if text.marker else is_same_text(message.body, text.draft.body)
    )


def _asked_at(row: Delivery, wait: Wait) -> datetime:
    return datetime.fromisoformat(row.created_at) if row.created_at else wait.asked_at


def _wants_hint(reply: Reply) -> bool:
    """Tell whether a person wrote something that a hint can turn into an answer.

    A word that Twilio itself acts upon is none, but "yes" alone is the answer of somebody who
    forgot the code, though it also opts in.
    """
    from TwilioReply import keyword  # noqa: PLC0415 (loaded by the check that found the text)

    body = reply.message.body.strip()
    is_keyword = keyword(body) == "out" or body.casefold() in _OTHER_KEYWORDS
    return reply.reason in {"no_code", "no_option"} and bool(body) and not is_keyword
