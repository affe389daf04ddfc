"""The question of a wait: its code, its options, its text."""

from __future__ import annotations

import secrets

from TwilioConstants import MAX_TEXT, MESSAGE, REPLY_OPTIONS
from TwilioExceptions import TwilioConfigurationError
from TwilioReply import MARKER, plain_answer

_COMMAS = str.maketrans("，،", ",,")  # of other scripts
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


def compose(message: str, case_line: str = "") -> str:
    """Put a text together and check its length.

    Args:
        message: what the author wrote, kept as it is.
        case_line: a line to add, or nothing.

    Raises:
        TwilioConfigurationError: it is longer than Twilio takes (error 21617).
    """
    text = f"{message}\n{case_line}" if case_line else message
    if len(text) > MAX_TEXT:
        raise TwilioConfigurationError(
            f"The text has {len(text):,} characters with all that the action adds, and Twilio "
            f"takes {MAX_TEXT:,}; nothing was sent. Shorten {MESSAGE} by {len(text) - MAX_TEXT:,}."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TwilioConfigurationError(
            f"{MESSAGE} holds half a character (a lone surrogate); nothing was sent. Type it anew."
        ) from None
    return text


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
    added = f"{how}\n{marker_line(code)}"
    return compose(message, f"{case_line}\n{added}" if case_line else added)
