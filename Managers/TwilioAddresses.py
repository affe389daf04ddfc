"""Senders and recipients: what a person types, as Twilio takes it.

Forms of an address: https://www.twilio.com/docs/messaging/api/message-resource (`To`, `From`).
"""

from __future__ import annotations

import unicodedata

from TwilioExceptions import TwilioConfigurationError

WHATSAPP = "whatsapp:"

_SID_LENGTH = 34
_SHORT_CODE_LENGTHS = range(3, 9)
_ALPHANUMERIC_LENGTHS = range(1, 12)
_E164_LENGTHS = range(8, 17)  # with the plus sign
_NORTH_AMERICAN_LENGTH = 12
_NATIONAL_LENGTHS = range(7, 15)
_LONGEST_WITHOUT_DIAL_CODE = 10
_HEX = frozenset("0123456789abcdefABCDEF")
_SENDER_ID = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _&-")
_PADDING = str.maketrans("", "", " \t\u00a0().-")
_MINUS = "\u2212"
_SEPARATORS = str.maketrans(";\n\r，、،；", ",,,,,,,")


def is_sid(text: str, kind: str) -> bool:
    """Tell whether a text is a SID of a kind: two letters and 32 hexadecimal digits."""
    return len(text) == _SID_LENGTH and text.startswith(kind) and _HEX.issuperset(text[2:])


def is_service(sender: str) -> bool:
    """Tell whether a sender is a Messaging Service SID."""
    return is_sid(sender, "MG")


def is_one_way(sender: str) -> bool:
    """Tell whether a sender is an alphanumeric ID, which nobody can answer."""
    return (
        not sender.startswith(("+", WHATSAPP)) and not sender.isdigit() and not is_service(sender)
    )


def read_number(text: str) -> str | None:
    """Read one phone number with its dial code.

    Args:
        text: as typed: spaces, brackets, dots, hyphens, a leading `00`, digits of any
            script and invisible marks are understood.

    Returns:
        The number in E.164 form, or None where the text is no such number.
    """
    # A trunk zero in brackets is dialled inside the country only: +44 (0)20 … is +4420 …
    plain = _plain(text).replace("(0)", "").translate(_PADDING)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    digits = plain[1:]
    if not (plain.startswith("+") and digits.isascii() and digits.isdecimal()):
        return None
    if digits.startswith("0") or len(plain) not in _E164_LENGTHS:
        return None
    return None if digits[0] == "1" and len(plain) != _NORTH_AMERICAN_LENGTH else plain


def read_address(text: str) -> str | None:
    """Read a recipient: a phone number, or one on WhatsApp (`whatsapp:+…`)."""
    plain = _plain(text)
    if not plain.lower().startswith(WHATSAPP):
        return read_number(plain)
    found = read_number(plain[len(WHATSAPP) :])
    return WHATSAPP + found if found else None


def read_sender(text: str) -> str | None:
    """Read a sender in any form Twilio takes.

    Returns:
        An E.164 number, a short code, an alphanumeric sender ID, a Messaging Service SID
        or a `whatsapp:+…` address; None for anything else. A full number that lacks its
        plus sign gets it: Twilio takes such senders, and existing instances have them.
    """
    plain = _plain(text)
    if is_service(plain) or (plain.isdecimal() and len(plain) in _SHORT_CODE_LENGTHS):
        return plain
    found = read_address(plain)
    if found or plain.lower().startswith(WHATSAPP):
        return found
    digits = plain.translate(_PADDING)
    if digits.isdecimal():
        return read_number("+" + digits) if len(digits) > _LONGEST_WITHOUT_DIAL_CODE else None
    named = _SENDER_ID.issuperset(plain) and any(map(str.isalpha, plain))
    return plain if named and len(plain) in _ALPHANUMERIC_LENGTHS else None


def national_digits(text: str) -> str | None:
    """Read a number without its dial code, as Twilio takes it from within a country.

    Returns:
        Its digits without a trunk zero, or None where the text is no such number.
    """
    digits = _plain(text).translate(_PADDING)
    if not (digits.isascii() and digits.isdecimal()):
        return None
    bare = digits.lstrip("0")
    return bare if len(bare) in _NATIONAL_LENGTHS else None


def is_number_of(address: str, recipient: str) -> bool:
    """Tell whether an address is a recipient's, who may be known by national digits alone."""
    return address == recipient or (recipient.isdecimal() and address.endswith(recipient))


def read_recipients(text: str) -> list[str]:
    """Split a list of recipients, in order, each of them once.

    Args:
        text: addresses separated by comma, semicolon or new line.

    Raises:
        TwilioConfigurationError: a part is no address, named; or there is none at all.
    """
    parts = [part.strip() for part in text.translate(_SEPARATORS).split(",")]
    read = {part: read_address(part) for part in parts if _plain(part)}
    bad = [part for part, found in read.items() if found is None]
    if bad:
        from TwilioSentences import list_numbers  # noqa: PLC0415 (most lists are right)

        shown = list_numbers([f'"{_shown(part)}"' for part in bad])
        verb = "is not a phone number" if len(bad) == 1 else "are not phone numbers"
        raise TwilioConfigurationError(
            f"{shown} {verb} with a dial code; nothing was sent. Write it like +14155550123."
        )
    if not read:
        raise TwilioConfigurationError("Phone Number is empty. Write it like +14155550123.")
    return list(dict.fromkeys(found for found in read.values() if found))


def check_channels(sender: str, sender_name: str, to: list[str]) -> None:
    """Refuse recipients that this sender cannot reach.

    Args:
        sender: the sender, as `read_sender()` returned it.
        sender_name: the setting or parameter it came from.
        to: the recipients.

    Raises:
        TwilioConfigurationError: WhatsApp and SMS are mixed, or the sender is a recipient.
    """
    whatsapp = sender.startswith(WHATSAPP)
    for one in to:
        if one.startswith(WHATSAPP) != whatsapp:
            wanted = "a whatsapp:+… address" if whatsapp else "a plain number"
            raise TwilioConfigurationError(
                f"{one} and the sender in {sender_name} are on different channels; nothing was "
                f"sent. Give {wanted} as recipient, or another sender."
            )
        if one == sender:
            raise TwilioConfigurationError(
                f"{one} is the sender in {sender_name} as well as a recipient; nothing was sent. "
                "Correct one of them."
            )


def _plain(text: str) -> str:
    if text.isascii():
        return text.strip()
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    folded = "".join(_plain_character(c) for c in unicodedata.normalize("NFKC", visible))
    return folded.strip()


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "-" if character == _MINUS or unicodedata.category(character) == "Pd" else character


def _shown(part: str) -> str:
    return part if len(part) <= 40 else part[:39] + "…"  # noqa: PLR2004 (fits a sentence)
