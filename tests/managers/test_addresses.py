from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioAddresses import (
    check_channels,
    is_number_of,
    is_one_way,
    national_digits,
    read_address,
    read_number,
    read_recipients,
    read_sender,
)
from TwilioExceptions import TwilioConfigurationError

SERVICE = "MG" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("+15551230001", "+15551230001", id="e164"),
        pytest.param(" +1 (555) 123-0001 ", "+15551230001", id="spaces, brackets, hyphen"),
        pytest.param("+1.555.123.0001", "+15551230001", id="dots"),
        pytest.param("0015551230001", "+15551230001", id="leading 00"),
        pytest.param("00 1 555 123 0001", "+15551230001", id="leading 00, spaced"),
        pytest.param("+44 (0)20 5550 0123", "+442055500123", id="trunk zero in brackets"),
        pytest.param("\u202a+1\u00a0555\u00a0123\u20110001\u202c", "+15551230001", id="invisible"),
        pytest.param("＋１５５５１２３０００１", "+15551230001", id="full-width"),
        pytest.param("+١٥٥٥١٢٣٠٠٠١", "+15551230001", id="arabic digits"),
        pytest.param("+2905550", "+2905550", id="shortest"),
        pytest.param("+155512300011", None, id="+1 with eleven digits behind"),
        pytest.param("+1555123000", None, id="+1 with nine digits behind"),
        pytest.param("15551230001", None, id="no plus"),
        pytest.param("5551230001", None, id="no dial code"),
        pytest.param("+0555123000", None, id="dial code zero"),
        pytest.param("+1234567890123456", None, id="too long"),
        pytest.param("+15551230001x2", None, id="extension"),
        pytest.param("+1555123OOO1", None, id="letters O"),
        pytest.param("++15551230001", None, id="two plus signs"),
        pytest.param("+1555/1230001", None, id="slash"),
        pytest.param("", None, id="empty"),
        pytest.param("\u00b9\u00b2\u00b3+15551230001", None, id="superscripts before"),
    ],
)
def test_number_reads(typed: str, read: str | None) -> None:
    assert read_number(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("whatsapp:+15551230001", "whatsapp:+15551230001", id="plain"),
        pytest.param("WhatsApp: +1 555 123 0001", "whatsapp:+15551230001", id="formatted"),
        pytest.param("whatsapp:5551230001", None, id="no dial code"),
        pytest.param("messenger:12345", None, id="another channel"),
    ],
)
def test_address_reads_whatsapp(typed: str, read: str | None) -> None:
    assert read_address(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("+1 500 555 0006", "+15005550006", id="number"),
        pytest.param("15005550006", "+15005550006", id="number without plus"),
        pytest.param("12345", "12345", id="short code"),
        pytest.param(SERVICE, SERVICE, id="messaging service"),
        pytest.param("ACME SOC", "ACME SOC", id="alphanumeric"),
        pytest.param("A1234567890", "A1234567890", id="alphanumeric, eleven"),
        pytest.param("whatsapp:+15005550006", "whatsapp:+15005550006", id="whatsapp"),
        pytest.param("ACME SOC TEAM", None, id="alphanumeric, too long"),
        pytest.param("MG123", "MG123", id="a short MG is a sender ID"),
        pytest.param("MG" + "x" * 32, None, id="broken service"),
        pytest.param("5005550006", None, id="ten digits"),
        pytest.param("12", None, id="two digits"),
        pytest.param("whatsapp:hello", None, id="whatsapp without number"),
        pytest.param("ACME!", None, id="exclamation mark"),
        pytest.param("", None, id="empty"),
    ],
)
def test_sender_reads(typed: str, read: str | None) -> None:
    assert read_sender(typed) == read


@pytest.mark.parametrize(
    ("sender", "one_way"),
    [("+15005550006", False), ("12345", False), (SERVICE, False), ("ACME", True)],
)
def test_one_way_is_alphanumeric_alone(sender: str, one_way: bool) -> None:
    assert is_one_way(sender) is one_way


def test_recipients_splits_on_comma_semicolon_and_line_and_drops_doubles() -> None:
    typed = "+15551230001， 0015551230002;\n+1 555 123 0001\r\n+15551230003,,"
    assert read_recipients(typed) == ["+15551230001", "+15551230002", "+15551230003"]


def test_recipients_names_every_bad_one_and_says_nothing_was_sent() -> None:
    with pytest.raises(TwilioConfigurationError) as refused:
        read_recipients("+15551230001, 5551234, Bob")
    sentence = str(refused.value)
    assert '"5551234", "Bob" are not phone numbers' in sentence
    assert "nothing was sent" in sentence
    assert "+15551230001" not in sentence


def test_recipients_tells_how_many_more_are_bad() -> None:
    with pytest.raises(TwilioConfigurationError, match='"5" and 2 more are not phone numbers'):
        read_recipients("1, 2, 3, 4, 5, 6, 7")


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
def test_national_digits_are_those_behind_the_dial_code(typed: str, digits: str | None) -> None:
    assert national_digits(typed) == digits


@pytest.mark.parametrize(
    ("address", "recipient", "same"),
    [
        ("+15551230001", "+15551230001", True),
        ("+15551230001", "5551230001", True),
        ("+15551230001", "5551230002", False),
        ("+15551230001", "+5551230001", False),
        ("", "5551230001", False),
    ],
)
def test_number_of_a_recipient(address: str, recipient: str, same: bool) -> None:
    assert is_number_of(address, recipient) is same


@pytest.mark.parametrize("typed", ["", " ,; \n", "\u200b"])
def test_recipients_refuses_an_empty_list(typed: str) -> None:
    with pytest.raises(TwilioConfigurationError, match="Phone Number is empty"):
        read_recipients(typed)


@pytest.mark.parametrize(
    ("sender", "to", "said"),
    [
        pytest.param("+15005550006", "whatsapp:+15551230001", "channels", id="sms to whatsapp"),
        pytest.param("whatsapp:+15005550006", "+15551230001", "channels", id="whatsapp to sms"),
        pytest.param(SERVICE, "whatsapp:+15551230001", "channels", id="service to whatsapp"),
        pytest.param("+15005550006", "+15005550006", "as well as", id="to itself"),
    ],
)
def test_channels_that_cannot_meet_are_refused(sender: str, to: str, said: str) -> None:
    with pytest.raises(TwilioConfigurationError, match=said) as refused:
        check_channels(sender, "From", [to])
    assert "From" in str(refused.value)


@THOROUGHNESS
def test_number_is_e164_or_nothing_whatever_is_typed(thorough) -> None:
    @thorough
    @given(st.text(st.characters(codec="utf-8") | st.sampled_from("+0123456789 ()-.\u200e")))
    def holds(typed: str) -> None:
        read = read_number(typed)
        assert read is None or (
            read[0] == "+" and read[1:].isascii() and read[1:].isdecimal() and 8 <= len(read) <= 16
        )
        assert read is None or read_number(read) == read

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


@THOROUGHNESS
def test_recipients_never_drops_or_adds_anybody(thorough) -> None:
    numbers = st.lists(
        st.integers(10_000, 99_999).map(lambda n: f"+155512{n}"), min_size=1, max_size=8
    )
    separators = st.lists(st.sampled_from([",", ";", "\n", ", ", " ;\n"]), min_size=8, max_size=8)

    @thorough
    @given(numbers, separators)
    def holds(wanted: list[str], between: list[str]) -> None:
        typed = "".join(n + s for n, s in zip(wanted, between, strict=False))
        assert read_recipients(typed) == list(dict.fromkeys(wanted))

    holds()
