"""What a `To` or `From` can be: a number, a short code, an alphanumeric name, a channel address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["number", "short code", "name"]

_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SHORT_CODE: Final = re.compile(r"\d{5,6}", re.ASCII)
_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)
_CHANNELS: Final = ("whatsapp", "messenger", "rcs")

NORTH_AMERICA: Final = "+1"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; `channel` is "sms" where the text named none."""

    text: str
    channel: str
    number: str
    kind: Kind


def parse(text: str) -> Address | None:
    """The address in a text, or None where it is none. Nothing is trimmed or repaired."""
    channel, colon, rest = text.partition(":")
    if not colon:
        channel, rest = "sms", text
    elif channel not in _CHANNELS:
        return None
    kind = _kind(rest, named=channel == "sms")
    return Address(text, channel, rest, kind) if kind else None


def _kind(text: str, *, named: bool) -> Kind | None:
    if _NUMBER.fullmatch(text):
        return "number"
    if named and _SHORT_CODE.fullmatch(text):
        return "short code"
    if named and _NAME.fullmatch(text):
        return "name"
    return None
