"""Twilio's error codes in the analyst's words: what happened, the code, what to do.

Codes: https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

import re
from typing import Any

_CREDENTIALS = "Check AuthenticationToken and AccountSid"
_SUPPRESSED = re.compile(r"[\x00-\x1f\x7f]+")
_ERROR_PAGE = "https://www.twilio.com/docs/errors/"
_OWN_TEXT_LIMIT = 250  # characters of Twilio's own text

# {to} is the recipient; {sender} the setting or parameter that holds the sender.
_CURES: dict[int, tuple[str, str]] = {
    20003: (
        "Twilio did not accept the credentials",
        f"{_CREDENTIALS}: they must belong together, to an active account in API Root's region",
    ),
    20403: ("The Twilio account is suspended or closed", "Open the Twilio Console for the reason"),
    20005: ("The Twilio account is not active", "Open the Twilio Console for the reason"),
    20006: ("Twilio denied access", f"{_CREDENTIALS}: the key needs permission for messages"),
    20008: (
        "AuthenticationToken and AccountSid are test credentials, which only simulate sending",
        "Use the live credentials of the account",
    ),
    20009: (
        "Twilio does not empty a message that is still on its way",
        "Redact or delete it in the Twilio Console later",
    ),
    20010: ("Twilio has disabled this for the account", "Open the Twilio Console for the reason"),
    20404: (
        "Twilio does not know this account or resource",
        "Check AccountSid and AuthenticationToken, and that API Root is the account's region",
    ),
    20429: (
        "Twilio is getting too many requests from this account at once",
        "Wait a minute and run the action again",
    ),
    21211: (
        "{to} is not a valid phone number",
        "Check the number, with its dial code, like +14155550123",
    ),
    21212: ("The sender in {sender} is not a valid number", "Correct {sender}"),
    21266: ("{to} is the sender as well as the recipient", "Correct Phone Number or {sender}"),
    21408: (
        "This account may not send to the country of {to}",
        "Allow the country in the Twilio Console under Messaging, Settings, Geo permissions",
    ),
    21606: (
        "The sender in {sender} cannot send text messages to {to}",
        "Put another sender of the account, able to send SMS there, into {sender}",
    ),
    21608: (
        "This is a trial account and {to} is not verified",
        "Verify the number in the Twilio Console, or upgrade the account",
    ),
    21610: (
        "{to} has opted out of messages from this sender",
        "The person must text START to the sender in {sender} first",
    ),
    21611: (
        "The queue of the sender in {sender} is full",
        "Wait some minutes, or send through a Messaging Service with more senders",
    ),
    21612: (
        "Twilio cannot route a message from the sender in {sender} to {to}",
        "Put another kind of sender into {sender}, or check the number",
    ),
    21614: ("{to} is not a mobile number", "Give a number that can receive text messages"),
    21617: ("The text is longer than 1,600 characters", "Shorten Message"),
    21659: (
        "The sender in {sender} is not a number of Twilio's, or a short code of another country",
        "Put a number of this account into {sender}",
    ),
    21660: (
        "The sender in {sender} belongs to another Twilio account",
        "Use the AccountSid that owns it, or put a sender of this account into {sender}",
    ),
    21701: ("Twilio does not know the Messaging Service in {sender}", "Correct {sender}"),
    21703: (
        "The Messaging Service in {sender} has no sender that can reach {to}",
        "Add a sender to the service in the Twilio Console",
    ),
    30003: ("The phone {to} could not be reached", "Try again later, or use another channel"),
    30005: ("{to} is unknown or no longer in use", "Check the number"),
    30006: ("{to} is a landline or its carrier cannot be reached", "Give a mobile number"),
    30007: (
        "The message to {to} was filtered as unwanted by Twilio or the carrier",
        "Change the wording, leave out short links, and check the sender's registration",
    ),
    30008: ("The carrier gave no reason for not delivering to {to}", "Send it again once"),
    30034: (
        "The message to {to} was blocked: the US number in {sender} is not registered (A2P 10DLC)",
        "Register the number in the Twilio Console",
    ),
    70051: (
        "The API key lacks a permission",
        f"{_CREDENTIALS}: the key must read and send messages",
    ),
}

_ACCOUNT_CODES = frozenset({20003, 20005, 20006, 20008, 20010, 20403, 20404, 70051})
_UNAUTHORIZED = 401
_FORBIDDEN = 403


def is_about_the_account(status: int, code: int | None) -> bool:
    """Tell whether a refusal concerns the credentials or account rather than one message."""
    return (
        status == _UNAUTHORIZED
        or (status == _FORBIDDEN and code is not None)
        or (code in _ACCOUNT_CODES)
    )


def explain(code: int, own_text: str = "", *, to: str = "the recipient", sender: str) -> str:
    """Say what a Twilio error means and what to do.

    Args:
        code: Twilio's error code, of a refused request or of an undelivered message.
        own_text: Twilio's own words, shown where this table has none.
        to: the recipient concerned.
        sender: the name of the setting or parameter that holds the sender.
    """
    return " ".join(what_and_cure(code, own_text, to=to, sender=sender))


def what_and_cure(
    code: int, own_text: str = "", *, to: str = "the recipient", sender: str
) -> tuple[str, str]:
    """Return the two sentences of `explain`."""
    if code in _CURES:
        what, cure = _CURES[code]
        named = {"to": to, "sender": sender}
        return f"{what} (Twilio error {code}).".format(**named), f"{cure}.".format(**named)
    said = _SUPPRESSED.sub(" ", own_text).strip().rstrip(".")
    if len(said) > _OWN_TEXT_LIMIT:
        said = said[: _OWN_TEXT_LIMIT - 1] + "…"
    what = f"Twilio says: {said}" if said else f"Twilio gave no reason for {to}"
    return f"{what} (Twilio error {code}).", f"See {_ERROR_PAGE}{code}."


def error_of(payload: Any) -> tuple[int | None, str]:  # noqa: ANN401 (whatever JSON held)
    """Take Twilio's code and text out of an error body.

    Both the classic body (`code`, `message`) and the newer problem body of RFC 9457
    (`code`, `title`, `detail`) are understood.

    Returns:
        The code, None where the body is no Twilio error, and the text.
    """
    if not isinstance(payload, dict):
        return None, ""
    code = payload.get("code")
    text = payload.get("message") or payload.get("detail") or payload.get("title") or ""
    if isinstance(code, bool) or not isinstance(code, int) or code <= 0:
        return None, ""
    return code, str(text)
