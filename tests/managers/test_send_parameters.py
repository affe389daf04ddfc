from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest

from TwilioContext import ActionContext
from TwilioExceptions import TwilioConfigurationError
from TwilioSendParameters import read_media_urls, read_numbers, read_send_parameters

SERVICE = "MG" + "0123456789abcdef" * 2
US = "+15005550006"
SETTINGS = {"AccountSid": "AC" + "0" * 32, "AuthenticationToken": "t", "SmsPhoneNumber": US}
BOTH = "Phone Number and phone entities"
INSIDE = ("local", "localhost", "localdomain", "internal", "lan", "home.arpa")


def run(entities: tuple[str, ...] = (), **parameters: Any) -> ActionContext:
    """Return a run with these parameters; `_` in a name stands for a blank."""
    named = {"Phone Number": "+15551230001", "Message": "Hello"}
    named |= {name.replace("_", " "): value for name, value in parameters.items()}
    chosen = [SimpleNamespace(identifier=one, entity_type="PHONENUMBER") for one in entities]
    siemplify = SimpleNamespace(
        parameters=named,
        get_configuration=lambda _name: SETTINGS,
        target_entity_ids=[(one, "PHONENUMBER") for one in entities],
        target_entities=chosen,
        execution_deadline_unix_time_ms=0,
        script_timeout_deadline=0,
    )
    return ActionContext(siemplify, "{error}")


def refusal(context: ActionContext) -> str:
    with pytest.raises(TwilioConfigurationError) as refused:
        read_send_parameters(context)
    assert "nothing was sent" in str(refused.value)
    return str(refused.value)


def test_recipients_are_read_once_each_in_order() -> None:
    typed = "+15551230001, 0015551230002;\n+1 555 123 0001\r\n(555) 123-0003,,'+15551230004"
    read = read_send_parameters(run(Phone_Number=typed))
    assert read.recipients == tuple(f"+1555123000{n}" for n in (1, 2, 3, 4))


def test_recipients_may_be_tel_addresses_with_parameters() -> None:
    typed = "tel:123-0001;phone-context=+1-555;+15551230002"
    read = read_send_parameters(run(Phone_Number=typed))
    assert read.recipients == ("+15551230001", "+15551230002")


def test_notes_say_how_numbers_without_plus_were_read() -> None:
    typed = "(415) 555-0123, +1 555 123 0001, 00 44 7400 123456"
    assert read_send_parameters(run(Phone_Number=typed)).notes == (
        "(415) 555-0123 was read as +14155550123.",
        "00 44 7400 123456 was read as +447400123456.",
    )


def test_notes_on_many_numbers_are_few() -> None:
    def notes(count: int) -> tuple[str, ...]:
        typed = ",".join(f"41555501{n}" for n in range(10, 10 + count))
        return read_send_parameters(run(Phone_Number=typed)).notes

    assert len(notes(6)) == len(notes(20)) == 6
    assert notes(6)[-1] == "4155550115 was read as +14155550115."
    assert notes(7)[-1] == "2 more numbers without + were read by the same rule."
    assert notes(20)[-1] == "15 more numbers without + were read by the same rule."


def test_message_is_kept_as_it_was_typed() -> None:
    assert read_send_parameters(run(Message="  None\n")).message == "  None\n"


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_empty_message_is_refused(typed: str | None) -> None:
    assert refusal(run(Message=typed)).startswith("Message is empty")


def test_every_bad_number_is_named_with_its_reason() -> None:
    typed = "+15551230001, 555-1234, Bob, Al, +15551230002 x3, whatsapp:+15551230004"
    assert refusal(run(Phone_Number=typed)) == (
        'Phone Number is wrong: "555-1234" has too few or too many digits for a number of its '
        'country; each of "Bob", "Al" is no phone number; "+15551230002 x3" has an extension, '
        'which no message reaches; "whatsapp:+15551230004" is on WhatsApp, and the sender in '
        "SmsPhoneNumber is neither there nor a Messaging Service; nothing was sent. Write each "
        "number like +14155550123."
    )


def test_sender_without_a_country_is_named_as_the_reason() -> None:
    sentence = refusal(run(Phone_Number="4155550123", From=SERVICE))
    assert '"4155550123" has no country code' in sentence
    assert "the sender in From has no country" in sentence


@pytest.mark.parametrize("typed", ["", " ,; \n", "\u200b", "null", "[]", "[null]"])
def test_empty_list_of_recipients_is_refused(typed: str) -> None:
    assert "Phone Number is" in refusal(run(Phone_Number=typed))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("5" * 1_000_000, id="one of a million digits"),
        pytest.param(",".join(map(str, range(10_000))), id="10,000 short ones"),
        pytest.param(",".join(f"Bob {n}" for n in range(10_000)), id="10,000 words"),
        pytest.param("+1 555\u202e\ud800\x00 \x1b[31m", id="control characters"),
        pytest.param("\u0661" * 5_000, id="digits of another script"),
        pytest.param("((((+++++----" * 10_000, id="formatting alone"),
    ],
)
def test_hostile_recipients_are_refused_in_one_short_sentence(typed: str) -> None:
    started = time.process_time()
    sentence = refusal(run(Phone_Number=typed))
    assert time.process_time() - started < 5
    assert len(sentence) < 600
    assert sentence.isprintable()


def test_many_recipients_are_read_in_time() -> None:
    typed = "\n".join(f"(415) 55{n:05}" for n in range(10_000))
    started = time.process_time()
    assert len(read_send_parameters(run(Phone_Number=typed)).recipients) == 10_000
    assert time.process_time() - started < 20


