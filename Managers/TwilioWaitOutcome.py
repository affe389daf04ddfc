"""A later run of a wait: resume it, check for replies, send what is due, decide how it ends."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from TwilioConstants import NO_REPLY, NOT_DELIVERED, OPTED_OUT, REPLY_TIMEOUT
from TwilioContext import Outcome
from TwilioExceptions import TwilioManagerError, TwilioPlatformError, TwilioRefusedError
from TwilioModels import FINAL, UNKNOWN, show_time
from TwilioRetry import CLOCK_TOLERANCE
from TwilioSentences import failure_summary, list_numbers, quote
from TwilioWaitPoll import PollResult, check_replies, find_other_phones
from TwilioWaitState import Wait, ends_at, load, seconds_between

if TYPE_CHECKING:
    from TwilioContext import ActionContext
    from TwilioModels import Delivery, Message
    from TwilioRetry import Deadline
    from TwilioWaitFollowUps import FollowUps
    from TwilioWaitPoll import Reply

MOST_OTHER_REPLIES = 100
STATUS_AGE = timedelta(hours=1)  # a question that is older does not change any more
SHORTEST_RUN = 5.0  # seconds, where the limit is over by this machine's clock
SECONDS_BEFORE_LIMIT = 3.0  # to end with the action's own message
SHARE_FOR_REST = 0.3  # of a run's time, for statuses, texts and redaction
LONGEST_REST = 10.0  # seconds
_LONG_AGO = "1970-01-01T00:00:00+00:00"
_INCOMPLETE = "The last check for replies was incomplete"
_REASONS = {
    "no_code": "without the number from the question",
    "wrong_code": "with another number",
    "too_many_codes": "with too many numbers",
    "no_option": "with none of the options",
    "reaction": "only a reaction",
    "copy": "only a copy of the question",
    "other_phone": "with the right number, but from a phone that was not asked",
}


def resume_wait(context: ActionContext) -> Wait:
    """Return the wait of the state that the last run saved.

    Raises:
        TwilioStateError: the state is damaged.
        TwilioConfigurationError: a state of 17.0, and the parameters do not complete it.
    """
    saved = load(context.saved_state)
    if isinstance(saved, Wait):
        return saved
    from TwilioWaitLegacy import complete  # noqa: PLC0415 (for the first weeks after an upgrade)

    context.on_abort = lambda error: _unchanged_legacy_wait(context, error)
    return complete(context, saved)


def _unchanged_legacy_wait(context: ActionContext, error: BaseException) -> Outcome | None:
    """Return a wait of 17.0 unchanged where the platform did not return its settings."""
    if not isinstance(error, TwilioPlatformError):
        return None
    return Outcome.waiting(_saved_text(context), f"Waiting for a reply. {_INCOMPLETE}: {error}")


def _saved_text(context: ActionContext) -> str:
    saved = context.saved_state
    return saved if isinstance(saved, str) else json.dumps(saved)


def poll_once(context: ActionContext) -> Outcome:
    """Return how this run ends, after one check of an open question.

    Raises:
        TwilioManagerError: the saved state cannot be used, or Twilio refuses the account.
    """
    return Poll(context, resume_wait(context)).run()


class Poll:
    """One later run.

    Attributes:
        wait: as the next run must know it.
        result: what the check found.
        is_last: whether no later run can find a reply.
        deadline: when this run must stop.
        failures: the rows of follow-ups that could not be sent, by kind.
    """

    def __init__(self, context: ActionContext, wait: Wait) -> None:
        self.context = context
        self.wait = wait
        self.result = PollResult()
        self.failures: dict[str, list[Delivery]] = {}
        self.is_last = self._time_is_up()
        self.deadline = self._deadline()
        context.on_abort = self._on_abort

    def run(self) -> Outcome:
        """Return the outcome by replies, then by the clock: an answer at the deadline counts."""
        try:
            self._check()
            if self.result.reply is None and not self.is_last and self._time_is_up():
                self.is_last = True
                self._check()
        except TwilioRefusedError as error:
            return self._refused(error)
        self.is_last = self._time_is_up()
        self._update_statuses()
        return self._decide_outcome()

    def _check(self) -> None:
        remaining = self.deadline.remaining()
        deadline = self.deadline.within(remaining - min(LONGEST_REST, remaining * SHARE_FOR_REST))
        self.result = check_replies(
            self.context.manager,
            self.wait,
            deadline,
            is_last=self.is_last,
            known=self.result.others,
        )

    def _decide_outcome(self) -> Outcome:
        if self.result.reply:
            return self._answered(self.result.reply)
        trouble = self.result.trouble
        if not self.is_last:
            may_send = not self._time_is_up(ahead=self.context.interval)
            if may_send and not trouble:
                self._follow_up()
            if trouble or self._able_to_answer() or (may_send and self.wait.escalation):
                return self._waiting(trouble)
        if not trouble and self.wait.escalation and self._follow_ups().find_next():
            self._check()
            self._update_statuses()
            return self._decide_outcome()
        if not trouble:
            self.result.others += find_other_phones(self.context.manager, self.wait, self.deadline)
        return self._timed_out() if trouble or self._able_to_answer() else self._nobody_left()

    def _ends_at(self) -> float:
        limit_ms = self._limit() * 1000
        return ends_at(self.wait, interval=self.context.interval, limit_ms=int(limit_ms))

    def _time_is_up(self, ahead: float = 0.0) -> bool:
        return time.time() + ahead >= self._ends_at()

    def _limit(self) -> float:
        """Return when the platform ends the wait, in epoch seconds of this machine's clock.

        The limit is a moment of the platform's clock, which Twilio's time stands for.
        """
        limit, offset = self.context.limit_ms / 1000, self.context.deadline.clock_offset
        return limit - offset if limit > 0 and abs(offset) >= CLOCK_TOLERANCE else limit

    def _deadline(self) -> Deadline:
        """Return when this run must stop: never later than the platform stops the whole wait."""
        deadline = self.context.deadline
        if self._limit() <= 0:
            return deadline
        left = self._limit() - time.time()
        return deadline.within(max(left - SECONDS_BEFORE_LIMIT, left / 2, SHORTEST_RUN))

    def _update_statuses(self) -> None:
        """Ask what became of the questions that may still change.

        A status that cannot be fetched stays as it was.
        """
        now = self.context.deadline.twilios_time()
        rows = list(self.wait.recipients)
        for index, row in random.sample(list(enumerate(rows)), len(rows)):
            young = now - datetime.fromisoformat(row.created_at or _LONG_AGO) < STATUS_AGE
            if row.sid and row.status not in FINAL and (young or self.is_last):
                from TwilioDeliveryStatus import with_current_status  # noqa: PLC0415 (as needed)

                if self.deadline.remaining() <= 0:
                    break
                fetched = with_current_status(self.context.manager, row, self.wait.sender_name)
                # An address that Twilio changes on the way stays the one that everything names.
                rows[index] = fetched._replace(to=row.to)
                question = self.wait.question or fetched.body or ""  # a template's text
                self.wait = self.wait._replace(recipients=tuple(rows), question=question)

    def _able_to_answer(self) -> list[Delivery]:
        return [row for row in self.wait.asked if row.to not in self.result.opted_out]

    def _follow_ups(self) -> FollowUps:
        from TwilioWaitFollowUps import FollowUps  # noqa: PLC0415 (few waits ask for them)

        return FollowUps(self, self.context.manager, self.deadline)

    def _follow_up(self) -> None:
        """Send hint, reminder and the next question."""
        if self.wait.hint or self.wait.reminder_minutes or self.wait.escalation:
            texts, able = self._follow_ups(), bool(self._able_to_answer())
            if able:
                texts.send_due(self._ends_at())
            texts.escalate(self._ends_at(), at_once=not able)

    def _answered(self, reply: Message) -> Outcome:
        # From here on the answer may be lost with this process.
        self.context.on_abort = lambda _: self._not_redacted(self._answer_of(reply))
        if self.wait.confirmation:
            self._follow_ups().confirm()
        return self._redacted(self._answer_of(reply))

    def _answer_of(self, reply: Message) -> Outcome:
        answer = self.result.answer or self.wait.code
        message = f"{reply.sender} answered: {quote(answer)}"
        done = Outcome.completed(message, value=answer).adding(self._not_sent())
        return self._with_result(done, "answered")

    def _nobody_left(self) -> Outcome:
        parts = [self._did_not_count(), self._opted_out(), self._not_delivered()]
        if self.wait.asked:
            return self._ended("opted_out", OPTED_OUT, parts)
        return self._ended("undelivered", NOT_DELIVERED, parts)

    def _timed_out(self) -> Outcome:
        minutes = max(1, round((time.time() - self.wait.started_at) / 60))
        came = "valid answer" if self._reasons() else "reply"
        names = self._names()
        if self.result.trouble:
            parts = [
                f"The time is up, and it is not known whether {names} answered.",
                f"{_INCOMPLETE}: {self.result.trouble}",
            ]
        else:
            parts = [f"No {came} came from {names} within {minutes} min."]
        parts += [self._did_not_count(), self._opted_out(), self._not_delivered()]
        parts += [self._what_to_raise()]
        return self._ended("timed_out", NO_REPLY, parts, fails=bool(self.result.trouble))

    def _ended(self, status: str, value: str, parts: list[str], *, fails: bool = False) -> Outcome:
        reason = " ".join(filter(None, [*parts, self._not_sent()]))
        if fails or self.wait.fail_on_timeout:
            outcome = self.context.failed(reason)
        else:
            outcome = Outcome.completed(reason, value=value)
        outcome = self._with_result(outcome, status)
        self.context.on_abort = lambda _: outcome
        return self._redacted(outcome)

    def _waiting(self, trouble: str) -> Outcome:
        able = self._able_to_answer()
        parts = [
            f"Waiting for a reply from {self._names()}." if able else "Nobody can answer yet.",
            self._did_not_count(),
            self._opted_out(),
            self._not_delivered(),
            self._next_to_be_asked(),
            self._not_sent(),
            f"{_INCOMPLETE}: {trouble} The next run checks again." if trouble else "",
        ]
        saved = _saved_text(self.context) if self.wait.legacy else self.wait.save()
        return Outcome.waiting(saved, " ".join(filter(None, parts)))

    def _on_abort(self, error: BaseException) -> Outcome:
        """Return the answer, or the kept wait, when the platform or this code fails.

        A refusal is final. A stop leaves the rest to the next run, where there is one.
        """
        is_stop = isinstance(error, SystemExit)
        if self.result.reply and (self._time_is_up() or not is_stop):
            return self._not_redacted(self._answer_of(self.result.reply))
        if is_stop:
            return self._waiting("The platform stopped this run.")
        if isinstance(error, TwilioPlatformError):
            self.result.trouble = str(error)
        elif isinstance(error, TwilioManagerError):
            return self._refused(error)
        else:
            self.result.trouble = "The integration has a defect, which stopped it."
        return self._timed_out() if self.is_last else self._waiting(self.result.trouble)

    def _refused(self, error: TwilioManagerError) -> Outcome:
        return self._not_redacted(self._with_result(self.context.failed(str(error)), "failed"))

    def _redacted(self, outcome: Outcome) -> Outcome:
        if not self.wait.redact:
            return outcome
        from TwilioWaitRedaction import NOT_EMPTIED, redact  # noqa: PLC0415 (few waits ask for it)

        self.context.on_abort = lambda _: self._not_redacted(outcome)
        try:
            refusal = redact(self.context.manager, self.wait, self.result, self.deadline)
        except TwilioManagerError as error:
            refusal = f"{NOT_EMPTIED}: {error}"
        return outcome.adding(refusal)

    def _not_redacted(self, outcome: Outcome) -> Outcome:
        if not self.wait.redact:
            return outcome
        from TwilioWaitRedaction import NOT_EMPTIED  # noqa: PLC0415 (as above)

        return outcome.adding(f"{NOT_EMPTIED}.")

    def _names(self) -> str:
        return list_numbers([row.to for row in self._able_to_answer() or self.wait.recipients])

    def _did_not_count(self) -> str:
        """Return how many texts came that are no answer, and why, without their words."""
        counts = Counter(self._reasons())
        if not counts:
            return ""
        total = sum(counts.values())
        reasons = ", ".join(f"{count} {_REASONS[reason]}" for reason, count in counts.items())
        return f"{total} text{'s' if total > 1 else ''} did not count: {reasons}."

    def _reasons(self) -> list[str]:
        """Return why each text did not count; an opt-out is told by its own sentence."""
        texts = self.result.others
        return [text.reason for text in texts if text.reason and not self._is_opt_out(text)]

    def _opted_out(self) -> str:
        names = [row.to for row in self.wait.asked if row.to in self.result.opted_out]
        if not names:
            return ""
        return (
            f"{list_numbers(names)} opted out of messages (STOP), so no reply can come. "
            "They must text START to the sender before they can be asked again."
        )

    def _is_opt_out(self, reply: Reply) -> bool:
        """Return whether a text is the opt-out of somebody who has opted out."""
        if not reply.recipient or reply.recipient.to not in self.result.opted_out:
            return False
        from TwilioReply import keyword  # noqa: PLC0415 (loaded by the check that found the text)

        return keyword(reply.message.body) == "out"

    def _not_delivered(self) -> str:
        sentences = []
        if rows := [row for row in self.wait.recipients if not row.may_be_answered]:
            names = list_numbers([row.to for row in rows])
            sentences.append(f"The question to {names} was not delivered. {failure_summary(rows)}")
        if in_doubt := [row.to for row in self.wait.recipients if row.status == UNKNOWN]:
            names = list_numbers(in_doubt)
            sentences.append(f"It is not known whether the question to {names} left.")
        return " ".join(sentences)

    def _not_sent(self) -> str:
        return " ".join(
            f"The {kind} to {list_numbers([row.to for row in rows])} "
            f"{'may have failed' if any(row.status == UNKNOWN for row in rows) else 'failed'}: "
            f"{failure_summary(rows)}"
            for kind, rows in self.failures.items()
        )

    def _next_to_be_asked(self) -> str:
        return f"Next to be asked: {self.wait.escalation[0]}." if self.wait.escalation else ""

    def _what_to_raise(self) -> str:
        expires_at = self.wait.expires_at
        if expires_at is not None and time.time() >= expires_at:
            return f"To wait longer, raise {REPLY_TIMEOUT}."
        return "To wait longer, raise the step's Async Action Timeout."

    def _with_result(self, outcome: Outcome, status: str) -> Outcome:
        return outcome.with_result(result_of(status, self.wait, self.result), self.wait.recipients)


def result_of(status: str, wait: Wait, result: PollResult | None = None) -> dict[str, Any]:
    """Return the JSON result of a wait that ended.

    Args:
        status: `answered`, `timed_out`, `opted_out`, `undelivered`, or `failed` where Twilio
            refused the credentials or the account.
        wait: the question.
        result: the last check, None where nobody could be asked.
    """
    result = result or PollResult()
    reply = result.reply
    times = [wait.when_asked(row) for row in wait.recipients if row.may_have_left or row.created_at]
    asked_at = min(times, default=None)
    waited = (
        seconds_between(asked_at, reply.sent_at)
        if reply and asked_at
        else max(0, int(time.time() - wait.started_at))
    )
    others = [
        {**_reply_json(other.message), "reason": other.reason}
        for other in sorted(result.others, key=lambda other: other.message.sent_at)
    ]
    return {
        "status": status,
        "answer": result.answer,
        "code": wait.code,
        "question": {"body": wait.question, "sent_at": show_time(asked_at)},
        "recipients": [row.to_json() for row in wait.recipients],
        "reply": _reply_json(reply) if reply else None,
        "other_replies": others[-MOST_OTHER_REPLIES:],
        "other_replies_total": len(result.others),
        "follow_ups": [row._asdict() for row in wait.follow_ups],
        "waited_seconds": waited,
    }


def _reply_json(message: Message) -> dict[str, Any]:
    return {
        "from": message.sender,
        "to": message.to,
        "sid": message.sid,
        "body": message.body,
        "received_at": show_time(message.sent_at),
    }
