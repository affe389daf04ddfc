"""One look for the answer to an open question."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from TwilioAddresses import is_number_of
from TwilioExceptions import (
    TwilioAccountError,
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioModels import show_time
from TwilioWait import seconds_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from TwilioDeadline import Deadline
    from TwilioManager import TwilioManager
    from TwilioModels import Delivery, Message
    from TwilioWait import Wait

_T = TypeVar("_T")

RETRIES = (0.5, 1.0)  # seconds; the next run looks again anyway
PAGE = 50
FEW = 8  # recipients whom one look always reaches
NOT_EMPTIED = "Not all texts could be emptied at Twilio"
LONGEST_LOOK = 60.0  # seconds
NOT_YET_FINAL = 20009


class Finding:
    """What a look found.

    Attributes:
        answer: the answer, or None.
        reply: the message that holds it.
        other_replies: replies to this question that are none of its options, oldest first.
        opted_out: whether nobody is left who can answer.
        trouble: why the look was not whole, or nothing.
    """

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.answer: str | None = None
        self.reply: Message | None = None
        self.other_replies: list[Message] = []
        self.opted_out = False
        self.trouble = ""


def look(manager: TwilioManager, wait: Wait, deadline: Deadline) -> Finding:
    """Read what the recipients sent since the question: one request for each of them.

    Raises:
        TwilioAccountError: Twilio refuses the credentials or the account.
    """
    deadline = deadline.within(LONGEST_LOOK)
    finding = Finding()
    received: list[Message] = []
    refused: TwilioAccountError | None = None
    mute = 0
    for recipient in _in_turn(wait.asked):
        if deadline.left() <= 0:
            finding.trouble = "There was no time to read what everybody sent."
            break
        kept: dict[str, Message] = {}
        try:
            _again(partial(_since_question, manager, recipient, wait, kept), deadline)
        except TwilioUnavailableError as error:
            finding.trouble = error.cause
        except TwilioRefusedError as error:
            finding.trouble = str(error)
            if isinstance(error, TwilioAccountError):
                refused = error
        messages = list(kept.values())[::-1]
        messages.sort(key=lambda one: one.dated)
        received += messages
        mute += _has_opted_out(messages, recipient)
        if refused:
            break
    finding.opted_out = mute == len(wait.asked)
    _read(finding, received, wait)
    if refused and finding.reply is None:
        raise refused
    return finding


def _in_turn(recipients: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    """Begin with another one of many each time: a look cut short must not leave out the same."""
    if len(recipients) <= FEW:
        return recipients
    first = time.time_ns() // 1_000_000 % len(recipients)
    return recipients[first:] + recipients[:first]


def _since_question(
    manager: TwilioManager, recipient: Delivery, wait: Wait, kept: dict[str, Message]
) -> None:
    """Collect a recipient's messages by their SIDs; what was read stays if a later page fails."""
    ours = recipient.sender
    theirs = None if recipient.to.isdecimal() else recipient.to
    for message in manager.received_from(theirs, ours):
        if message.dated < wait.asked_at:
            break
        is_theirs = is_number_of(message.sender or "", recipient.to)
        if message.inbound and is_theirs and ours in {None, message.to}:
            kept[message.sid] = message


def _has_opted_out(messages: list[Message], recipient: Delivery) -> bool:
    """Tell whether the last keyword to our sender was an opt-out.

    Where a Messaging Service chose the number, the service must be the same: an opt-out from
    another of the account's senders leaves this one open.
    """
    service = recipient.messaging_service_sid
    if not recipient.sender:
        messages = [one for one in messages if service and one.service == service]
    if not messages:
        return False
    from TwilioReply import keyword  # noqa: PLC0415 (most looks find nothing to read)

    words = [word for message in messages if (word := keyword(message.body))]
    return bool(words) and words[-1] == "out"


def _read(finding: Finding, received: list[Message], wait: Wait) -> None:
    if not received:
        return
    from TwilioReply import find_answer, option_of  # noqa: PLC0415 (as above)

    turn = {one.to: place for place, one in enumerate(wait.asked)}
    for message in sorted(received, key=lambda one: (one.dated, turn.get(one.sender or "", 0))):
        answer = find_answer(message.body, wait.code, wait.question)
        if answer is None:
            continue
        option = option_of(answer, wait.options) if wait.options else answer
        if option is None:
            finding.other_replies.append(message)
        elif finding.reply is None:
            finding.answer, finding.reply = option, message


def result_of(status: str, wait: Wait, finding: Finding) -> dict[str, Any]:
    """Return the JSON result of a wait that ended.

    Args:
        status: `answered`, `timed_out` or `opted_out`.
        wait: the question.
        finding: the last look.
    """
    reply = finding.reply
    waited = (
        seconds_between(wait.asked_at, reply.dated)
        if reply
        else max(0, int(time.time() - wait.began))
    )
    return {
        "status": status,
        "answer": finding.answer,
        "code": wait.code,
        "question": {"body": wait.question, "sent_at": show_time(wait.asked_at)},
        "recipients": [one.to_json() for one in wait.recipients],
        "reply": _reply_json(reply) if reply else None,
        "other_replies": [_reply_json(one) for one in finding.other_replies],
        "waited_seconds": waited,
    }


def _reply_json(message: Message) -> dict[str, Any]:
    return {
        "from": message.sender,
        "to": message.to,
        "sid": message.sid,
        "body": message.body,
        "received_at": show_time(message.dated),
    }


def redact(manager: TwilioManager, wait: Wait, reply: Message, deadline: Deadline) -> str:
    """Empty the texts of the question and the reply at Twilio.

    Returns:
        A sentence where Twilio did not, or nothing.
    """
    refusal = ""
    sids = [reply.sid, *(one.sid for one in wait.recipients if one.sid)]
    try:
        for one in wait.asked:
            if one.possible_duplicate or not one.sid:
                page = _again(partial(manager.sent_to, one.to, rows=PAGE), deadline)
                sids += [copy.sid for copy in page.messages if wait.code in copy.body]
    except TwilioManagerError as error:
        refusal = f"{NOT_EMPTIED}: {error}"
    for sid in dict.fromkeys(sids):
        try:
            _again(partial(_emptied, manager, sid), deadline)
        except TwilioManagerError as error:
            refusal = f"{NOT_EMPTIED}: {error}"
    return refusal


def _emptied(manager: TwilioManager, sid: str) -> None:
    """Empty a text; a message on its way (error 20009) is worth another try."""
    try:
        manager.redact(sid)
    except TwilioRefusedError as error:
        if error.code != NOT_YET_FINAL:
            raise
        raise TwilioUnavailableError(str(error)) from None


def _again(ask: Callable[[], _T], deadline: Deadline) -> _T:
    """Ask, and ask again while no usable answer comes and there is time."""
    for pause in (*RETRIES, None):
        try:
            return ask()
        except TwilioUnavailableError as error:
            if pause is None or not error.worth_retrying:
                raise
            if not deadline.pause(max(error.retry_after or 0.0, pause)):
                raise
    raise AssertionError  # the last pause is None