def test_entity_that_cannot_be_sent_to_becomes_a_row() -> None:
    entities = ("(415) 555-0123", "ext. 4711", US, "+15551230001")
    read = read_send_parameters(run(entities, Entity_Scope=BOTH))
    assert read.recipients == ("+15551230001", "+14155550123")
    assert read.notes == ("(415) 555-0123 was read as +14155550123.",)
    assert [(one.to, one.status, one.error_message) for one in read.skipped] == [
        ("ext. 4711", "not_sent", "This phone entity was left out: it is no phone number."),
        (
            US,
            "not_sent",
            "This phone entity was left out: it is also the sender in SmsPhoneNumber.",
        ),
    ]


def test_bare_numbers_and_entities_are_on_whatsapp_with_a_sender_there() -> None:
    context = run(("+15551230002",), Entity_Scope=BOTH, From="whatsapp:" + US)
    read = read_send_parameters(context)
    assert read.recipients == ("whatsapp:+15551230001", "whatsapp:+15551230002")


def test_bad_sender_is_named_with_what_to_write() -> None:
    sentence = refusal(run(From="no sender at all"))
    assert sentence.startswith('From is "no sender at all"; nothing was sent. It must be a number')


def test_other_list_of_numbers_is_read_by_the_same_rules() -> None:
    context = run(Escalation_Numbers="415-555-0123; +15551230002, +1 (555) 123-0002")
    assert read_numbers(context, "Escalation Numbers", US, "SmsPhoneNumber") == (
        ("+14155550123", "+15551230002"),
        ("415-555-0123 was read as +14155550123.",),
    )
    assert read_numbers(run(), "Escalation Numbers", US, "SmsPhoneNumber") == ((), ())
    with pytest.raises(TwilioConfigurationError, match="Escalation Numbers is wrong"):
        read_numbers(run(Escalation_Numbers="Bob"), "Escalation Numbers", US, "SmsPhoneNumber")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("https://a.com/1, https://b.com/2", 2, id="comma"),
        pytest.param("https://a.com/1;https://b.com/2\nhttps://c.com/3", 3, id="other separators"),
        pytest.param("https://a.com/w_1,h_2/a;v=1.png", 1, id="comma inside an address"),
        pytest.param('["https://a.com/1,2", "https://b.com/2"]', 2, id="JSON"),
        pytest.param('"https://a.com/1", "https://b.com/2"', 2, id="quotation marks"),
        pytest.param(",".join(f"https://a.com/{n}" for n in range(10)), 10, id="ten"),
        pytest.param("https://8.8.8.8/a; https://a.com./b", 2, id="a public address, a last dot"),
        pytest.param(
            ",".join(f"https://a.my{name}/1" for name in INSIDE), 6, id="names like inner ones"
        ),
        pytest.param("", 0, id="none"),
    ],
)
def test_media_urls_are_read(typed: str, read: int) -> None:
    urls = read_media_urls(run(Media_URL=typed))
    assert len(urls) == read
    assert all(url.startswith("https://") and '"' not in url for url in urls)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://a.com/1", '"http://a.com/1", which is no public https:// address'),
        ("https://a.com/1, nowhere", '"nowhere", which is no public'),
        ("https://a.com/1,ftp://b.com/2", '"ftp://b.com/2", which is no public'),
        ("https://10.0.0.1/a", "no public"),
        ("https://127.1/a", "no public"),
        ("https://intranet/a", "no public"),
        ("https://web.lan./a", "no public"),
        ("https://a.com/a b", "no public"),
        ("https://[::1/a", "no public"),
        *((f"https://web.{domain}/a", "no public") for domain in INSIDE),
        ("x" * 40, '"' + "x" * 40 + '"'),
        ("x" * 41, '"' + "x" * 39 + '…"'),
        (" ".join(f"https://a.com/{n}," for n in range(11)), "holds 11 addresses"),
        ("https://a.com/\ud800", "no public"),
    ],
)
def test_bad_media_url_is_named(typed: str, said: str) -> None:
    with pytest.raises(TwilioConfigurationError) as refused:
        read_media_urls(run(Media_URL=typed))
    assert said in str(refused.value)
    assert str(refused.value).startswith("Media URL ")


def test_media_and_a_template_exclude_each_other() -> None:
    context = run(Media_URL="https://a.com/1", Content_SID="HX" + "0" * 32)
    with pytest.raises(TwilioConfigurationError, match="Media URL and Content SID are both"):
        read_media_urls(context)


def test_variables_alone_ask_for_a_template() -> None:
    assert "Content SID is empty" in refusal(run(Content_Variables='{"1": "Hello"}'))


def test_template_of_a_wait_is_checked_before_anything_is_sent() -> None:
    context = run(Content_SID="HX" + "0" * 32, Content_Variables='{"1": "{message}"}')
    assert read_send_parameters(context).content is not None
    with pytest.raises(TwilioConfigurationError, match="Content Variables must hold"):
        read_send_parameters(context, waits=True)


def test_case_line_is_read_where_it_is_asked_for() -> None:
    context = run(Include_Case_Reference="true")
    context._siemplify.case_id, context._siemplify.case = "7", SimpleNamespace(title="Odd sign-in")
    assert read_send_parameters(context).case_line == "Case 7: Odd sign-in"
    assert read_send_parameters(run()).case_line == ""
