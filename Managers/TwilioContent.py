"""A template of Twilio's Content API, sent in place of a text.

WhatsApp lets nobody begin a conversation otherwise (error 63016).
https://www.twilio.com/docs/content/send-templates-created-with-the-content-template-builder
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from TwilioAddresses import is_sid
from TwilioConstants import CASE_REFERENCE, CONTENT_SID, CONTENT_VARIABLES, MESSAGE
from TwilioContext import read_literal
from TwilioExceptions import TwilioConfigurationError
from TwilioSentences import quote

_FIELD = re.compile(r"\{(message|code|how)\}")


class Content(NamedTuple):
    """A template and what is put into it.

    Attributes:
        sid: the template, `HX…`.
        values: the variables as typed, by their names in the template.
    """

    sid: str
    values: dict[str, str]

    def variables(self, message: str, code: str = "", how: str = "") -> str:
        """Return the variables as Twilio takes them, a JSON object of texts.

        Args:
            message: what `{message}` stands for.
            code: what `{code}` stands for in a wait.
            how: what `{how}` stands for in a wait: how to answer.

        Raises:
            TwilioConfigurationError: a value holds a new line, which Twilio refuses.
        """
        fields = {"message": message, "code": code, "how": how}
        filled = {
            name: _FIELD.sub(lambda found: fields[found[1]] or found[0], value).strip("\r\n")
            for name, value in self.values.items()
        }
        for name, value in filled.items():
            if len(value.splitlines()) > 1:
                raise TwilioConfigurationError(
                    f"{CONTENT_VARIABLES}: the value of {quote(name[:40])} holds a new line, which "
                    f"Twilio refuses in a template; nothing was sent. Write it, and {MESSAGE} "
                    "where it stands in it, on one line."
                )
        return json.dumps(filled) if filled else ""


def read_content(
    sid: str, variables: str, message: str, *, with_case: bool, waits: bool
) -> Content:
    """Check a template and its variables.

    Args:
        sid: `Content SID`, as typed.
        variables: `Content Variables`, as typed.
        message: `Message`.
        with_case: whether a line about the case is asked for, for which a template has no place.
        waits: whether the template must tell how to answer.

    Raises:
        TwilioConfigurationError: one of them is wrong.
    """
    if not is_sid(sid, "HX"):
        what = "must be HX followed by 32 hexadecimal digits" if sid else "is empty"
        other = "" if sid else f", or empty {CONTENT_VARIABLES}"
        raise TwilioConfigurationError(
            f"{CONTENT_SID} {what}; nothing was sent. Copy it from the template in the Twilio "
            f"Console{other}."
        )
    values = read_literal(variables) if variables else {}
    if not isinstance(values, dict) or not all(
        isinstance(text, str) for pair in values.items() for text in pair
    ):
        raise TwilioConfigurationError(
            f"{CONTENT_VARIABLES} must be a JSON object of texts; nothing was sent. Write it like "
            '{"1": "{message}"}.'
        )
    asks = any("{code}" in value or "{how}" in value for value in values.values())
    if waits and not asks:
        raise TwilioConfigurationError(
            f"{CONTENT_VARIABLES} must hold {{code}} or {{how}} in a wait: without the code nobody "
            'could answer; nothing was sent. Write it like {"1": "{message}", "2": "{how}"}.'
        )
    if with_case:
        raise TwilioConfigurationError(
            f"{CASE_REFERENCE} adds a line to the text, for which a template has no place; nothing "
            f"was sent. Turn it off, and write the case into {MESSAGE}."
        )
    content = Content(sid, values)
    content.variables(message)
    return content
