"""A template of Twilio's Content API, sent in place of a text.

WhatsApp lets nobody begin a conversation otherwise (error 63016).
https://www.twilio.com/docs/content/send-templates-created-with-the-content-template-builder
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from TwilioAddresses import is_sid
from TwilioConstants import CASE_REFERENCE, CONTENT_SID, CONTENT_VARIABLES, MESSAGE
from TwilioContext import read_literal
from TwilioExceptions import TwilioParameterError
from TwilioSentences import quote

if TYPE_CHECKING:
    from TwilioContext import ActionContext

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
        """Return the variables as Twilio takes them, a JSON object of texts; "" without any.

        Args:
            message: what `{message}` stands for.
            code: what `{code}` stands for in a wait.
            how: what `{how}` stands for in a wait: how to answer.

        Raises:
            TwilioParameterError: a value holds a new line, which Twilio refuses.
        """
        fields = {"message": message, "code": code, "how": how}
        filled = {
            name: _FIELD.sub(lambda found: fields[found[1]] or found[0], value).strip("\r\n")
            for name, value in self.values.items()
        }
        for name, value in filled.items():
            if len(value.splitlines()) > 1:
                raise TwilioParameterError(
                    f"{CONTENT_VARIABLES}: the value of {quote(name[:40])} holds a new line, which "
                    "Twilio refuses in a template",
                    f"Write it on one line, and {MESSAGE} too where it stands in it.",
                )
        return json.dumps(filled) if filled else ""


def read_content(context: ActionContext, message: str, *, waits: bool) -> Content:
    """Return what `Content SID` and `Content Variables` say.

    Args:
        context: the run.
        message: `Message`.
        waits: whether the template must tell how to answer.

    Raises:
        TwilioParameterError: one of them is wrong.
    """
    sid, typed = context.text(CONTENT_SID), context.text(CONTENT_VARIABLES)
    if not is_sid(sid, "HX"):
        what = "must be HX followed by 32 hexadecimal digits" if sid else "is empty"
        other = "" if sid else f", or empty {CONTENT_VARIABLES}"
        cure = f"Copy it from the template in the Twilio Console{other}."
        raise TwilioParameterError(f"{CONTENT_SID} {what}", cure)
    values = read_literal(typed) if typed else {}
    pairs = values.items() if isinstance(values, dict) else [(None, None)]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        cure = 'Write it like {"1": "{message}"}.'
        raise TwilioParameterError(f"{CONTENT_VARIABLES} must be a JSON object of texts", cure)
    if waits and not re.search(r"\{(code|how)\}", "\n".join(values.values())):
        raise TwilioParameterError(
            f"{CONTENT_VARIABLES} must hold {{code}} or {{how}} in a wait, or nobody could answer",
            'Write it like {"1": "{message}", "2": "{how}"}.',
        )
    if context.flag(CASE_REFERENCE, default=False):
        raise TwilioParameterError(
            f"{CASE_REFERENCE} adds a line to the text, for which a template has no place",
            f"Turn it off, and write the case into {MESSAGE}.",
        )
    content = Content(sid, values)
    content.variables(message)
    return content
