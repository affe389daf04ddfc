"""Empty the texts that Twilio keeps of a question and its answer.

https://www.twilio.com/docs/messaging/api/message-resource#redact-a-message-resource
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from TwilioExceptions import TwilioManagerError, TwilioRefusedError, TwilioUnavailableError
from TwilioRetry import retry
from TwilioWaitPoll import RETRIES

if TYPE_CHECKING:
    from TwilioManager import TwilioManager
    from TwilioModels import Message
    from TwilioRetry import Deadline
    from TwilioWaitState import Wait

NOT_EMPTIED = "Not all texts could be emptied at Twilio"
COPIES = 50  # rows of the list in which a copy of the question is looked for
NOT_YET_FINAL = 20009


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
                page = retry(partial(manager.list_sent_to, one.to, rows=COPIES), RETRIES, deadline)
                sids += [copy.sid for copy in page.messages if wait.code in copy.body]
    except TwilioManagerError as error:
        refusal = f"{NOT_EMPTIED}: {error}"
    for sid in dict.fromkeys(sids):
        try:
            retry(partial(_emptied, manager, sid), RETRIES, deadline)
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
