"""One look for the answer to an open question."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from TwilioAddresses import is_address_of
from TwilioExceptions import (
    TwilioAccountError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioRetry import retry

if TYPE_CHECKING:
    from TwilioManager import TwilioManager
    from TwilioModels import Delivery, Message
    from TwilioRetry import Deadline
    from TwilioWaitState import Wait

RETRIES = (0.5, 1.0)  # seconds; the next run looks again anyway
FEW = 8  # recipients whom one look always reaches
LONGEST_LOOK = 60.0  # seconds


class PollResult:
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


def check_replies(manager: TwilioManager, wait: Wait, deadline: Deadline) -> PollResult:
    """Read what the recipients sent since the question: one request for each of them.

    Raises:
        TwilioAccountError: Twilio refuses the credentials or the account.
    """
    deadline = deadline.within(LONGEST_LOOK)
    result = PollResult()
    received: list[Message] = []
    refused: TwilioAccountError | None = None
    mute = 0
    for recipient in _in_turn(wait.asked):
        if deadline.remaining() <= 0:
            result.trouble = "There was no time to read what everybody sent."
            break
        kept: dict[str, Message] = {}
        try:
            retry(partial(_since_question, manager, recipient, wait, kept), RETRIES, deadline)
        except TwilioUnavailableError as error:
            result.trouble = error.cause
        except TwilioRefusedError as error:
            result.trouble = str(error)
            if isinstance(error, TwilioAccountError):
                refused = error
        messages = list(kept.values())[::-1]
        messages.sort(key=lambda one: one.sent_at)
        received += messages
        mute += _has_opted_out(messages, recipient)
        if refused:
            break
    result.opted_out = mute == len(wait.asked)
    _read(result, received, wait)
    if refused and result.reply is None:
        raise refused
    return result


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
    for message in manager.list_received_from(theirs, ours):
        if message.sent_at < wait.asked_at:
            break
        is_theirs = is_address_of(message.sender or "", recipient.to)
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


def _read(result: PollResult, received: list[Message], wait: Wait) -> None:
    if not received:
        return
    from TwilioReply import read_reply  # noqa: PLC0415 (as above)

    turn = {one.to: place for place, one in enumerate(wait.asked)}
    for message in sorted(received, key=lambda one: (one.sent_at, turn.get(one.sender or "", 0))):
        reading = read_reply(message.body, wait.code, wait.question, wait.options)
        if reading.reason == "no_option":
            result.other_replies.append(message)
        elif reading.answer is not None and result.reply is None:
            result.answer, result.reply = reading.answer, message
