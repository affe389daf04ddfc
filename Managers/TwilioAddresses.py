"""Senders and recipients: what a person types, as Twilio takes it.

Forms of an address: https://www.twilio.com/docs/messaging/api/message-resource (`To`, `From`).
"""

from __future__ import annotations

import re
import unicodedata
from string import hexdigits

WHATSAPP = "whatsapp:"
RCS = "rcs:"
SENDER_FORMS = (
    "must be a number like +14155550123, a short code, a sender ID of at most 11 letters and "
    "digits, a Messaging Service SID (MG…) or whatsapp:+…"
)
NO_NUMBER = "is no phone number"

_HEXADECIMAL = frozenset(hexdigits)
_SID_LENGTH = 34
_LONGEST_ITEM = 100  # characters
_SHORT_CODE_DIGITS = range(3, 9)
_NORTH_AMERICAN_DIGITS = 10

# Patterns are compiled where they are first used: most runs of an action need none of them.
_E164 = r"\+[1-9][0-9]{5,14}"
# No trunk prefix can stand behind the country code: no 0, no 8 in Russia, Belarus and
# Turkmenistan, no 1 in North America and the Marshall Islands, no 15 within one of Argentina.
_PLAIN_E164 = r"\+(?:1[2-9][0-9]{9}|(?!54|78|692|3758|9938|[0-9]{1,3}0)[2-9][0-9]{6,14})"
_FLOAT = r"(\+?[0-9]{5,})\.0{1,3}"  # what spreadsheets and JSON make of a number
_PADDING = str.maketrans("", "", " \t().-/")
_QUOTATION_MARKS = "\"'`´‘’‚‛“”„‟«»‹›「」 \t"
_MINUS = "\u2212"
# WhatsApp knows some phones with and without the digit that marks a mobile number.
_MOBILE_DIGITS = (
    (r"(whatsapp:\+52)(1)?([0-9]{10})", "1"),
    (r"(whatsapp:\+54)(9)?([0-9]{10})", "9"),
    (r"(whatsapp:\+55[0-9]{2})(9)?([6-9][0-9]{7})", "9"),
)


def is_sid(text: str, kind: str) -> bool:
    """Return whether a text is a SID of a kind: two letters and 32 hexadecimal digits."""
    is_long_enough = text.startswith(kind) and len(text) == _SID_LENGTH
    return is_long_enough and _HEXADECIMAL.issuperset(text[len(kind) :])


def is_service(sender: str) -> bool:
    """Return whether a sender is a Messaging Service SID."""
    return is_sid(sender, "MG")


def is_one_way(sender: str) -> bool:
    """Return whether a sender is an alphanumeric ID, which nobody can answer."""
    return (
        not sender.startswith(("+", WHATSAPP)) and not sender.isdigit() and not is_service(sender)
    )


def is_address(text: str) -> bool:
    """Return whether a text is an address as Twilio writes it: `+…`, `whatsapp:+…` or `rcs:+…`."""
    return bool(re.fullmatch(_E164, text.removeprefix(WHATSAPP).removeprefix(RCS)))


def reply_addresses(to: str, *, by_service: bool) -> tuple[str, ...]:
    """Return all addresses from which a phone may answer, `to` first.

    Args:
        to: the recipient's address, as Twilio returned it.
        by_service: whether a Messaging Service sent the question, which may have chosen RCS.
    """
    found = [to]
    if by_service and not to.startswith(WHATSAPP):
        number = to.removeprefix(RCS)
        found += [number, RCS + number]
    for pattern, digit in _MOBILE_DIGITS if to.startswith(WHATSAPP) else ():
        if parts := re.fullmatch(pattern, to):
            found.append(parts[1] + ("" if parts[2] else digit) + parts[3])
    return tuple(dict.fromkeys(found))


def is_address_of(address: str, to: str) -> bool:
    """Return whether an address is a recipient's, who may be known by national digits alone."""
    if to.isdecimal():
        return address.endswith(to)
    # All addresses of a phone end in the same digits, and most texts are of other phones.
    return address[-4:] == to[-4:] and address in reply_addresses(to, by_service=True)


