from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAddresses import (
    has_country_code,
    is_address,
    is_address_of,
    is_one_way,
    keeps_opt_outs,
    national_digits,
    read_address,
    read_number,
    read_sender,
    reply_addresses,
)

SERVICE = "MG" + "0123456789abcdef" * 2
US, GB, IT, MX = "+15005550006", "+447400123456", "+393123456789", "+525512345679"


def number(typed: str, sender: str = "") -> str:
    """Return the number a text was read as, or the reason why it is none."""
    try:
        return read_number(typed, sender)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("+15551230001", "+15551230001", id="e164"),
        pytest.param(" +1 (555) 123-0001 ", "+15551230001", id="spaces, brackets, hyphen"),
        pytest.param("+1 555\u2212123\u20120001", "+15551230001", id="minus and figure dash"),
        pytest.param("+1" + " " * 88 + "5551230001", "+15551230001", id="100 characters"),
        pytest.param("+1.555.123.0001", "+15551230001", id="dots"),
        pytest.param("+1 555/123-0001", "+15551230001", id="slash"),
        pytest.param("(+1) [555] 123~0001", "+15551230001", id="plus in brackets, other marks"),
        pytest.param("0015551230001", "+15551230001", id="leading 00"),
        pytest.param("00 1 555 123 0001", "+15551230001", id="leading 00, spaced"),
        pytest.param("tel:+1-555-123-0001", "+15551230001", id="tel address"),
        pytest.param("tel:123-0001;phone-context=+1-555", "+15551230001", id="tel with context"),
        pytest.param("sms:+1-555-123-0001", "+15551230001", id="sms address"),
        pytest.param("callto:+1-555-123-0001", "+15551230001", id="callto address"),
        pytest.param("'+15551230001", "+15551230001", id="apostrophe before"),
        pytest.param("“+15551230001”", "+15551230001", id="quotation marks around"),
        pytest.param("+44 (0)20 7946 0958", "+442079460958", id="trunk zero in brackets"),
        pytest.param("+44 (020) 7946 0958", "+442079460958", id="trunk zero before the area"),
        pytest.param("+44 07911 123456", "+447911123456", id="trunk zero"),
        pytest.param("+4407911123456", "+447911123456", id="trunk zero, without formatting"),
        pytest.param("+7 8 912 345-67-89", "+79123456789", id="trunk eight"),
        pytest.param("+3606201234567", "+36201234567", id="trunk 06, without formatting"),
        pytest.param("+39 06 1234 5678", "+390612345678", id="zero that belongs to the number"),
        pytest.param("+39 (0)6 1234 5678", "+390612345678", id="the same in brackets"),
        pytest.param("+45 (0)12 34 56 78", "+4512345678", id="trunk zero where there is none"),
        pytest.param("+54 11 15 2345-6789", "+5491123456789", id="mobile prefix inside"),
        pytest.param("+54111523456789", "+5491123456789", id="the same, without formatting"),
        pytest.param("+39 001 234567", "+39001234567", id="zero of a number that is not assigned"),
        pytest.param("+52 1 55 1234 5678", "+5215512345678", id="Mexico's old mobile digit"),
        pytest.param("+52 (044) 55 1234 5678", "+525512345678", id="Mexico's old mobile prefix"),
        pytest.param("+52 01 55 1234 5678", "+525512345678", id="Mexico's old trunk prefix"),
        pytest.param("\u202a+1\u00a0555\u00a0123\u20110001\u202c", "+15551230001", id="invisible"),
        pytest.param("＋１５５５１２３０００１", "+15551230001", id="full-width"),
        pytest.param("+١٥٥٥١٢٣٠٠٠١", "+15551230001", id="arabic digits"),
        pytest.param("+2905550", "+2905550", id="shortest"),
    ],
)
def test_number_reads_as_it_is_meant(typed: str, read: str) -> None:
    assert read_number(typed) == read


