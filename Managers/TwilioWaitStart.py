"""The first run of a wait: read what is asked for, send the question, remember it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from TwilioAddresses import is_one_way
from TwilioConstants import (
    CONFIRMATION_MESSAGE,
    ESCALATION_AFTER,
    ESCALATION_NUMBERS,
    FAIL_ON_TIMEOUT,
    HINT_MESSAGE,
    REDACT,
    REMINDER_AFTER,
    REPLY_OPTIONS,
    REPLY_TIMEOUT,
)
from TwilioContext import Outcome
from TwilioExceptions import TwilioParameterError
from TwilioModels import UNKNOWN, Delivery
from TwilioQuestion import (
    CODE_FIELD,
    check_options,
    compose_hint,
    compose_question,
    how_to_answer,
    new_code,
    question_draft,
    unique_marker,
)
from TwilioSending import send_all
from TwilioSendParameters import SendParameters, check_text, read_numbers, read_send_parameters
from TwilioSentences import failed_sentences, failure_summary, list_numbers, mask, sent_sentence
from TwilioWaitState import MAX_REPLY_TIMEOUT, Wait, ends_at

if TYPE_CHECKING:
    from TwilioContext import ActionContext

_CLOCK_DOUBT = timedelta(minutes=15)
_LONGEST_NUMBER = 25  # characters that `{from}` may take, with `whatsapp:`


class Question(NamedTuple):
    """What is asked of whom.

    Attributes:
        request: the parameters that both sending actions have.
        wait: what the next run must know, still without recipients.
        notes: sentences about how numbers were read.
    """

    request: SendParameters
    wait: Wait
    notes: tuple[str, ...]


def read_question(context: ActionContext) -> Question:
    """Return the question: its parameters, checked, and its code.

    Raises:
        TwilioParameterError: a parameter is wrong, or nobody could answer this sender.
    """
    started_at = time.time()
    request = read_send_parameters(context, waits=True)
    if is_one_way(request.sender):
        raise TwilioParameterError(
            f"The sender in {request.sender_name} is an alphanumeric ID, which nobody can answer",
            "Use a number, a short code or a Messaging Service.",
        )
    code = new_code()
    options = tuple(dict.fromkeys(context.items(REPLY_OPTIONS, ",;|\n")))
    check_options(options)
    minutes = context.number(REPLY_TIMEOUT, 1, MAX_REPLY_TIMEOUT)
    hint, confirmation = context.text(HINT_MESSAGE), context.text(CONFIRMATION_MESSAGE)
    longest = confirmation.replace("{from}", "0" * _LONGEST_NUMBER).replace("{answer}", "")
    check_text(CONFIRMATION_MESSAGE, longest, "Shorten it.")
    next_numbers, notes = read_numbers(
        context, ESCALATION_NUMBERS, request.sender, request.sender_name
    )
    wait = Wait(
        code=code,
        question=_text(request, code, options),
        asked_at=datetime.fromtimestamp(started_at, UTC),
        started_at=started_at,
        expires_at=started_at + minutes * 60 if minutes else None,
        options=options,
        fail_on_timeout=context.flag(FAIL_ON_TIMEOUT, default=True),
        redact=context.flag(REDACT, default=False),
        recipients=(),
        sender=request.sender,
        sender_name=request.sender_name,
        confirmation=confirmation,
        hint=compose_hint(hint, code, options) if hint else "",
        reminder_minutes=context.number(REMINDER_AFTER, 1, MAX_REPLY_TIMEOUT),
        escalation=tuple(to for to in next_numbers if to not in request.recipients),
        escalation_minutes=context.number(ESCALATION_AFTER, 1, MAX_REPLY_TIMEOUT) or 15,
    )
    if request.content:
        message = request.message.replace(CODE_FIELD, code)
        variables = request.content.variables(message, code=code, how=how_to_answer(code, options))
        wait = wait._replace(content_sid=request.content.sid, content_variables=variables)
    return Question(request, wait, (*request.notes, *notes))


def _text(request: SendParameters, code: str, options: tuple[str, ...]) -> str:
    if request.content:
        return request.message
    return compose_question(request.message, request.case_line, code, options)


def send_question(context: ActionContext, question: Question) -> Outcome:
    """Return the outcome of sending to everybody; once one is sent, the code is never lost."""
    waiting = list(question.wait.escalation)
    batches: list[list[Delivery]] = [[]]

    def outcome() -> Outcome:
        return _asked(context, question, list(chain(*batches)), waiting)

    context.on_abort = lambda _: outcome() if any(batches) else None
    context.log(f"Asking {mask(question.request.recipients)}")
    _send(context, question.wait, list(question.request.recipients), batches[0])
    while waiting and not any(row.may_be_answered for row in chain(*batches)):
        batches.append([])
        _send(context, question.wait, [waiting.pop(0)], batches[-1])
    return outcome()


def _send(context: ActionContext, wait: Wait, to: list[str], rows: list[Delivery]) -> None:
    end = ends_at(wait, interval=context.interval, limit_ms=context.limit_ms)
    drafts = [question_draft(wait, one, end) for one in to]
    send_all(context.manager, drafts, context.deadline, rows, unique_marker=unique_marker(wait))


def _asked(
    context: ActionContext, question: Question, sent_rows: list[Delivery], waiting: list[str]
) -> Outcome:
    rows = tuple(sent_rows) + question.request.skipped
    wait = question.wait._replace(
        recipients=rows,
        escalation=tuple(waiting),
        asked_at=_asked_at(sent_rows, question.wait.started_at),
        question=_stored_text(question.wait, sent_rows),
    )
    if not wait.asked:
        from TwilioWaitOutcome import result_of  # noqa: PLC0415 (rare)

        outcome = context.failed(failure_summary(list(rows)))
        return outcome.with_result(result_of("undelivered", wait), rows)
    sent = [row for row in rows if row.accepted]
    others = [row for row in rows if not row.accepted]
    lines = [
        sent_sentence(sent) if sent else "",
        failed_sentences(others),
        *question.notes,
        f"Waiting for a reply from {list_numbers([row.to for row in wait.asked])}.",
        f"Next to be asked: {waiting[0]}." if waiting else "",
    ]
    return Outcome.waiting(wait.save(), "\n".join(filter(None, lines))).with_table(rows)


def _stored_text(wait: Wait, rows: list[Delivery]) -> str:
    """Return the text of the question; Twilio makes the one of a template."""
    if not wait.content_sid:
        return wait.question
    return next((row.body for row in rows if row.body), "")


def _asked_at(rows: list[Delivery], started_at: float) -> datetime:
    """Return when the first copy may have left, by Twilio's clock.

    A copy whose fate is unknown may have left before the one that is known; without any
    known one there is only this machine's clock, which may be wrong by minutes.
    """
    times = [datetime.fromisoformat(row.created_at) for row in rows if row.created_at]
    if not times:
        return datetime.fromtimestamp(started_at, UTC) - _CLOCK_DOUBT
    doubt = any(row.possible_duplicate or row.status == UNKNOWN for row in rows)
    elapsed = timedelta(seconds=time.time() - started_at + 1) if doubt else timedelta()
    return min(times) - elapsed
