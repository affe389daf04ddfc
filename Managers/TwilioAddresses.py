"""Senders and recipients: what a person types, as Twilio takes it.

Forms of an address: https://www.twilio.com/docs/messaging/api/message-resource (`To`, `From`).
"""

from __future__ import annotations

import re
import unicodedata

from TwilioExceptions import TwilioConfigurationError

WHATSAPP = "whatsapp:"

_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_SHORT_CODE = re.compile(r"[1-9]\d{2,7}")
_ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 _&-]{1,11}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_NORTH_AMERICAN = re.compile(r"\+1\d{10}")
# A trunk zero in brackets is dialled inside the country only: +44 (0)20 … is +4420 …
_TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)")
_PADDING = re.compile(r"[\s().\-]")
_SEPARATORS = re.compile(r"[,;\n\r]")


def is_service(sender: str) -> bool:
    """Tell whether a sender is a Messaging Service SID."""
    return _SERVICE.fullmatch(sender) is not None


def is_one_way(sender: str) -> bool:
    """Tell whether a sender is an alphanumeric ID, which nobody can answer."""
    return (
        not sender.startswith(("+", WHATSAPP)) and not sender.isdigit() and not is_service(sender)
    )


def number(text: str) -> str | None:
    """Read one phone number with its dial code.

    Args:
        text: as typed: spaces, brackets, dots, hyphens, a leading `00`, digits of any
            script and invisible marks are understood.

    Returns:
        The number in E.164 form, or None where the text is no such number.
    """
    plain = _PADDING.sub("", _TRUNK_ZERO.sub("", _plain(text)))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if not _E164.fullmatch(plain):
        return None
    if plain.startswith("+1") and not _NORTH_AMERICAN.fullmatch(plain):
        return None
    return plain


def address(text: str) -> str | None:
    """Read a recipient: a phone number, or one on WhatsApp (`whatsapp:+…`)."""
    plain = _plain(text)
    if not plain.lower().startswith(WHATSAPP):
        return number(plain)
    found = number(plain[len(WHATSAPP) :])
    return WHATSAPP + found if found else None


def sender(text: str) -> str | None:
    """Read a sender in any form Twilio takes.

    Returns:
        An E.164 number, a short code, an alphanumeric sender ID, a Messaging Service SID
        or a `whatsapp:+…` address; None for anything else. A full number that lacks its
        plus sign gets it: Twilio takes such senders, and existing instances have them.
    """
    plain = _plain(text)
    if is_service(plain) or _SHORT_CODE.fullmatch(plain):
        return plain
    found = address(plain)
    if found or plain.lower().startswith(WHATSAPP):
        return found
    digits = _PADDING.sub("", plain)
    if digits.isdigit():
        return number("+" + digits) if len(digits) > 10 else None  # noqa: PLR2004 (no dial code)
    return plain if _ALPHANUMERIC.fullmatch(plain) else None


def recipients(text: str) -> list[str]:
    """Split a list of recipients, in order, each of them once.

    Args:
        text: addresses separated by comma, semicolon or new line.

    Raises:
        TwilioConfigurationError: a part is no address, named; or there is none at all.
    """
    parts = [part.strip() for part in _SEPARATORS.split(text)]
    read = {part: address(part) for part in parts if _plain(part)}
    bad = [part for part, found in read.items() if found is None]
    if bad:
        shown = ", ".join(f'"{_shown(part)}"' for part in bad[:5])
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
        sender: the sender, as `sender()` returned it.
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
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    folded = "".join(_plain_character(c) for c in unicodedata.normalize("NFKC", visible))
    return folded.strip()


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "-" if unicodedata.category(character) == "Pd" else character


def _shown(part: str) -> str:
    return part if len(part) <= 40 else part[:39] + "…"  # noqa: PLR2004 (fits a sentence)
