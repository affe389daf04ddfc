"""Empty the texts that Twilio keeps of a conversation.

https://www.twilio.com/docs/messaging/api/message-resource#redact-a-message-resource
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from TwilioAddresses import is_service
from TwilioExceptions import TwilioManagerError, TwilioRefusedError, TwilioUnavailableError
from TwilioRetry import growing_waits, retry
from TwilioSending import CLOCK_STEP, FIRST_WAIT, FURTHER_TRIES, list_copies
from TwilioWaitPoll import WORDS_BEFORE

if TYPE_CHECKING:
    from TwilioManager import TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline
    from TwilioWaitPoll import PollResult, Reply
    from TwilioWaitState import Wait

NOT_EMPTIED = "Not all texts could be emptied at Twilio"
NOT_YET_FINAL = 20009


def redact(manager: TwilioManager, wait: Wait, result: PollResult, deadline: Deadline) -> str:
    """Empty the texts of the question, of what followed it, and of the replies at Twilio.

    Returns:
        A sentence where Twilio did not, or nothing.
    """
    refusal = ""
    sids = [part.message.sid for part in result.parts]
    sids += wait.sids()
    sids += _sids_of_this_wait(result.others)
    try:
        for to, by_service in _with_texts_unknown(wait):
            sent = list_copies(manager, to, by_service=by_service, deadline=deadline)
            sids += [message.sid for message in sent if _is_of_this_wait(message, wait)]
    except TwilioManagerError as error:
        refusal = f"{NOT_EMPTIED}: {error}"
    for sid in dict.fromkeys(sids):
        try:
            retry(partial(_empty, manager, sid), growing_waits(FIRST_WAIT, FURTHER_TRIES), deadline)
        except TwilioManagerError as error:
            refusal = f"{NOT_EMPTIED}: {error}"
    return refusal


def _with_texts_unknown(wait: Wait) -> list[tuple[str, bool]]:
    """Return who may have texts of this wait that it does not know, and whether of a service.

    These are copies of the question, and what a run sent that was killed before it saved its state.
    """
    sends_more = bool(wait.hint or wait.reminder_minutes or wait.escalation or wait.follow_ups)
    asked = [row for row in wait.asked if sends_more or row.possible_duplicate or not row.sid]
    phones = [(row.to, bool(row.messaging_service_sid)) for row in asked]
    return phones + [(to, is_service(wait.sender)) for to in wait.escalation[:1]]


def _is_of_this_wait(message: Message, wait: Wait) -> bool:
    is_new = message.created_at >= wait.asked_at - CLOCK_STEP
    return is_new and bool(re.search(rf"(?<!\d){wait.code}(?!\d)", message.body))


def _sids_of_this_wait(replies: list[Reply]) -> list[str]:
    """Return the SIDs without texts for another question of the phone, which may be unread.

    These are texts with another code, and the words sent just before such a code.
    """
    foreign = [reply for reply in replies if reply.reason in {"wrong_code", "too_many_codes"}]
    foreign += [words for reply in foreign for words in replies if _are_words_before(words, reply)]
    return [reply.message.sid for reply in replies if reply not in foreign]


def _are_words_before(words: Reply, reply: Reply) -> bool:
    elapsed = reply.message.sent_at - words.message.sent_at
    is_close = words.recipient == reply.recipient and timedelta() <= elapsed <= WORDS_BEFORE
    return words.reason == "no_code" and is_close


def _empty(manager: TwilioManager, sid: str) -> None:
    """Empty a text; a message on its way (error 20009) is worth another try.

    Raises:
        TwilioRefusedError: Twilio refuses.
        TwilioUnavailableError: the message is still on its way.
    """
    try:
        manager.redact(sid)
    except TwilioRefusedError as error:
        if error.code != NOT_YET_FINAL:
            raise
        raise TwilioUnavailableError(str(error)) from None
