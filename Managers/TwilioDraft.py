"""A message to one recipient, as the create request takes it.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from __future__ import annotations

from typing import Any, NamedTuple

from TwilioAddresses import is_service
from TwilioConstants import SENDER


class Draft(NamedTuple):
    """A message to one recipient, ready to be sent.

    Attributes:
        sender_name: the setting or parameter the sender came from, for error sentences.
        content_sid: a template of the Content API, sent in place of body and media; or nothing.
        content_variables: what the template's placeholders stand for: a JSON object of texts.
        validity_seconds: how long Twilio may hold the message in its queue; None for its default.
    """

    to: str
    sender: str
    body: str
    media_urls: tuple[str, ...] = ()
    sender_name: str = SENDER
    content_sid: str = ""
    content_variables: str = ""
    validity_seconds: int | None = None

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
        form["ValidityPeriod"] = self.validity_seconds
        return {name: value for name, value in form.items() if value is not None}
