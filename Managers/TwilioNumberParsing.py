"""Phone numbers that are not plain E.164, read by libphonenumber.

Loading the library takes some 30 ms, so `TwilioAddresses` loads this module only for such a
number. https://github.com/google/libphonenumber
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

from TwilioAddresses import NO_NUMBER, is_address

_WRITTEN = re.compile(
    r"(?:(?:tel|sms|callto):)?"
    r"(?P<number>(?=[^0-9;]*+[0-9])[(\[\s]*+\+?[-0-9\s()\[\]./~·]*+)"
    r"(?:;phone-context=(?P<context>\+[-0-9().]+))?",
    re.IGNORECASE,
)
_LONGEST_AREA_CODE = 6  # digits, with a trunk zero
_DIALLED = phonenumbers.CountryCodeSource.FROM_NUMBER_WITH_IDD
_ZEROS = re.compile("^00")
_NOT_DIGITS = re.compile(r"[^0-9]")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
# Directories still hold the prefixes of Mexico's old dial plan, which the library no longer knows.
# https://www.twilio.com/en-us/guidelines/mx/sms
_MEXICAN_TRUNK = re.compile(r"^(\+52)?(?:01|04[45])(?=[2-9][0-9]{9}$)")
_MEXICAN_MOBILE = re.compile(r"\+521[2-9][0-9]{9}")


def parse_number(text: str, sender: str) -> str:
    """Return a number in E.164, with the country of the sender where it has no `+`.

    A number need only be possible: numbering plans are younger than the library's data.

    Args:
        text: the number, in ASCII.
        sender: as `read_sender` returned it, or nothing.

    Raises:
        ValueError: it is none, or can be read as two; the reason as a phrase.
    """
    parts = _WRITTEN.fullmatch(text)
    written = (parts["context"] or "") + parts["number"] if parts else ""
    if not parts or written.count("+") > 1:
        raise ValueError(_why_no_number(text))
    if _are_two(parts["number"]):
        raise ValueError("looks like two numbers")
    digits, without_zero = (_NOT_DIGITS.sub("", t) for t in (written, _TRUNK_ZERO.sub("", written)))
    if "+" in written:
        found = _possible([f"+{digits}", f"+{without_zero}"], None)
    else:
        region = _region(sender)
        if not region and not digits.startswith("00"):
            raise ValueError("has no country code, and the sender has no country")
        spellings = [digits, without_zero]
        spellings += [_ZEROS.sub("+", spelling) for spelling in spellings]
        if region and digits.startswith(str(phonenumbers.country_code_for_region(region))):
            spellings.append(f"+{digits}")  # only the plus sign may be missing
        found = _possible(spellings, region)
    if len(found) > 1:
        raise ValueError(f"can be read as {' or as '.join(found)}")
    if not found:
        raise ValueError("has too few or too many digits for a number of its country")
    return found[0]


def _are_two(number: str) -> bool:
    """Return whether more than an area code stands before a spaced slash, and a 0 behind it."""
    before, _, behind = number.partition(" / ")
    is_whole = len(_NOT_DIGITS.sub("", before)) > _LONGEST_AREA_CODE
    return is_whole and behind.lstrip(" (").startswith("0")


def _possible(spellings: list[str], region: str | None) -> list[str]:
    """Return the numbers that these spellings may mean; where some are valid, those alone."""
    found: dict[str, PhoneNumber] = {}
    if region in {"MX", None}:
        spellings = [_MEXICAN_TRUNK.sub(r"\1", spelling) for spelling in spellings]
    for spelling in dict.fromkeys(spellings):
        with suppress(NumberParseException):
            number = phonenumbers.parse(spelling, region, keep_raw_input=True)
            if _ZEROS.match(spelling) and number.country_code_source != _DIALLED:
                continue  # no national number begins with 00
            if number.italian_leading_zero and not phonenumbers.is_valid_number(number):
                number.italian_leading_zero = not _has_trunk_zero(number)
            address = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            reason = phonenumbers.is_possible_number_with_reason(number)
            is_possible = reason == phonenumbers.ValidationResult.IS_POSSIBLE
            if (is_possible or _MEXICAN_MOBILE.fullmatch(address)) and is_address(address):
                found[address] = number
    valid = [address for address in found if phonenumbers.is_valid_number(found[address])]
    return valid or list(found)


@lru_cache(maxsize=8)
def _region(sender: str) -> str | None:
    """Return the ISO 3166 code of a sender's country, the main one of its country code."""
    with suppress(NumberParseException):
        number = phonenumbers.parse(sender)
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
        return region if region.isalpha() else None
    return None


def _has_trunk_zero(number: PhoneNumber) -> bool:
    """Return whether a 0 is dialled before numbers of this country, and is no part of them."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) == "0"


def _why_no_number(text: str) -> str:
    if not text.isprintable():
        return "holds a character that cannot be seen"
    with suppress(NumberParseException):
        if phonenumbers.parse(text, "US").extension:
            return "has an extension, which no message reaches"
    return NO_NUMBER