LENGTH = "has too few or too many digits for a number of its country"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param("+155512300011", LENGTH, id="+1 with eleven digits behind"),
        pytest.param("+1555123000", LENGTH, id="+1 with nine digits behind"),
        pytest.param("5551230001", "has no country code", id="no country code"),
        pytest.param("+0555123000", LENGTH, id="country code zero"),
        pytest.param("+1234567890123456", LENGTH, id="too long"),
        pytest.param("+15551230001x2", "has an extension", id="extension"),
        pytest.param("tel:+15551230001;ext=2", "has an extension", id="extension of a tel address"),
        pytest.param("(415) 555-0123 x2", "has an extension", id="extension without plus"),
        pytest.param("+49123456789012345", LENGTH, id="possible, and longer than E.164"),
        pytest.param("tel:+4155550123;phone-context=+1", "is no phone number", id="plus twice"),
        pytest.param("tel:7042;phone-context=example.com", "is no phone number", id="private plan"),
        pytest.param("+1555123OOO1", "is no phone number", id="letters O"),
        pytest.param("1-800-FLOWERS", "is no phone number", id="words"),
        pytest.param("++15551230001", "is no phone number", id="two plus signs"),
        pytest.param("+15551230001/+15551230002", "is no phone number", id="two numbers"),
        pytest.param("", "is no phone number", id="empty"),
        pytest.param("()", "is no phone number", id="no digit"),
        pytest.param("+1555\ud8001230001", "cannot be seen", id="half a character"),
        pytest.param("+1555\x001230001", "cannot be seen", id="control character"),
        pytest.param("+1" + " " * 89 + "5551230001", "is no phone number", id="101 characters"),
        pytest.param("+1" + "5" * 100_000, "is no phone number", id="100,000 digits"),
        pytest.param("\u00b9\u00b2\u00b3+15551230001", "is no phone number", id="digits before"),
    ],
)
def test_number_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "sender", "read"),
    [
        pytest.param("(415) 555-0123", US, "+14155550123", id="ten digits"),
        pytest.param("1-415-555-0123", US, "+14155550123", id="with the national prefix"),
        pytest.param("415 555 0123", "whatsapp:" + US, "+14155550123", id="WhatsApp sender"),
        pytest.param("07911 123456", GB, "+447911123456", id="trunk zero"),
        pytest.param("7911 123456", GB, "+447911123456", id="without the trunk zero"),
        pytest.param("06 1234 5678", IT, "+390612345678", id="zero of the number"),
        pytest.param("00 44 7911 123456", US, "+447911123456", id="00 where it is not dialled"),
        pytest.param("011 44 7911 123456", US, "+447911123456", id="its own prefix"),
        pytest.param("0011 44 7911 123456", "+61412345678", "+447911123456", id="Australia's"),
        pytest.param("8~10 44 7911 123456", "+79123456789", "+447911123456", id="Russia's"),
        pytest.param("045 55 1234 5678", MX, "+525512345678", id="Mexico's old mobile prefix"),
        pytest.param("045 55 1234 5678", US, LENGTH, id="the same from elsewhere"),
        pytest.param("+44 07911 123456", US, "+447911123456", id="plus decides"),
        pytest.param("555-0123", US, LENGTH, id="without area code"),
        pytest.param("12345", US, LENGTH, id="short code"),
        pytest.param("415-555-0123", SERVICE, "the sender has no country", id="service"),
        pytest.param("415-555-0123", "12345", "the sender has no country", id="from short code"),
        pytest.param("415-555-0123", "ACME", "the sender has no country", id="from sender ID"),
        pytest.param(
            "415-555-0123", "+2105550123", "the sender has no country", id="no such country"
        ),
        pytest.param(
            "4155550123", "+80012345678", "the sender has no country", id="free of countries"
        ),
        pytest.param("000 7911 123456", GB, LENGTH, id="three zeros"),
        pytest.param("001 604 555 0123", "+85251234567", "can be read as", id="two readings"),
    ],
)
def test_number_without_plus_belongs_to_the_country_of_the_sender(
    typed: str, sender: str, read: str
) -> None:
    assert read in number(typed, sender)


