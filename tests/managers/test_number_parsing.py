"""libphonenumber's example numbers of all regions and kinds, in the ways people write them."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from TwilioAddresses import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from phonenumbers import PhoneNumber

SERVICE = "MG" + "0123456789abcdef" * 2
AMERICAN = "+14155550123"


class Example(NamedTuple):
    """An example number, and a sender of its region."""

    region: str
    number: PhoneNumber
    sender: str

    @property
    def code(self) -> str:
        return str(self.number.country_code)

    @property
    def digits(self) -> str:
        return phonenumbers.national_significant_number(self.number)

    def written(self, form: int) -> str:
        return phonenumbers.format_number(self.number, form)


@cache
def examples() -> list[Example]:
    """Return the different example numbers of each region."""
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        numbers = {
            phonenumbers.format_number(number, PhoneNumberFormat.E164): number
            for kind in PhoneNumberType.values()
            if (number := phonenumbers.example_number_for_type(region, kind))
        }
        sender = phonenumbers.format_number(
            phonenumbers.example_number(region), PhoneNumberFormat.E164
        )
        found += [Example(region, number, sender) for number in numbers.values()]
    return found


@cache
def international_prefixes(region: str) -> list[str]:
    """Return what is dialled before a number of another country, of up to four digits."""
    pattern = re.compile(PhoneMetadata.metadata_for_region(region).international_prefix)
    if pattern.pattern.isdecimal():
        return [pattern.pattern]
    digits = (product("0123456789", repeat=length) for length in range(2, 5))
    return [text for some in digits for one in some if pattern.fullmatch(text := "".join(one))]


def international(example: Example) -> Iterator[tuple[str, str]]:
    for sender in (SERVICE, AMERICAN, example.sender):
        yield example.written(PhoneNumberFormat.INTERNATIONAL), sender


def e164(example: Example) -> Iterator[tuple[str, str]]:
    yield example.written(PhoneNumberFormat.E164), SERVICE


def tel_address(example: Example) -> Iterator[tuple[str, str]]:
    yield example.written(PhoneNumberFormat.RFC3966), SERVICE
    yield f"tel:{example.digits};phone-context=+{example.code}", SERVICE


def national(example: Example) -> Iterator[tuple[str, str]]:
    yield example.written(PhoneNumberFormat.NATIONAL), example.sender
    yield re.sub(r"\D", "", example.written(PhoneNumberFormat.NATIONAL)), example.sender
    yield example.digits, example.sender


def without_plus(example: Example) -> Iterator[tuple[str, str]]:
    yield example.code + example.digits, example.sender


def zero_in_brackets(example: Example) -> Iterator[tuple[str, str]]:
    yield f"+{example.code} (0){example.digits}", SERVICE


def trunk_prefix(example: Example) -> Iterator[tuple[str, str]]:
    if prefix := PhoneMetadata.metadata_for_region(example.region).national_prefix:
        yield f"+{example.code} ({prefix}) {example.digits}", SERVICE
        yield f"+{example.code}{prefix}{example.digits}", SERVICE


def double_zero(example: Example) -> Iterator[tuple[str, str]]:
    for sender in (SERVICE, AMERICAN, example.sender):
        yield f"00 {example.code} {example.digits}", sender


def double_zero_and_zero_in_brackets(example: Example) -> Iterator[tuple[str, str]]:
    for sender in (SERVICE, AMERICAN, example.sender):
        yield f"00{example.code} (0) {example.digits}", sender


def own_international_prefix(example: Example) -> Iterator[tuple[str, str]]:
    for prefix in international_prefixes(example.region):
        yield f"{prefix} {example.code} {example.digits}", example.sender


SPELLINGS = (
    e164,
    international,
    tel_address,
    national,
    without_plus,
    zero_in_brackets,
    trunk_prefix,
    double_zero,
    double_zero_and_zero_in_brackets,
    own_international_prefix,
)
MOST_REFUSED = 0.02  # of the spellings: numbers that can be meant in two ways


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.__name__)
def test_example_numbers_are_read_as_themselves_or_refused(
    spelling: Callable[[Example], Iterator[tuple[str, str]]],
) -> None:
    counts = {"read": 0, "refused": 0}
    for example in examples():
        for typed, sender in spelling(example):
            try:
                read = read_number(typed, sender)
            except ValueError:
                counts["refused"] += 1
                continue
            assert read == example.written(PhoneNumberFormat.E164), (typed, sender)
            counts["read"] += 1
    print(f"{len(examples())} numbers of {len(phonenumbers.SUPPORTED_REGIONS)} regions: {counts}")  # noqa: T201 (docs/fidelity.md)

    assert counts["refused"] < counts["read"] * MOST_REFUSED


def test_example_numbers_with_an_extension_are_refused_as_such() -> None:
    for example in examples():
        with_extension = phonenumbers.PhoneNumber()
        with_extension.merge_from(example.number)
        with_extension.extension = "123"
        for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966):
            typed = phonenumbers.format_number(with_extension, form)
            with pytest.raises(ValueError, match="has an extension"):
                read_number(typed, example.sender)
