"""The question of a wait: its code, its options, its text, and how to answer."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from TwilioConstants import HINT_MESSAGE, REPLY_OPTIONS
from TwilioDraft import Draft
from TwilioExceptions import TwilioParameterError
from TwilioSendParameters import check_text, compose

if TYPE_CHECKING:
    from TwilioWaitState import Wait

MARKER = "SiemplifyID"
CODE_FIELD = "{code}"  # what an author writes in its place
# What an action's own result value may be, so that no answer is taken for it.
RESERVED_OPTIONS = ("No Reply", "Not Delivered", "Opted Out", "true", "false")
_LOWEST_CODE = 100_000
_CODES = 900_000


def new_code() -> str:
    """Return the code of one wait: six digits, no leading zero, not to be guessed."""
    return str(_LOWEST_CODE + secrets.randbelow(_CODES))


def marker_line(code: str) -> str:
    """Return the line of a question that no other message holds."""
    return f"{MARKER}: {code}"


def how_to_answer(code: str, options: tuple[str, ...]) -> str:
    """Return the sentence that says how to answer.

    The wording keeps clear of what carriers take for a one-time passcode, which Twilio
    would redact (error 30038): no "code", no "verification".
    """
    if options:
        offered = " or ".join(f'"{option} {code}"' for option in options)
        return f"To respond, send {offered}"
    return f"To respond, type your reply followed by {code}"


def check_options(options: tuple[str, ...]) -> None:
    """Refuse offered answers that cannot be told apart, or that the action itself returns.

    Raises:
        TwilioParameterError: naming the options.
    """
    if not options:
        return
    from TwilioAnswer import plain_answer  # noqa: PLC0415 (a question without options needs none)

    seen = {plain_answer(word): word for word in RESERVED_OPTIONS}
    for option in options:
        plain = plain_answer(option)
        twin = seen.setdefault(plain, option)
        if twin in RESERVED_OPTIONS:
            raise TwilioParameterError(
                f'{REPLY_OPTIONS} holds "{option}", which the action itself returns when nobody '
                "answers",
                "Rename it.",
            )
        if twin is not option:
            raise TwilioParameterError(
                f'{REPLY_OPTIONS} holds "{twin}" and "{option}", which cannot be told apart in a '
                "reply",
                "Rename one.",
            )


def compose_question(message: str, case_line: str, code: str, options: tuple[str, ...]) -> str:
    """Return the text of a question: message, case line, how to answer, marker.

    A message that holds `{code}` says in its author's words how to answer.

    Raises:
        TwilioParameterError: see `compose`.
    """
    marker = marker_line(code)
    if CODE_FIELD in message:
        return compose(message.replace(CODE_FIELD, code), case_line, marker)
    return compose(message, case_line, f"{how_to_answer(code, options)}\n{marker}")


def fill(text: str, values: dict[str, str]) -> str:
    """Return a text with its placeholders in braces replaced; unknown ones stay."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def compose_hint(hint: str, code: str, options: tuple[str, ...]) -> str:
    """Return the text for a person whose text was no answer.

    Raises:
        TwilioParameterError: it does not say how to answer, or is too long.
    """
    if CODE_FIELD not in hint and "{how}" not in hint:
        raise TwilioParameterError(
            f"{HINT_MESSAGE} does not say how to answer", "Add {code} or {how}."
        )
    if "{answer}" in hint:
        raise TwilioParameterError(
            f"{HINT_MESSAGE} holds {{answer}}, but it is sent before there is one", "Remove it."
        )
    text = fill(hint, {"code": code, "how": how_to_answer(code, options)})
    return check_text(HINT_MESSAGE, text, "Shorten it.")


def question_draft(wait: Wait, to: str, ends_at: float) -> Draft:
    """Return the question to one recipient, which no phone gets after the wait is over.

    Args:
        wait: the question.
        to: the recipient.
        ends_at: when the wait ends, in epoch seconds; infinity for never.
    """
    return Draft(
        to,
        wait.sender,
        wait.question,
        sender_name=wait.sender_name,
        content_sid=wait.content_sid,
        content_variables=wait.content_variables,
        ends_at=ends_at,
    )


def unique_marker(wait: Wait) -> str:
    """Return the part of the question that no other message holds."""
    return wait.code if wait.content_sid else marker_line(wait.code)