@pytest.mark.parametrize(
    ("typed", "sender", "read"),
    [
        pytest.param("1511234567.0", "+4915112345678", "+491511234567", id="national"),
        pytest.param("+4915112345678.0", US, "+4915112345678", id="with plus"),
        pytest.param("015112345678.00", "+491511234567", "+4915112345678", id="two zeros"),
        pytest.param("(030) 12345.0", "+491511234567", "+4930123450", id="a dot of formatting"),
        pytest.param(
            "whatsapp:+4915112345678.0", SERVICE, "whatsapp:+4915112345678", id="WhatsApp"
        ),
        pytest.param("(415) 555.0000", US, "+14155550000", id="last group of zeros"),
        pytest.param("415555.0000", US, "+14155550000", id="last group of zeros, no blanks"),
        pytest.param("01.23.45.67.00", "+33612345678", "+33123456700", id="groups of two digits"),
    ],
)
def test_number_that_became_a_float_loses_its_fraction(typed: str, sender: str, read: str) -> None:
    assert read_address(typed, sender) == read


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("030 1234 / 030 1235", id="national"),
        pytest.param("+49 30 1234 / (030) 1235", id="one with its country"),
        pytest.param("0049 171 1234 / 0049 171 12", id="leading 00"),
    ],
)
def test_two_numbers_in_one_cell_are_refused(typed: str) -> None:
    assert number(typed, "+4915112345678") == "looks like two numbers"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("030/1234567", "+49301234567"),
        ("030 / 1234567", "+49301234567"),
        ("+49 (0) 33203 / 12345", "+493320312345"),
        ("+49 (0) 15112 / 345678", "+4915112345678"),
        ("+7 (34322) / 2-12-34", "+73432221234"),
        ("+41 (0) 79 123 / 45 67", "+41791234567"),
        ("0800 123 / 4567", "+498001234567"),
        ("+49 30 / 1234567", "+49301234567"),
        ("0049 (0)30 / 123 / 4567", "+49301234567"),
        ("034345 / 12345", "+493434512345"),
    ],
)
def test_slash_behind_the_area_code_is_formatting(typed: str, read: str) -> None:
    assert number(typed, "+4915112345678") == read


@pytest.mark.parametrize(
    ("typed", "sender", "read"),
    [
        pytest.param("whatsapp:" + GB, "whatsapp:" + US, "whatsapp:" + GB, id="plain"),
        pytest.param("WhatsApp: +44 7400 123456", SERVICE, "whatsapp:" + GB, id="by a service"),
        pytest.param("+44 7400 123456", "whatsapp:" + US, "whatsapp:" + GB, id="bare number"),
        pytest.param("whatsapp:415-555-0123", "whatsapp:" + US, "whatsapp:+14155550123", id="ten"),
    ],
)
def test_address_on_whatsapp_is_read(typed: str, sender: str, read: str) -> None:
    assert read_address(typed, sender) == read


