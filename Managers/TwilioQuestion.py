"""The question of a wait: its code, its options, its text."""

from __future__ import annotations

import secrets

from TwilioConstants import REPLY_OPTIONS
from TwilioExceptions import TwilioConfigurationError
from TwilioSendParameters import compose

_COMMAS = str.maketrans("，،", ",,")  # of other scripts
MARKER = "SiemplifyID"
_LOWEST_CODE = 100_000
_CODES = 900_000


def new_code() -> str:
    """Make the code of one wait: six digits, no leading zero, not to be guessed."""
    return str(_LOWEST_CODE + secrets.randbelow(_CODES))


def marker_line(code: str) -> str:
    """Return the line of a question that no other message holds."""
    return f"{MARKER}: {code}"


def read_options(text: str) -> tuple[str, ...]:
    """Split the offered answers.

    Args:
        text: the answers, separated by commas; empty for any answer.

    Raises:
        TwilioConfigurationError: two of them cannot be told apart.
    """
    from TwilioAnswer import plain_answer  # noqa: PLC0415 (a question without options needs none)

    options = tuple(dict.fromkeys(filter(None, map(str.strip, text.translate(_COMMAS).split(",")))))
    plain = [plain_answer(option) for option in options]
    for place, one in enumerate(plain):
        if one in plain[:place]:
            twin = options[plain.index(one)]
            raise TwilioConfigurationError(
                f'{REPLY_OPTIONS} holds "{twin}" and "{options[place]}", which cannot be told '
                "apart in a reply; nothing was sent. Rename one."
            )
    return options


def compose_question(message: str, case_line: str, code: str, options: tuple[str, ...]) -> str:
    """Put the text of a question together: message, case line, how to answer, marker.

    The wording keeps clear of what carriers take for a one-time passcode, which Twilio
    would redact (error 30038): no "code", no "verification".

    Raises:
        TwilioConfigurationError: see `compose`.
    """
    offered = [f'"{option} {code}"' for option in options]
    how = (
        f"To respond, send {' or '.join(offered)}"
        if offered
        else f"To respond, type your reply followed by {code}"
    )
    return compose(message, case_line, f"{how}\n{marker_line(code)}")
