"""What a `To` or `From` can be: a number, a short code, an alphanumeric name, a channel address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers

Kind = Literal["number", "short code", "name", "agent"]

_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_TRUNK_ZERO: Final = re.compile(r"\+\d{1,3}0", re.ASCII)
_WRITTEN_NUMBER: Final = re.compile(r"\+?[\d ().-]{5,25}", re.ASCII)
_TEN_DIGITS: Final = re.compile(r"[2-9]\d{9}", re.ASCII)
_SHORT_CODE: Final = re.compile(r"\d{5,6}", re.ASCII)
_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)
_RCS_AGENT: Final = re.compile(r"(?=.*[A-Za-z])\w{1,60}", re.ASCII)
_CHANNELS: Final = ("whatsapp", "rcs")
_MOBILE_DIGITS: Final = (
    (re.compile(r"(\+52)(1?)(\d{10})", re.ASCII), "1"),
    (re.compile(r"(\+54)(9?)(\d{10})", re.ASCII), "9"),
    (re.compile(r"(\+55\d\d)(9?)(\d{8})", re.ASCII), "9"),
)

NORTH_AMERICA: Final = "+1"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; `channel` is "sms" where the text named none."""

    text: str
    channel: str
    number: str
    kind: Kind

    def reaches(self, to: Address) -> bool:
        """Whether a Messaging Service can send from here to an address."""
        if self.kind == "agent":
            return to.channel in {"sms", "rcs"}
        if self.kind == "name" and to.number.startswith(NORTH_AMERICA):
            return False
        return self.channel == to.channel


def parse(text: str) -> Address | None:
    """The address in a text, or None where it is none. Nothing is trimmed or repaired."""
    channel, colon, rest = text.partition(":")
    if not colon:
        channel, rest = "sms", text
    elif channel not in _CHANNELS:
        return None
    kind = _kind(rest, channel)
    return Address(text, channel, rest, kind) if kind else None


def read_sender(text: str) -> Address | None:
    """The address in a `From`; ten digits of the North American plan get their +1."""
    return parse(NORTH_AMERICA + text if _TEN_DIGITS.fullmatch(text) else text)


def read_recipient(text: str, sender: Address | None) -> Address | None:
    """The address in a `To`, with its number in E.164.

    Args:
        text: A channel address, or a number; one without `+` belongs to the sender's country.
        sender: The `From`; where it is no number, the country is the United States.
    """
    if ":" in text:
        return parse(text)
    if _NUMBER.fullmatch(text) and not _TRUNK_ZERO.match(text):
        return parse(text)
    number = _e164(text, sender)
    if number is None or (_NUMBER.fullmatch(text) and number != text):
        return None
    return parse(number)


def other_spelling(text: str) -> str:
    """The same WhatsApp phone with or without its mobile digit (Mexico, Argentina, Brazil)."""
    channel, colon, number = text.rpartition(":")
    for pattern, digit in _MOBILE_DIGITS:
        if match := pattern.fullmatch(number):
            return channel + colon + match[1] + ("" if match[2] else digit) + match[3]
    return text


def phone_of(text: str) -> str:
    """One name for all addresses under which Twilio knows a phone on a channel."""
    if text.startswith("whatsapp:"):
        return min(text, other_spelling(text))
    return text.removeprefix("rcs:")


def _kind(text: str, channel: str) -> Kind | None:
    if _NUMBER.fullmatch(text):
        return "number"
    if channel == "rcs" and _RCS_AGENT.fullmatch(text):
        return "agent"
    if channel == "sms" and _SHORT_CODE.fullmatch(text):
        return "short code"
    if channel == "sms" and _NAME.fullmatch(text):
        return "name"
    return None


def _e164(text: str, sender: Address | None) -> str | None:
    if not _WRITTEN_NUMBER.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, _region(sender))
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _region(sender: Address | None) -> str:
    """The country of a sender as two letters."""
    if sender is None or sender.kind != "number":
        return "US"
    country = phonenumbers.parse(sender.number).country_code
    return phonenumbers.region_code_for_country_code(country or 1)