@pytest.mark.parametrize(
    ("typed", "sender", "reason"),
    [
        pytest.param("whatsapp:" + GB, US, "is on WhatsApp", id="SMS sender"),
        pytest.param("whatsapp:" + GB, "ACME", "is on WhatsApp", id="sender ID"),
        pytest.param("whatsapp:hello", SERVICE, "is no phone number", id="no number"),
        pytest.param(GB + " " * 87 + "9", US, "is no phone number", id="more behind 99 characters"),
        pytest.param("messenger:12345", SERVICE, "is no phone number", id="another channel"),
        pytest.param(US, US, "is also the sender", id="the sender"),
        pytest.param(US, "whatsapp:" + US, "is also the sender", id="the sender, bare"),
    ],
)
def test_address_that_the_sender_cannot_reach_is_refused(
    typed: str, sender: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        read_address(typed, sender)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("+1 500 555 0006", US, id="number"),
        pytest.param("15005550006", US, id="number without plus"),
        pytest.param("(500) 555-0006", US, id="ten digits"),
        pytest.param("+44 (0)7400 123456", GB, id="trunk zero"),
        pytest.param("0044 7400 123456", GB, id="leading 00"),
        pytest.param("12345", "12345", id="short code"),
        pytest.param(SERVICE, SERVICE, id="messaging service"),
        pytest.param("ACME SOC", "ACME SOC", id="alphanumeric"),
        pytest.param("A1234567890", "A1234567890", id="alphanumeric, eleven"),
        pytest.param("whatsapp:+15005550006", "whatsapp:" + US, id="whatsapp"),
        pytest.param("whatsapp:15005550006", "whatsapp:" + US, id="whatsapp without plus"),
        pytest.param("ACME SOC TEAM", None, id="alphanumeric, too long"),
        pytest.param("MG123", "MG123", id="a short MG is a sender ID"),
        pytest.param("MG" + "X" * 32, None, id="broken service"),
        pytest.param("AC" + SERVICE[2:], None, id="SID of another kind"),
        pytest.param("0612345678", None, id="ten digits with a trunk zero"),
        pytest.param("12", None, id="two digits"),
        pytest.param("whatsapp:hello", None, id="whatsapp without number"),
        pytest.param("+4915112345678.0", "+4915112345678", id="float with plus"),
        pytest.param("4915112345678.0", "+4915112345678", id="float"),
        pytest.param("12345.0", "12345", id="short code that became a float"),
        pytest.param("ACME!", None, id="exclamation mark"),
        pytest.param("ACME\u2013SOC", "ACME-SOC", id="a dash of typography"),
        pytest.param("ACME" + " " * 95 + "!", None, id="more behind 99 characters"),
        pytest.param("5" * 100_000, None, id="100,000 digits"),
        pytest.param("", None, id="empty"),
    ],
)
def test_sender_reads(typed: str, read: str | None) -> None:
    assert read_sender(typed) == read


@pytest.mark.parametrize(
    ("sender", "one_way"),
    [(US, False), ("12345", False), (SERVICE, False), ("ACME", True)],
)
def test_one_way_is_alphanumeric_alone(sender: str, one_way: bool) -> None:
    assert is_one_way(sender) is one_way


@pytest.mark.parametrize(
    ("to", "by_service", "addresses"),
    [
        pytest.param(US, False, (US,), id="SMS"),
        pytest.param(US, True, (US, "rcs:" + US), id="a service may use RCS"),
        pytest.param("rcs:" + US, True, ("rcs:" + US, US), id="sent by RCS"),
        pytest.param("whatsapp:" + GB, True, ("whatsapp:" + GB,), id="WhatsApp by a service"),
        pytest.param(
            "whatsapp:+525512345678",
            False,
            ("whatsapp:+525512345678", "whatsapp:+5215512345678"),
            id="Mexico",
        ),
        pytest.param(
            "whatsapp:+5215512345678",
            False,
            ("whatsapp:+5215512345678", "whatsapp:+525512345678"),
            id="Mexico, with the mobile digit",
        ),
        pytest.param(
            "whatsapp:+541123456789",
            False,
            ("whatsapp:+541123456789", "whatsapp:+5491123456789"),
            id="Argentina",
        ),
        pytest.param(
            "whatsapp:+5491123456789",
            False,
            ("whatsapp:+5491123456789", "whatsapp:+541123456789"),
            id="Argentina, with the mobile digit",
        ),
        pytest.param(
            "whatsapp:+551187654321",
            False,
            ("whatsapp:+551187654321", "whatsapp:+5511987654321"),
            id="Brazil",
        ),
        pytest.param(
            "whatsapp:+5511987654321",
            False,
            ("whatsapp:+5511987654321", "whatsapp:+551187654321"),
            id="Brazil, with the mobile digit",
        ),
        pytest.param(
            "whatsapp:+551123456789", False, ("whatsapp:+551123456789",), id="Brazil, landline"
        ),
        pytest.param("+5511987654321", False, ("+5511987654321",), id="Brazil, SMS"),
    ],
)
def test_phone_may_answer_from_each_of_its_addresses(
    to: str, by_service: bool, addresses: tuple[str, ...]
) -> None:
    assert reply_addresses(to, by_service=by_service) == addresses
    assert all(is_address_of(address, to) for address in addresses)


