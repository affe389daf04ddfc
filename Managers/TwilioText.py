"""The question of a wait: its code, its options, its text."""

from __future__ import annotations

import secrets

from TwilioConstants import CASE_REFERENCE, MAX_TEXT, MESSAGE, REPLY_OPTIONS
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


def compose(message: str, case_line: str = "", how_to_answer: str = "") -> str:
    """Put a text together and check its length.

    Args:
        message: what the author wrote, kept as it is.
        case_line: a line to add, or nothing.
        how_to_answer: lines to add, or nothing.

    Raises:
        TwilioConfigurationError: it is longer than Twilio takes (error 21617).
    """
    text = "\n".join([message, *filter(None, (case_line, how_to_answer))])
    excess = len(text) - MAX_TEXT
    if excess > 0:
        cures = [f"shorten {MESSAGE} by {excess:,}"] if excess < len(message) else []
        if len(case_line) >= excess:
            cures.append(f"turn {CASE_REFERENCE} off")
        if not cures:
            cures.append(f"shorten {REPLY_OPTIONS}")
        cure = " or ".join(cures)
        raise TwilioConfigurationError(
            f"The text has {len(text):,} characters with all that the action adds, and Twilio "
            f"takes {MAX_TEXT:,}; nothing was sent. {cure[0].upper()}{cure[1:]}."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TwilioConfigurationError(
            f"{MESSAGE} holds half a character (a lone surrogate); nothing was sent. Type it again."
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
    return compose(message, case_line, f"{how}\n{marker_line(code)}")
