"""The first run of a wait: read what is asked for, send the question, remember it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from TwilioAddresses import is_one_way
from TwilioConstants import (
    FAIL_ON_TIMEOUT,
    REDACT,
    REPLY_OPTIONS,
    REPLY_TIMEOUT,
)
from TwilioContext import Outcome
from TwilioExceptions import TwilioConfigurationError
from TwilioManager import Draft
from TwilioModels import UNKNOWN, Delivery
from TwilioQuestion import compose_question, marker_line, new_code, read_options
from TwilioSending import send_all
from TwilioSendParameters import SendParameters, read_send_parameters
from TwilioSentences import failed_sentences, failure_summary, list_numbers, mask, sent_sentence
from TwilioWaitState import MAX_REPLY_TIMEOUT, Wait

if TYPE_CHECKING:
    from TwilioContext import ActionContext

_CLOCK_DOUBT = timedelta(minutes=15)


class Question(NamedTuple):
    """What is asked, and how its answer is awaited.

    Attributes:
        text: the whole text, with the code in it.
        reply_minutes: how long to wait, or None for as long as the platform lets.
        started_at: when this run began, in epoch seconds.
    """

    request: SendParameters
    code: str
    text: str
    options: tuple[str, ...]
    reply_minutes: int | None
    fail_on_timeout: bool
    redact: bool
    started_at: float

    def drafts(self) -> list[Draft]:
        """Return the message to each recipient."""
        asked = self.request
        return [
            Draft(to, asked.sender, self.text, sender_name=asked.sender_name)
            for to in asked.recipients
        ]

    def wait(self, deliveries: list[Delivery]) -> Wait:
        """Return what the next run must know."""
        return Wait(
            code=self.code,
            question=self.text,
            asked_at=_asked_at(deliveries, self.started_at),
            started_at=self.started_at,
            expires_at=self.started_at + self.reply_minutes * 60 if self.reply_minutes else None,
            options=self.options,
            fail_on_timeout=self.fail_on_timeout,
            redact=self.redact,
            recipients=tuple(deliveries),
        )


def read_question(context: ActionContext) -> Question:
    """Read and check the parameters, and make the code.

    Raises:
        TwilioConfigurationError: a parameter is wrong, or nobody could answer this sender.
    """
    began = time.time()
    request = read_send_parameters(context)
    options = read_options(context.text(REPLY_OPTIONS))
    minutes = context.number(REPLY_TIMEOUT, 1, MAX_REPLY_TIMEOUT)
    fail_on_timeout = context.flag(FAIL_ON_TIMEOUT, default=True)
    redact = context.flag(REDACT, default=False)
    if is_one_way(request.sender):
        raise TwilioConfigurationError(
            f"The sender in {request.sender_name} is an alphanumeric ID, which nobody can answer; "
            "nothing was sent. Use a number, a short code or a Messaging Service."
        )
    code = new_code()
    text = compose_question(request.message, request.case_line, code, options)
    return Question(request, code, text, options, minutes, fail_on_timeout, redact, began)


def send_question(context: ActionContext, question: Question) -> Outcome:
    """Send the question to everybody; from the first message on, its code is never lost."""
    deliveries: list[Delivery] = []
    context.on_abort = lambda _: _asked(context, question, deliveries) if deliveries else None
    context.log(f"Asking {mask(question.request.recipients)}")
    proof = marker_line(question.code)
    send_all(context.manager, question.drafts(), context.deadline, deliveries, unique_marker=proof)
    return _asked(context, question, deliveries)


def _asked(context: ActionContext, question: Question, deliveries: list[Delivery]) -> Outcome:
    asked = [one for one in deliveries if one.may_be_answered]
    if not asked:
        return context.failed(failure_summary(deliveries)).with_table(tuple(deliveries))
    sent = [one for one in deliveries if one.accepted]
    others = [one for one in deliveries if not one.accepted]
    waiting = f"Waiting for a reply from {list_numbers([one.to for one in asked])}."
    lines = [sent_sentence(sent) if sent else "", failed_sentences(others), waiting]
    outcome = Outcome.waiting(question.wait(deliveries).save(), "\n".join(filter(None, lines)))
    return outcome.with_table(tuple(deliveries))


def _asked_at(deliveries: list[Delivery], began: float) -> datetime:
    """Return when the first copy may have left, by Twilio's clock.

    A copy whose fate is unknown may have left before the one that is known; without any
    known one there is only this machine's clock, which may be wrong by minutes.
    """
    times = [datetime.fromisoformat(one.created_at) for one in deliveries if one.created_at]
    if not times:
        return datetime.fromtimestamp(began, UTC) - _CLOCK_DOUBT
    doubt = any(one.possible_duplicate or one.status == UNKNOWN for one in deliveries)
    elapsed = timedelta(seconds=time.time() - began + 1) if doubt else timedelta()
    return min(times) - elapsed
