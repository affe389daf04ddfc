"""Twilio's error codes in the analyst's words: what happened, the code, what to do.

Codes: https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from TwilioAddresses import is_one_way, keeps_opt_outs

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY = 20429  # too many concurrent requests; not processed
NOT_ACCEPTED = 20003  # what Twilio calls a 401 in words
TEST_CREDENTIALS = 20008
OPTED_OUT = 21610

_ERROR_PAGE = "https://www.twilio.com/docs/errors/"
_OWN_TEXT_LIMIT = 250  # characters of Twilio's own text

# Two lines for each: the codes and what happened; what to do. {to} is the recipient; {sender} the
# setting or parameter that holds the sender.
_TABLE = """
10001 20005 90010 The Twilio account is not active
    Open the Twilio Console for the reason
10002 A trial account may not do this
    Upgrade the account in the Twilio Console
20003 Twilio did not accept the credentials
    Check AuthenticationToken and AccountSid: they must fit each other, and API Root's region
20006 Twilio denied access
    Check AuthenticationToken and AccountSid: the key needs permission for messages
20008 AuthenticationToken and AccountSid are test credentials, which only simulate sending
    Use the live credentials of the account
20009 Twilio does not empty a message that is still on its way
    Redact or delete it in the Twilio Console later
20010 Twilio has disabled this for the account
    Open the Twilio Console for the reason
20403 The Twilio account is suspended or closed
    Open the Twilio Console for the reason
20404 Twilio does not know this account or resource
    Check AccountSid and AuthenticationToken, and that API Root is the account's region
20429 Twilio is getting too many requests from this account at once
    Wait a minute and run the action again
21211 {to} is not a valid phone number
    Check the number, with its country code, like +14155550123
21212 The sender in {sender} is not a valid number
    Correct {sender}
21266 {to} is the sender as well as the recipient
    Correct Phone Number or {sender}
21408 This account may not send to the country of {to}
    Allow the country in the Twilio Console under Messaging, Settings, Geo permissions
21606 The sender in {sender} cannot send text messages to {to}
    Put another sender of the account, able to send SMS there, into {sender}
21608 This account (a trial, or without a profile) sends to verified numbers only, not to {to}
    Verify the number in the Twilio Console, upgrade, or complete the compliance profile
21610 {to} has opted out of messages from this sender
    The person must text START to the sender in {sender} first
21611 The queue of the sender in {sender} is full
    Wait some minutes, or send through a Messaging Service with more senders
21612 Twilio cannot route a message from the sender in {sender} to {to}
    Put another kind of sender into {sender}, or check the number
21614 {to} is not a mobile number, or is written wrongly
    Check the number, and give one that can receive text messages
21617 The text is longer than 1,600 characters
    Shorten Message
21635 {to} is a landline
    Give a mobile number
21655 Twilio does not know the template in Content SID
    Correct Content SID: the template must belong to this account
21656 Content Variables do not fit the template in Content SID
    Correct Content Variables: a JSON object of texts, one for each placeholder
21659 The sender in {sender} is not a number of Twilio's, or a short code of another country
    Put a number of this account into {sender}
21660 The sender in {sender} belongs to another Twilio account
    Use the AccountSid that owns it, or put a sender of this account into {sender}
21661 21662 The sender in {sender} cannot send text messages
    Put another sender into {sender}
21663 The sender in {sender} belongs to another region of Twilio
    Correct API Root, or put a sender of that region into {sender}
21668 The sender in {sender} cannot be used in the region of API Root
    Correct API Root, or put another sender into {sender}
21701 Twilio does not know the Messaging Service in {sender}
    Correct {sender}
21702 The Messaging Service in {sender} cannot be used
    Correct the service in the Twilio Console, or put another sender into {sender}
21703 The Messaging Service in {sender} has no sender that can reach {to}
    Add a sender to the service in the Twilio Console
21704 The Messaging Service in {sender} has no senders
    Add a sender to the service in the Twilio Console
21705 The Messaging Service in {sender} is not valid
    Correct {sender}
21910 The sender in {sender} and {to} are on different channels
    Give both on one channel: both as whatsapp:+… addresses, or both as numbers
30001 The queue of the sender was full before {to} had its turn
    Send it again later
30002 The Twilio account was suspended before the message to {to} was sent
    Open the Twilio Console for the reason
30003 {to} could not be reached
    Try again later, or use another channel
30004 Messages to {to} are blocked
    The person must allow them: ask on another channel
30005 {to} is unknown or no longer in use
    Check the number
30006 {to} is a landline, or its carrier cannot be reached from the sender in {sender}
    Give a mobile number; a short code may not reach every carrier: use a long number there
30007 The message to {to} was filtered as unwanted by Twilio or the carrier
    Change the wording, leave out short links, and check the sender's registration
30008 The carrier did not say why {to} did not get the message
    Send it again once
30017 The network of the carrier of {to} was congested
    Send it again later
30022 The sender in {sender} has sent more than its US registration (A2P 10DLC) allows
    Send it again later, or raise the registration in the Twilio Console
30023 The brand of the sender in {sender} has reached its US limit for the day (A2P 10DLC)
    Send it again tomorrow, or raise the registration in the Twilio Console
30027 The brand of the sender in {sender} has reached T-Mobile's limit for the day
    Send it again tomorrow, or raise the registration in the Twilio Console
30032 The toll-free number of the sender in {sender} is not verified
    Verify it in the Twilio Console, or put another sender into {sender}
30033 The US campaign (A2P 10DLC) of the sender in {sender} is suspended
    Open the campaign in the Twilio Console for the reason
