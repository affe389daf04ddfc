"""A later run of a wait: take the state up, and decide how the run ends."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from TwilioConstants import FROM, NO_REPLY, REPLY_TIMEOUT, SENDER
from TwilioContext import Outcome
from TwilioExceptions import TwilioManagerError, TwilioPlatformError
from TwilioModels import show_time
from TwilioSentences import failure_summary, list_numbers
from TwilioWaitPoll import PollResult
from TwilioWaitState import LegacyState, Wait, load, seconds_between, time_is_up

if TYPE_CHECKING:
    from TwilioContext import ActionContext
    from TwilioModels import Delivery, Message

_INCOMPLETE = "The last check for replies was incomplete"


def resume_wait(context: ActionContext) -> Wait:
    """Read the state the last run saved.

    Raises:
        TwilioStateError: the state is damaged.
        TwilioConfigurationError: an old state, and the parameters do not complete it.
    """
    saved = load(context.saved_state)
    if isinstance(saved, LegacyState):
        context.on_abort = lambda error: _kept(context, error)
        from TwilioWaitLegacy import complete  # noqa: PLC0415 (for the first weeks after an upgrade)

        saved = complete(context, saved)
    wait = saved
    context.on_abort = lambda error: _rescued(context, wait, error)
    return wait


def _kept(context: ActionContext, error: BaseException) -> Outcome | None:
    """Keep a wait of the old package that the platform's silence leaves incomplete."""
    if not isinstance(error, TwilioPlatformError):
        return None
    return _on(context, f"Waiting for a reply. {_INCOMPLETE}: {error}")


def _rescued(context: ActionContext, wait: Wait, error: BaseException) -> Outcome | None:
    """Keep the wait when the platform or this code fails; Twilio's and the user's no is final."""
    if isinstance(error, SystemExit):
        return _waiting(context, wait, "The platform stopped this run.")
    if isinstance(error, TwilioManagerError) and not isinstance(error, TwilioPlatformError):
        return None
    poll = PollResult()
    poll.trouble = (
        str(error) if isinstance(error, TwilioPlatformError) else "An unexpected error stopped it."
    )
    return decide_outcome(context, wait, poll)


def decide_outcome(context: ActionContext, wait: Wait, poll: PollResult) -> Outcome:
    """Decide how a run ends; the look comes before the clock."""
    if poll.reply:
        return _answered(context, wait, poll)
    if poll.opted_out:
        return _opted_out(context, wait, poll)
    if time_is_up(wait, interval=context.interval, limit_ms=context.limit_ms):
        return _timed_out(context, wait, poll)
    return _waiting(context, wait, poll.trouble)


def _waiting(context: ActionContext, wait: Wait, trouble: str) -> Outcome:
    message = f"Waiting for a reply from {_names(wait)}."
    if trouble:
        message += f" {_INCOMPLETE}: {trouble} The next run checks again."
    return _on(context, message)


def _on(context: ActionContext, message: str) -> Outcome:
    """Wait on, with the very state that came."""
    saved = context.saved_state
    return Outcome.waiting(saved if isinstance(saved, str) else json.dumps(saved), message)


def _answered(context: ActionContext, wait: Wait, poll: PollResult) -> Outcome:
    reply = poll.reply
    assert reply is not None  # noqa: S101 (narrowing)
    message = f"{reply.sender} answered: {poll.answer}"
    outcome = Outcome.completed(poll.answer or wait.code, message)
    outcome = outcome.with_result(result_of("answered", wait, poll), wait.recipients)
    if not wait.redact:
        return outcome
    from TwilioWaitRedaction import NOT_EMPTIED, redact  # noqa: PLC0415 (few waits ask for it)

    # From here on the answer may exist in this process alone.
    context.on_abort = lambda _: outcome.adding(f"{NOT_EMPTIED}.")
    return outcome.adding(redact(context.manager, wait, reply, context.deadline))


def _opted_out(context: ActionContext, wait: Wait, poll: PollResult) -> Outcome:
    reason = (
        f"{_names(wait)} opted out of messages (STOP), so no reply can come. They must text START "
        "to the sender before they can be asked again."
    )
    outcome = context.failed(reason)
    return outcome.with_result(result_of("opted_out", wait, poll), wait.recipients)


def _timed_out(context: ActionContext, wait: Wait, poll: PollResult) -> Outcome:
    minutes = max(1, round((time.time() - wait.started_at) / 60))
    parts = [
        f"No reply came from {_names(wait)} within {minutes} min.",
        f"To wait longer, raise {REPLY_TIMEOUT} or the step's timeout.",
    ]
    wait = wait._replace(recipients=_statuses(context, wait))
    troubled = [one for one in wait.recipients if one.error_message]
    if troubled:
        parts.append(failure_summary(troubled))
    if poll.trouble:
        parts.append(f"{_INCOMPLETE}: {poll.trouble}")
    reason = " ".join(parts)
    fails = wait.fail_on_timeout
    outcome = context.failed(reason) if fails else Outcome.completed(NO_REPLY, reason)
    return outcome.with_result(result_of("timed_out", wait, poll), wait.recipients)


def _statuses(context: ActionContext, wait: Wait) -> tuple[Delivery, ...]:
    """Ask once what became of the questions, which may say why nobody answered."""
    from TwilioDeliveryStatus import with_current_status  # noqa: PLC0415 (not needed while a wait goes on)

    try:
        ours = context.settings.sender
        return tuple(
            with_current_status(context.manager, one, _sender_name(one, ours))
            for one in wait.recipients
        )
    except TwilioPlatformError:
        return wait.recipients


def _sender_name(delivery: Delivery, ours: str) -> str:
    """Return where the sender of a question stood, by what the settings hold now."""
    return SENDER if ours in {delivery.sender, delivery.messaging_service_sid} else FROM


def _names(wait: Wait) -> str:
    return list_numbers([one.to for one in wait.asked])


def result_of(status: str, wait: Wait, poll: PollResult) -> dict[str, Any]:
    """Return the JSON result of a wait that ended.

    Args:
        status: `answered`, `timed_out` or `opted_out`.
        wait: the question.
        poll: the last look.
    """
    reply = poll.reply
    waited = (
        seconds_between(wait.asked_at, reply.sent_at)
        if reply
        else max(0, int(time.time() - wait.started_at))
    )
    return {
        "status": status,
        "answer": poll.answer,
        "code": wait.code,
        "question": {"body": wait.question, "sent_at": show_time(wait.asked_at)},
        "recipients": [one.to_json() for one in wait.recipients],
        "reply": _reply_json(reply) if reply else None,
        "other_replies": [_reply_json(one) for one in poll.other_replies],
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
