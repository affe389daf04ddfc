"""The texts that later runs of a wait send: confirmation, hint, reminder, the next question.

Each is sent once. The state remembers what was sent; a run that was killed could not save its
state, so Twilio's list is asked before anything is sent.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from TwilioAddresses import is_address_of, is_service
from TwilioDeliveryStatus import with_failure_reason
from TwilioDraft import Draft
from TwilioErrorCodes import BUSY, is_about_the_account
from TwilioExceptions import TwilioManagerError
from TwilioModels import NOT_SENT, Delivery
from TwilioQuestion import fill, question_draft, unique_marker
from TwilioSending import CLOCK_STEP, is_same_text, list_copies, send_all
from TwilioSendParameters import MAX_TEXT
from TwilioSentences import quote
from TwilioWaitPoll import says_something
from TwilioWaitState import FollowUp

if TYPE_CHECKING:
    from datetime import datetime

    from TwilioManager import TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline
    from TwilioWaitOutcome import Poll
    from TwilioWaitPoll import Reply
    from TwilioWaitState import Wait

CONFIRMATION, HINT, REMINDER, QUESTION = "confirmation", "hint", "reminder", "question"
_PASSING = (None, BUSY)  # errors after which the next run tries again, as after the account's
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
    """Sends what is due in a poll, and keeps its wait up to date after each message."""

    def __init__(self, poll: Poll, manager: TwilioManager, deadline: Deadline) -> None:
        """Prepare; nothing is sent yet.

        Args:
            poll: its `wait` is replaced after each message, and its `failures` get the rows of the
                texts that could not be sent, by kind.
            manager: the account.
            deadline: when to stop.
        """
        self._poll = poll
        self._manager = manager
        self._deadline = deadline

    def confirm(self) -> None:
        """Tell everybody who was asked about the answer."""
        result = self._poll.result
        if not self._poll.wait.confirmation or result.reply is None:
            return
        values = {"answer": quote(result.answer or "")[1:-1], "from": result.reply.sender or ""}
        text = fill(self._poll.wait.confirmation, values)[:MAX_TEXT]
        for row in self._poll.wait.recipients:
            answered = row.may_have_left and is_address_of(result.reply.sender or "", row.to)
            if self._is_reachable(row) or (answered and row.to not in result.opted_out):
                draft = self._draft(row.to, text)
                self._follow_up(_Text(CONFIRMATION, draft, result.reply.sent_at, ""))

    def send_due(self, ends_at: float) -> None:
        """Send hints and reminders.

        Args:
            ends_at: when the wait ends, in epoch seconds.
        """
        wait, result = self._poll.wait, self._poll.result
        first: dict[str, Reply] = {}
        for reply in result.others if wait.hint else []:
            if reply.recipient and _wants_hint(reply, wait):
                first.setdefault(reply.recipient.to, reply)
        for to, reply in first.items():
            if to not in result.opted_out:
                draft = self._draft(to, wait.hint)
                self._follow_up(_Text(HINT, draft, reply.message.sent_at, wait.code))
        after = timedelta(minutes=wait.reminder_minutes or 0)
        for row in filter(self._is_reachable, wait.recipients) if wait.reminder_minutes else []:
            asked_at = wait.when_asked(row)
            if self._deadline.twilios_time() - asked_at >= after:
                draft = question_draft(wait, row.to, ends_at)
                due_at = asked_at + after - REMINDER_EARLIEST
                self._follow_up(_Text(REMINDER, draft, due_at, unique_marker(wait)))

    def escalate(self, ends_at: float, *, at_once: bool) -> None:
        """Ask the next person, where it is time.

        Args:
            ends_at: see `send_due`.
            at_once: whether nobody is left who can answer.
        """
        while self._poll.wait.escalation and (at_once or self._is_next_due()):
            row = self._send_once(self._next_question(ends_at))
            if row is None:
                return
            self._add_next(row)
            if row.may_be_answered:
                return

    def find_next(self) -> bool:
        """Take in the next person, where a run that was killed has asked.

        Returns:
            Whether it has.
        """
        text = self._next_question(math.inf)
        try:
            copy, _ = self._find_copy(text)
        except TwilioManagerError:
            return False
        if copy:
            self._add_next(copy)
        return copy is not None

    def _next_question(self, ends_at: float) -> _Text:
        wait = self._poll.wait
        draft = question_draft(wait, wait.escalation[0], ends_at)
        return _Text(QUESTION, draft, wait.asked_at, unique_marker(wait))

    def _add_next(self, row: Delivery) -> None:
        wait = self._poll.wait
        self._poll.wait = wait._replace(
            recipients=(*wait.recipients, row), escalation=wait.escalation[1:]
        )

    def _is_next_due(self) -> bool:
        wait = self._poll.wait
        newest = max(wait.when_asked(row) for row in wait.recipients)
        elapsed = self._deadline.twilios_time() - newest
        return elapsed >= timedelta(minutes=wait.escalation_minutes)

    def _draft(self, to: str, text: str) -> Draft:
        wait = self._poll.wait
        return Draft(to, wait.sender, text, sender_name=wait.sender_name)

    def _is_reachable(self, row: Delivery) -> bool:
        return row.may_be_answered and row.to not in self._poll.result.opted_out

    def _follow_up(self, text: _Text) -> None:
        """Send a text that was not sent to this recipient yet, and remember it."""
        to, wait = text.draft.to, self._poll.wait
        if any((sent.to, sent.kind) == (to, text.kind) for sent in wait.follow_ups):
            return
        row = self._send_once(text)
        if row is None:
            return
        sent = FollowUp(to, text.kind, row.sid, row.status, row.error_message)
        if not row.accepted:
            self._note_failure(text, row)
        self._poll.wait = wait._replace(follow_ups=(*wait.follow_ups, sent))

    def _send_once(self, text: _Text) -> Delivery | None:
        """Send a text, unless a run that was killed has sent it.

        Returns:
            What became of it; None where Twilio gave no usable answer, so that the next run
            tries again.
        """
        try:
            copy, known = self._find_copy(text)
        except TwilioManagerError as error:
            self._note_failure(text, Delivery(text.draft.to, error_message=str(error)))
            return None
        if copy:
            return copy
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
        code = row.error_code
        if row.status == NOT_SENT and (code in _PASSING or is_about_the_account(0, code)):
            self._note_failure(text, row)
            return None
        return row

    def _find_copy(self, text: _Text) -> tuple[Delivery | None, set[str]]:
        """Look for a text that a run sent and could not save.

        Returns:
            Its row, if it is there; and the SIDs of all messages to this phone that are known.

        Raises:
            TwilioManagerError: Twilio did not answer, or refused.
        """
        draft, known = text.draft, self._poll.wait.sids()
        by_service = is_service(draft.sender)
        sent = list_copies(self._manager, draft.to, by_service=by_service, deadline=self._deadline)
        for message in sent:
            if message.sid not in known and self._is_copy(message, text):
                row = Delivery(draft.to, body=draft.text).updated(message)
                return with_failure_reason(row, draft.sender_name), known
        return None, known | {message.sid for message in sent}

    def _is_copy(self, message: Message, text: _Text) -> bool:
        if message.created_at < text.due_at - CLOCK_STEP:
            return False
        # The question and its reminder hold the code of a hint, too.
        is_question = text.kind == HINT and unique_marker(self._poll.wait) in message.body
        if is_question or not text.marker:
            return is_same_text(message.body, text.draft.body)
        return text.marker in message.body

    def _note_failure(self, text: _Text, row: Delivery) -> None:
        self._poll.failures.setdefault(text.kind, []).append(row)


def _wants_hint(reply: Reply, wait: Wait) -> bool:
    """Return whether a person wrote something that a hint can turn into an answer."""
    return reply.reason in {"no_code", "no_option"} and says_something(reply, wait)