def keeps_opt_outs(sender: str, to: str) -> bool:
    """Return whether Twilio keeps a list of the phones that have opted out of a sender.

    It keeps none for WhatsApp and for short codes. An opt-out by RCS counts for texts, too.
    """
    by_whatsapp = sender.startswith(WHATSAPP) or to.startswith(WHATSAPP)
    return not by_whatsapp and not _is_short_code(sender)


def _is_short_code(sender: str) -> bool:
    return sender.isascii() and sender.isdecimal() and len(sender) in _SHORT_CODE_DIGITS


def read_number(text: str, sender: str = "") -> str:
    """Read one phone number.

    Args:
        text: as typed: formatting, `tel:`, quotation marks around, trunk zeros, a leading `00`
            or the international prefix of the sender's country, digits of any script and
            invisible marks are understood.
        sender: as `read_sender` returned it: a number without `+` belongs to its country.

    Returns:
        The number in E.164 form.

    Raises:
        ValueError: it is none; the reason as a phrase, such as "is no phone number".
    """
    if len(text) > _LONGEST_ITEM:
        raise ValueError(NO_NUMBER)
    plain = _plain(text)
    if re.fullmatch(_PLAIN_E164, plain):
        return plain
    from TwilioNumberParsing import parse_number  # noqa: PLC0415 (most numbers are plain)

    return parse_number(plain, sender)


def read_address(text: str, sender: str) -> str:
    """Return the address of a recipient: a phone number, or one on WhatsApp (`whatsapp:+…`).

    Args:
        text: as typed.
        sender: as `read_sender` returned it. With one on WhatsApp, a number without
            `whatsapp:` means that phone on WhatsApp.

    Raises:
        ValueError: this sender cannot send to it; the reason as a phrase.
    """
    plain = _plain(text[: _LONGEST_ITEM + 1])
    from_whatsapp = sender.startswith(WHATSAPP)
    to_whatsapp = plain.lower().startswith(WHATSAPP)
    if to_whatsapp and not (from_whatsapp or is_service(sender)):
        raise ValueError("is on WhatsApp, and the sender is neither there nor a Messaging Service")
    number = read_number(plain[len(WHATSAPP) :] if to_whatsapp else plain, sender)
    address = WHATSAPP + number if to_whatsapp or from_whatsapp else number
    if address == sender:
        raise ValueError("is also the sender")
    return address


def has_country_code(text: str) -> bool:
    """Return whether a number is written with `+`, so that nothing was added to it in reading."""
    return "+" in _plain(text)


def read_sender(text: str) -> str | None:
    """Read a sender in any form Twilio takes.

    Returns:
        An E.164 number, a short code, an alphanumeric sender ID, a Messaging Service SID
        or a `whatsapp:+…` address; None for anything else. Ten digits are a number of the
        North American plan, as Twilio reads them; more digits get their plus sign.
    """
    plain = _plain(text[: _LONGEST_ITEM + 1])
    if is_service(plain) or _is_short_code(plain):
        return plain
    if not plain.startswith("+") and re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9 _&-]{1,11}", plain):
        return plain
    channel = WHATSAPP if plain.lower().startswith(WHATSAPP) else ""
    number = _plain(plain[len(channel) :])
    digits = number.translate(_PADDING)
    if digits.isascii() and digits.isdecimal():
        if len(digits) == _NORTH_AMERICAN_DIGITS and digits[0] not in "01":
            number = "+1" + digits
        elif len(digits) > _NORTH_AMERICAN_DIGITS and digits[:2] != "00":
            number = "+" + digits
    try:
        return channel + read_number(number)
    except ValueError:
        return None


def national_digits(text: str) -> str | None:
    """Read a number without its country code, as Twilio takes it from within a country.

    Returns:
        Its digits without a trunk zero, or None where the text is no such number.
    """
    found = re.fullmatch(r"0*([1-9][0-9]{6,13})", _plain(text).translate(_PADDING))
    return found[1] if found else None


def _plain(text: str) -> str:
    if not text.isascii():
        visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
        folded = "".join(_plain_character(c) for c in unicodedata.normalize("NFKC", visible))
        text = folded.strip()
    text = text.strip(_QUOTATION_MARKS)
    found = re.fullmatch(_FLOAT, text) if "." in text else None
    return found[1] if found else text


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "-" if character == _MINUS or unicodedata.category(character) == "Pd" else character