@pytest.mark.parametrize(
    ("address", "to", "same"),
    [
        (US, US, True),
        (US, "5005550006", True),
        ("rcs:" + US, US, True),
        (US, "5005550007", False),
        (US, "+5005550006", False),
        ("whatsapp:" + US, US, False),
        ("", "5005550006", False),
    ],
)
def test_address_of_a_recipient(address: str, to: str, same: bool) -> None:
    assert is_address_of(address, to) is same


@pytest.mark.parametrize(
    ("sender", "to", "kept"),
    [
        (US, GB, True),
        (SERVICE, GB, True),
        ("12345", US, False),
        ("123", US, False),
        ("12345678", US, False),
        ("123456789", US, True),
        ("12", US, True),
        ("whatsapp:" + US, "whatsapp:" + GB, False),
        (SERVICE, "whatsapp:" + GB, False),
        (SERVICE, "rcs:" + GB, True),
    ],
)
def test_opt_outs_are_kept_everywhere_but_on_whatsapp_and_short_codes(
    sender: str, to: str, kept: bool
) -> None:
    assert keeps_opt_outs(sender, to) is kept


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        (US, True),
        ("whatsapp:" + US, True),
        ("rcs:" + US, True),
        ("+0123456789", False),
        ("15005550006", False),
        (US + "\n", False),
        (US + "/../x", False),
    ],
)
def test_address_has_twilios_form(text: str, yes: bool) -> None:
    assert is_address(text) is yes


@pytest.mark.parametrize(("text", "yes"), [("+1 500", True), ("＋1 500", True), ("500", False)])
def test_plus_sign_shows_that_a_number_has_a_country_code(text: str, yes: bool) -> None:
    assert has_country_code(text) is yes


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("5551230001", "5551230001"),
        ("(555) 123-0001", "5551230001"),
        ("05551230001", "5551230001"),
        ("+15551230001", None),
        ("123", None),
        ("gone", None),
        ("", None),
    ],
)
def test_national_digits_are_those_behind_the_country_code(typed: str, digits: str | None) -> None:
    assert national_digits(typed) == digits


@THOROUGHNESS
def test_number_is_e164_or_refused_whatever_is_typed(thorough) -> None:
    @thorough
    @given(st.text(st.characters() | st.sampled_from("+0123456789 ()-.\u200e")))
    def holds(typed: str) -> None:
        try:
            read = read_number(typed, US)
        except ValueError:
            return
        assert is_address(read)
        assert read_number(read) == read

    holds()


@THOROUGHNESS
def test_number_survives_every_way_of_writing_it(thorough) -> None:
    padding = st.lists(st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b"]), min_size=12)

    @thorough
    @given(st.integers(200_000_000, 999_999_999), padding, st.sampled_from(["+", "00"]))
    def holds(rest: int, between: list[str], prefix: str) -> None:
        digits = f"49{rest}"
        typed = prefix + "".join(d + pad for d, pad in zip(digits, between, strict=False))
        assert read_number(typed) == f"+{digits}"

    holds()


def test_plain_numbers_are_read_without_loading_the_library(mocker) -> None:
    mocker.patch.dict(sys.modules, {"TwilioNumberParsing": None})
    assert read_number("+15551230001") == "+15551230001"
    with pytest.raises(ImportError):
        read_number("(555) 123-0001", US)
