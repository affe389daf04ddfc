"""A later run of a wait: take the state up, and decide how the run ends."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from TwilioAddresses import read_recipients, read_sender
from TwilioConstants import (
    FAIL_ON_TIMEOUT,
    MAX_REPLY_TIMEOUT,
    MESSAGE,
    NO_REPLY,
    PHONE_NUMBER,
    REDACT,
    REPLY_TIMEOUT,
)
from TwilioExceptions import TwilioManagerError, TwilioPlatformError
from TwilioModels import Delivery, Outcome
from TwilioPoll import NOT_EMPTIED, Finding, redact, result_of
from TwilioReports import names
from TwilioWait import OldState, Wait, load, time_is_up

if TYPE_CHECKING:
    from TwilioCall import ActionCall


def take_up(call: ActionCall) -> Wait:
    """Read the state the last run saved.

    A state of Google's package holds the code and the time alone; the rest comes from the
    parameters, which the platform passes again.

    Raises:
        TwilioStateError: the state is damaged.
        TwilioConfigurationError: an old state, and the parameters do not complete it.
    """
    saved = load(call.saved_state)
    if isinstance(saved, OldState):
        call.rescue = lambda error: _kept(call, error)
        saved = _completed(call, saved)
    wait = saved
    call.rescue = lambda error: _rescued(call, wait, error)
    return wait


def _kept(call: ActionCall, error: BaseException) -> Outcome | None:
    """Keep a wait of the old package that the platform's silence leaves incomplete."""
    if not isinstance(error, TwilioPlatformError):
        return None
    return _on(call, f"Waiting for a reply. The last look was not complete: {error}")


def _completed(call: ActionCall, old: OldState) -> Wait:
    minutes = call.number(REPLY_TIMEOUT, 1, MAX_REPLY_TIMEOUT)
    began = old.asked_at.timestamp()
    ours = call.settings.sender
    recipients = _asked_then(call.text(PHONE_NUMBER, mandatory=True))
    message = call.text(MESSAGE, strip=False)
    return Wait(
        code=old.code,
        question=f"{message}\nTo respond type your reply followed by {old.code}",
        asked_at=old.asked_at,
        began=began,
        until=began + minutes * 60 if minutes else None,
        options=(),
        fail_on_timeout=call.flag(FAIL_ON_TIMEOUT, default=True),
        redact=call.flag(REDACT, default=False),
        recipients=tuple(Delivery(to, sender=ours, status="sent") for to in recipients),
    )


def _asked_then(text: str) -> list[str]:
    """Return whom the old package asked: one number, perhaps without its plus sign."""
    alone = read_sender(text)
    return [alone] if alone and "+" in alone else read_recipients(text)


def _rescued(call: ActionCall, wait: Wait, error: BaseException) -> Outcome | None:
    """Keep the wait when the platform or this code fails; Twilio's and the user's no is final."""
    if isinstance(error, SystemExit):
        return _waiting(call, wait, "The platform stopped this run.")
    if isinstance(error, TwilioManagerError) and not isinstance(error, TwilioPlatformError):
        return None
    finding = Finding()
    finding.trouble = str(error) if isinstance(error, TwilioPlatformError) else "It broke off."
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
    return _on(call, f"{message} The last look was not complete: {trouble}" if trouble else message)


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
    wait = wait._replace(recipients=_statuses(call, wait))
    minutes = max(1, round((time.time() - wait.began) / 60))
    reason = f"No reply came from {_names(wait)} within {minutes} min. " + " ".join(
        one.error_message for one in wait.recipients if one.error_message
    )
    if finding.trouble:
        reason += f" The last look was not complete: {finding.trouble}"
    reason = f"{reason.strip()} To wait longer, raise {REPLY_TIMEOUT} or the step's timeout."
    fails = wait.fail_on_timeout
    outcome = call.failed(reason) if fails else Outcome.completed(NO_REPLY, reason)
    return outcome.with_result(result_of("timed_out", wait, finding), wait.recipients)


def _statuses(call: ActionCall, wait: Wait) -> tuple[Delivery, ...]:
    """Ask once what became of the questions, which may say why nobody answered."""
    from TwilioFollowing import fresh  # noqa: PLC0415 (not needed while a wait goes on)

    try:
        return tuple(fresh(call.manager, one) for one in wait.recipients)
    except TwilioPlatformError:
        return wait.recipients


def _names(wait: Wait) -> str:
    return names([one.to for one in wait.asked])