30034 The message to {to} was blocked: the sender in {sender} has no US registration (A2P 10DLC)
    Register the number in the Twilio Console
30035 The number of the sender in {sender} is still being set up
    Send it again later: a new registration takes up to some days
30036 The message to {to} waited in Twilio's queue for longer than it was valid
    Send to fewer people at once, or through a Messaging Service with more senders
30037 Sending is disabled for this account
    Ask Twilio's support
30038 The message was taken for a one-time passcode, which this account may not send
    Change the wording of Message
30040 The sender ID of the sender in {sender} is not registered in the country of {to}
    Register it in the Twilio Console, or put another sender into {sender}
30041 30042 The country of {to} does not allow the sender ID of the sender in {sender}
    Register it in the Twilio Console, or put another sender into {sender}
30044 A trial account may not send a text as long as this one
    Shorten Message, or upgrade the account
30047 Twilio's Compliance Toolkit held the message to {to} back
    Look at the toolkit's settings in the Twilio Console
30410 The carrier of {to} did not answer in time
    Send it again later
30450 Twilio's protection against SMS pumping blocked the message to {to}
    Add the number or its prefix to the Global Safe List in the Twilio Console
30453 30485 The message could not be delivered to {to}
    Use another channel
30454 The account has reached its limit of messages
    Raise it in the Twilio Console
30610 Twilio's Compliance Toolkit refused the message to {to}: quiet hours
    Look at the toolkit's settings in the Twilio Console
30640 Twilio's Compliance Toolkit refused the message to {to}
    Look at the toolkit's settings in the Twilio Console
63003 {to} is not on WhatsApp
    Send it as SMS
63007 The sender in {sender} is no WhatsApp sender of this account
    Correct {sender}
63013 The message to {to} broke a rule of WhatsApp or RCS
    Change Message, or the template in Content SID
63014 {to} has blocked this sender
    The person must allow it: ask on another channel
63016 {to} has not written within 24 hours, and WhatsApp then takes approved templates only
    Put the SID of an approved template into Content SID
63018 The sender in {sender} sends more messages than its rate allows
    Send it again later
63024 {to} cannot be reached on WhatsApp
    Check the number, or send it as SMS
63032 WhatsApp limits the messages to {to}
    Send it again later, or send it as SMS
63036 {to} cannot be reached by RCS
    Send it as SMS
63038 The account has reached its limit of messages for the day
    Send it tomorrow, or have Twilio raise the limit
70051 The API key lacks a permission
    Check AuthenticationToken and AccountSid: the key must read and send messages
572006 This trial account may send Twilio's own sample texts only
    Upgrade the account in the Twilio Console
"""


def _read_table() -> Iterator[tuple[int, tuple[str, str]]]:
    lines = iter(_TABLE.strip().splitlines())
    for line, cure in zip(lines, lines, strict=True):
        words = line.split(" ")
        codes = list(takewhile(str.isdecimal, words))
        for code in codes:
            yield int(code), (" ".join(words[len(codes) :]), cure.strip())


_CURES = dict(_read_table())
_ACCOUNT_CODES = frozenset(
    {10001, 20003, 20005, 20006, 20008, 20010, 20403, 20404, 30002, 70051, 90010}
)

# Where no text of the person's can lift an opt-out: WhatsApp, short codes, sender IDs.
_OPTED_OUT_ELSEWHERE = "Reach the person on another channel, or put another sender into {sender}"


def is_about_the_account(status: int, code: int | None) -> bool:
    """Return whether a refusal concerns the credentials or account rather than one message."""
    return (
        status == HTTPStatus.UNAUTHORIZED
        or (status == HTTPStatus.FORBIDDEN and code is not None)
        or (code in _ACCOUNT_CODES)
    )


def explain(
    code: int,
    own_text: str = "",
    *,
    to: str = "",
    sender: str,
    sender_address: str = "",
) -> str:
    """Say what a Twilio error means and what to do.

    Args:
        code: Twilio's error code, of a refused request or of an undelivered message.
        own_text: Twilio's own words, shown where this table has none.
        to: the recipient concerned, if any.
        sender: the name of the setting or parameter that holds the sender.
        sender_address: the sender itself, where it is known.

    Returns:
        Two sentences: what happened with the code, and what to do.
    """
    pair = what_and_cure(code, own_text, to=to, sender=sender, sender_address=sender_address)
    return " ".join(pair)


def what_and_cure(
    code: int,
    own_text: str = "",
    *,
    to: str = "",
    sender: str,
    sender_address: str = "",
) -> tuple[str, str]:
    """Return the two sentences of `explain`."""
    if code in _CURES:
        what, cure = _CURES[code]
        if code == OPTED_OUT and not _takes_start(sender_address, to):
            cure = _OPTED_OUT_ELSEWHERE
        named = {"to": to or "the recipient", "sender": sender}
        return f"{what} (Twilio error {code}).".format(**named), f"{cure}.".format(**named)
    shown = (c if c.isprintable() else " " for c in own_text)
    said = " ".join("".join(shown).split()).rstrip(".")
    if len(said) > _OWN_TEXT_LIMIT:
        said = said[: _OWN_TEXT_LIMIT - 1] + "…"
    concerned = f" for {to}" if to else ""
    what = f"Twilio says: {said}" if said else f"Twilio reports an error{concerned}"
    return f"{what} (Twilio error {code}).", f"See {_ERROR_PAGE}{code}."


def _takes_start(sender: str, to: str) -> bool:
    """Return whether a person who opted out of a sender can opt in again by a text to it."""
    return not sender or (keeps_opt_outs(sender, to) and not is_one_way(sender))


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
