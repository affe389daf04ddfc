"""A message to one recipient, as the create request takes it.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from TwilioAddresses import is_service
from TwilioConstants import SENDER

SHORTEST_VALIDITY, LONGEST_VALIDITY = 60, 36_000  # seconds; Twilio error 21624 beyond


class Draft(NamedTuple):
    """A message to one recipient, ready to be sent.

    Attributes:
        sender_name: the setting or parameter the sender came from, for error sentences.
        content_sid: a template of the Content API, sent in place of body and media; or nothing.
        content_variables: what the template's placeholders stand for: a JSON object of texts.
        ends_at: until when a message may wait in Twilio's queue, in epoch seconds; infinity for as
            long as Twilio takes, None for its default.
    """

    to: str
    sender: str
    body: str
    media_urls: tuple[str, ...] = ()
    sender_name: str = SENDER
    content_sid: str = ""
    content_variables: str = ""
    ends_at: float | None = None

    @property
    def text(self) -> str | None:
        """The text as it will be sent; None for a template, whose text Twilio puts together."""
        return None if self.content_sid else self.body

    def form(self) -> dict[str, Any]:
        """Return the parameters of the create request."""
        by = "MessagingServiceSid" if is_service(self.sender) else "From"
        form: dict[str, Any] = {"To": self.to, by: self.sender}
        if self.content_sid:
            form["ContentSid"] = self.content_sid
            form["ContentVariables"] = self.content_variables or None
        else:
            form["Body"] = self.body
            form["MediaUrl"] = list(self.media_urls) or None
        if self.ends_at is not None:
            left = min(max(self.ends_at - time.time(), SHORTEST_VALIDITY), LONGEST_VALIDITY)
            form["ValidityPeriod"] = int(left)
        return {name: value for name, value in form.items() if value is not None}
