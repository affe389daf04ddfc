"""A later run of a wait: take the state up, and decide how the run ends."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from TwilioConstants import FROM, NO_REPLY, REPLY_TIMEOUT, SENDER
from TwilioExceptions import TwilioManagerError, TwilioPlatformError
from TwilioModels import Outcome
from TwilioPoll import NOT_EMPTIED, Finding, redact, result_of
from TwilioReports import names, reasons
from TwilioWait import OldState, Wait, load, time_is_up

if TYPE_CHECKING:
    from TwilioCall import ActionCall
    from TwilioModels import Delivery

_INCOMPLETE = "The last check for replies was incomplete"


def take_up(call: ActionCall) -> Wait:
    """Read the state the last run saved.

    Raises:
        TwilioStateError: the state is damaged.
        TwilioConfigurationError: an old state, and the parameters do not complete it.
    """
    saved = load(call.saved_state)
    if isinstance(saved, OldState):
        call.rescue = lambda error: _kept(call, error)
        from TwilioOldWait import complete  # noqa: PLC0415 (for the first weeks after an upgrade)

        saved = complete(call, saved)
    wait = saved
    call.rescue = lambda error: _rescued(call, wait, error)
    return wait


def _kept(call: ActionCall, error: BaseException) -> Outcome | None:
    """Keep a wait of the old package that the platform's silence leaves incomplete."""
    if not isinstance(error, TwilioPlatformError):
        return None
    return _on(call, f"Waiting for a reply. {_INCOMPLETE}: {error}")


def _rescued(call: ActionCall, wait: Wait, error: BaseException) -> Outcome | None:
    """Keep the wait when the platform or this code fails; Twilio's and the user's no is final."""
    if isinstance(error, SystemExit):
        return _waiting(call, wait, "The platform stopped this run.")
    if isinstance(error, TwilioManagerError) and not isinstance(error, TwilioPlatformError):
        return None
    finding = Finding()
    finding.trouble = (
        str(error) if isinstance(error, TwilioPlatformError) else "An unexpected error stopped it."
    )
    return verdict(call, wait, finding)


def verdict(call: ActionCall, wait: Wait, finding: Finding) -> Outcome:
    """Decide how a run ends; the look comes before the clock."""
    if finding.reply:
        return _answered(call, wait, finding)
    if finding.opted_out:
        return _opted_out(call, wait, finding)
    if time_is_up(wait, interval=call.interval, limit_ms=call.limit_ms):
        return _timed_out(call, wait, finding)
    return _waiting(call, wait, finding.trouble)


def _waiting(call: ActionCall, wait: Wait, trouble: str) -> Outcome:
    message = f"Waiting for a reply from {_names(wait)}."
    if trouble:
        message += f" {_INCOMPLETE}: {trouble} The next run checks again."
    return _on(call, message)


def _on(call: ActionCall, message: str) -> Outcome:
    """Wait on, with the very state that came."""
    saved = call.saved_state
    return Outcome.waiting(saved if isinstance(saved, str) else json.dumps(saved), message)


def _answered(call: ActionCall, wait: Wait, finding: Finding) -> Outcome:
    reply = finding.reply
    assert reply is not None  # noqa: S101 (narrowing)
    message = f"{reply.sender} answered: {finding.answer}"
    outcome = Outcome.completed(finding.answer or wait.code, message)
    outcome = outcome.with_result(result_of("answered", wait, finding), wait.recipients)
    if not wait.redact:
        return outcome
    # From here on the answer may exist in this process alone.
    call.rescue = lambda _: outcome.adding(f"{NOT_EMPTIED}.")
    return outcome.adding(redact(call.manager, wait, reply, call.deadline))


def _opted_out(call: ActionCall, wait: Wait, finding: Finding) -> Outcome:
    reason = (
        f"{_names(wait)} opted out of messages (STOP), so no reply can come. They must text START "
        "to the sender before they can be asked again."
    )
    outcome = call.failed(reason)
    return outcome.with_result(result_of("opted_out", wait, finding), wait.recipients)


def _timed_out(call: ActionCall, wait: Wait, finding: Finding) -> Outcome:
    minutes = max(1, round((time.time() - wait.began) / 60))
    parts = [
        f"No reply came from {_names(wait)} within {minutes} min.",
        f"To wait longer, raise {REPLY_TIMEOUT} or the step's timeout.",
    ]
    wait = wait._replace(recipients=_statuses(call, wait))
    troubled = [one for one in wait.recipients if one.error_message]
    if troubled:
        parts.append(reasons(troubled))
    if finding.trouble:
        parts.append(f"{_INCOMPLETE}: {finding.trouble}")
    reason = " ".join(parts)
    fails = wait.fail_on_timeout
    outcome = call.failed(reason) if fails else Outcome.completed(NO_REPLY, reason)
    return outcome.with_result(result_of("timed_out", wait, finding), wait.recipients)


def _statuses(call: ActionCall, wait: Wait) -> tuple[Delivery, ...]:
    """Ask once what became of the questions, which may say why nobody answered."""
    from TwilioFollowing import fresh  # noqa: PLC0415 (not needed while a wait goes on)

    try:
        ours = call.settings.sender
        return tuple(fresh(call.manager, one, _sender_name(one, ours)) for one in wait.recipients)
    except TwilioPlatformError:
        return wait.recipients


def _sender_name(delivery: Delivery, ours: str) -> str:
    """Return where the sender of a question stood, by what the settings hold now."""
    return SENDER if ours in {delivery.sender, delivery.messaging_service_sid} else FROM


def _names(wait: Wait) -> str:
    return names([one.to for one in wait.asked])
