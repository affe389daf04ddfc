from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio.rest import Client

    from devkit.standin import Account, State

ANNA, BEN = "+15551230001", "+15551230002"
OWN = "+15005550006"
UNKNOWN_SERVICE = "MG" + "0" * 32


def refused(client: Client, **fields: object) -> int:
    """The code that a create is refused with; nothing may have been sent."""
    given = {"to": ANNA, "from_": OWN, "body": "hi"} | fields
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**{key: one for key, one in given.items() if one is not None})
    assert caught.value.status == (404 if caught.value.code == 21701 else 400)
    assert caught.value.msg.startswith("Unable to create record: ")
    return caught.value.code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "5551230"}, 21211),
        ({"to": "+4407400123456"}, 21211),
        ({"to": "0044 7400 123456"}, 21211),
        ({"to": "555 123 0001 ext. 5"}, 21211),
        ({"to": "555 CALL NOW"}, 21211),
        ({"to": "tel:+15551230001"}, 21211),
        ({"to": "whatsapp:5551230001"}, 21211),
        ({"to": "+0551230001"}, 21211),
        ({"to": "fax:+15551230001"}, 21211),
        ({"to": "55512"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"to": OWN}, 21266),
        ({"body": None}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"body": "é" * 1601}, 21617),
        ({"from_": None}, 21603),
        ({"from_": "15005550006"}, 21212),
        ({"from_": "Bad_Name"}, 21212),
        ({"from_": "TwelveLetter"}, 21212),
        ({"from_": "+15559990000"}, 21659),
        ({"from_": "55599"}, 21659),
        ({"from_": "Company"}, 21612),
        ({"from_": "whatsapp:+15005550006"}, 21910),
        ({"from_": "whatsapp:+15005550006", "to": f"whatsapp:{ANNA}"}, 63007),
        ({"to": f"whatsapp:{ANNA}"}, 21910),
        ({"from_": None, "messaging_service_sid": UNKNOWN_SERVICE}, 21701),
        ({"from_": None, "messaging_service_sid": "MG123"}, 21705),
        ({"media_url": ["ftp://files.example/a.jpg"]}, 21620),
        ({"media_url": ["https://"]}, 21620),
        ({"media_url": [f"https://files.example/{n}.jpg" for n in range(11)]}, 21623),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36001}, 21624),
        ({"validity_period": "9" * 5000}, 21624),
        ({"validity_period": "soon"}, 21624),
        ({"content_variables": "{}"}, 21654),
        ({"content_sid": "HX" + "0" * 32}, 21655),
    ],
)
def test_create_refuses_with_twilios_code(
    client: Client, account: Account, fields: dict[str, object], code: int
):
    assert refused(client, **fields) == code
    assert account.messages == []


@pytest.mark.parametrize(
    ("arrange", "code"),
    [
        (lambda account: account.refused_recipients.update({ANNA: 21614}), 21614),
        (lambda account: setattr(account, "trial", True), 21608),
        (lambda account: setattr(account, "samples_only", True), 572006),
        (lambda account: account.receive(ANNA, OWN, "Stop"), 21610),
    ],
    ids=["recipient", "trial", "samples only", "opted-out"],
)
def test_create_refuses_what_the_account_does_not_allow(
    client: Client, account: Account, arrange: Callable[[Account], object], code: int
):
    arrange(account)
    assert refused(client) == code
    assert account.outbound() == []


def test_create_takes_1600_characters_and_what_twilio_takes(client: Client, account: Account):
    for fields in (
        {"body": "x" * 1600},
        {"body": "", "media_url": ["https://files.example/a.jpg"] * 10},
        {"body": "x", "validity_period": 36000},
    ):
        assert client.messages.create(to=ANNA, from_=OWN, **fields).status == "queued"
    assert len(account.outbound(ANNA)) == 3


@pytest.mark.parametrize(
    ("written", "sender", "read"),
    [
        ("5551230001", OWN, ANNA),
        ("15551230001", OWN, ANNA),
        ("(555) 123-0001", OWN, ANNA),
        ("+1 555 123 0001", OWN, ANNA),
        ("5551230001", "5005550006", ANNA),
        ("07400 123456", "+447400123400", "+447400123456"),
        ("312 345 6789", "+390612345678", "+393123456789"),
    ],
)
def test_number_without_plus_belongs_to_the_senders_country(
    client: Client, account: Account, written: str, sender: str, read: str
):
    for number in ("+447400123400", "+390612345678"):
        account.add_number(number)
    assert client.messages.create(to=written, from_=sender, body="hi").to == read
    assert account.outbound()[0].to == read


def test_number_without_plus_is_american_where_the_sender_has_no_country(
    client: Client, account: Account
):
    service = account.add_service()
    row = client.messages.create(to="4792858856", messaging_service_sid=service, body="hi")
    assert row.to == "+14792858856"


def test_template_is_sent_with_its_variables_in_place_of_a_body(client: Client, account: Account):
    sid = account.add_template("Was it you, {{name}}? {{1}}")
    row = client.messages.create(
        to=ANNA, from_=OWN, content_sid=sid, content_variables='{"name": "Ann", "1": "ok"}'
    )
    assert row.body == account.outbound()[0].body == "Was it you, Ann? ok"


@pytest.mark.parametrize(
    "variables",
    ["{", "[]", '"text"', '{"1": 2}', '{"1": "two\\nlines"}', "[" * 9000],
    ids=["cut", "list", "text", "number", "new line", "nested"],
)
def test_template_takes_an_object_of_texts_of_one_line(
    client: Client, account: Account, variables: str
):
    sid = account.add_template("Was it you, {{1}}?")
    assert refused(client, body=None, content_sid=sid, content_variables=variables) == 21656
    assert account.outbound() == []


def test_template_goes_alone(client: Client, account: Account):
    sid = account.add_template("Was it you?")
    assert refused(client, content_sid=sid) == 20001


def test_newer_trial_account_sends_sample_texts(client: Client, account: Account):
    account.samples_only = True
    row = client.messages.create(to=ANNA, from_=OWN, body="Hello from Twilio!")
    assert row.status == "queued"


def test_account_at_its_daily_limit_is_told_so_with_429(client: Client, account: Account):
    account.daily_limit = 1
    client.messages.create(to=ANNA, from_=OWN, body="hi")
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(to=ANNA, from_=OWN, body="hi")
    assert (caught.value.status, caught.value.code) == (429, 63038)
    assert len(account.outbound()) == 1


def test_landline_is_refused_abroad_and_undelivered_at_home(client: Client, account: Account):
    abroad = "+4930123456"
    account.landlines |= {ANNA, abroad}
    assert refused(client, to=abroad) == 21635
    sid = client.messages.create(to=ANNA, from_=OWN, body="hi").sid
    account.timeline.clock.advance(10)
    row = client.messages(sid).fetch()
    assert (row.status, row.error_code) == ("undelivered", 30006)


def test_create_keeps_the_body_to_the_letter(client: Client, account: Account):
    body = ' "quoted" – <b>&amp;</b>\r\n\t🎉 é \u200b'
    assert client.messages.create(to=ANNA, from_=OWN, body=body).body == body
    assert account.outbound()[0].body == body


@pytest.mark.parametrize(("body", "expected"), [("a" * 160, "1"), ("a" * 161, "2")])
def test_create_counts_segments(client: Client, body: str, expected: str):
    assert client.messages.create(to=ANNA, from_=OWN, body=body).num_segments == expected


def test_media_makes_an_mms(client: Client):
    links = ["https://files.example/a.jpg", "https://files.example/b.jpg"]
    row = client.messages.create(to=ANNA, from_=OWN, media_url=links)
    assert (row.sid[:2], row.num_media, row.body) == ("MM", "2", "")


def test_sender_of_another_account_is_named_as_such(client: Client, state: State):
    other = state.add_account()
    assert refused(client, from_=other.number) == 21660


def test_name_reaches_other_countries(client: Client):
    row = client.messages.create(to="+445551230001", from_="My Team 1", body="hi")
    assert row.from_ == "My Team 1"


def test_whatsapp_stays_on_its_channel(client: Client, account: Account):
    own = account.add_number("whatsapp:+15005550010")
    row = client.messages.create(to=f"whatsapp:{ANNA}", from_=own, body="hi")
    assert (row.to, row.from_) == (f"whatsapp:{ANNA}", own)
    assert refused(client, from_=own) == 21910


def test_free_text_on_whatsapp_needs_a_text_of_that_phone_within_a_day(
    client: Client, account: Account, state: State
):
    own = account.add_number("whatsapp:+15005550010")
    template = account.add_template("Was it you?")
    to = "whatsapp:+525512345678"

    def end(**fields: str) -> tuple[str, int | None]:
        created = client.messages.create(to=to, from_=own, **fields)
        assert created.status == "queued"
        account.timeline.clock.advance(10)
        row = client.messages(created.sid).fetch()
        return row.status, row.error_code

    assert end(body="hi") == ("failed", 63016)
    assert end(content_sid=template) == ("delivered", None)
    state.phone(to).send("hello", own)
    assert account.inbound()[0].sender == "whatsapp:+5215512345678"
    assert end(body="hi") == ("delivered", None)
    account.timeline.clock.advance(24 * 3600)
    assert end(body="hi") == ("failed", 63016)


def test_trial_account_writes_its_prefix_into_the_body(client: Client, account: Account):
    account.trial = True
    account.verified.add(ANNA)
    row = client.messages.create(to=ANNA, from_=OWN, body="hi")
    assert row.body == "Sent from your Twilio trial account - hi"
    assert refused(client, to=BEN) == 21608


def test_service_picks_its_sender_a_moment_later(client: Client, account: Account, state: State):
    service = account.add_service(["+15005550010"])
    row = client.messages.create(to=ANNA, messaging_service_sid=service, body="a" * 161)
    shown = (row.status, row.from_, row.num_segments, row.messaging_service_sid)
    assert shown == ("accepted", None, "0", service)
    assert client.messages.list(from_="+15005550010") == []
    account.timeline.clock.advance(state.delivery.pick)
    row = client.messages(row.sid).fetch()
    assert (row.status, row.from_, row.num_segments) == ("queued", "+15005550010", "2")
    assert [one.sid for one in client.messages.list(from_="+15005550010")] == [row.sid]


def test_service_with_an_rcs_sender_sends_by_it_and_hears_the_reply(
    client: Client, account: Account, state: State
):
    service = account.add_service(["+15005550010", "rcs:our_agent"])
    client.messages.create(to=ANNA, messaging_service_sid=service, body="hi")
    account.timeline.clock.advance(10)
    state.phone(ANNA).send("yes")
    (question,), (reply,) = account.outbound(), account.inbound()
    assert (question.to, question.sender) == (ANNA, "rcs:our_agent")
    assert (reply.sender, reply.to) == (f"rcs:{ANNA}", "rcs:our_agent")
    assert reply.service_sid == service
    state.phone(ANNA).send("STOP")
    assert refused(client, from_=None, messaging_service_sid=service) == 21610


def test_service_with_a_sender_of_its_pool_uses_it(client: Client, account: Account):
    service = account.add_service(["+15005550010"])
    row = client.messages.create(
        to=ANNA, from_="+15005550010", messaging_service_sid=service, body="hi"
    )
    assert (row.status, row.from_, row.messaging_service_sid) == ("queued", "+15005550010", service)
    assert refused(client, messaging_service_sid=service) == 21606


@pytest.mark.parametrize(
    ("pool", "code"), [([], 21704), (["MyTeam"], 21703), (["whatsapp:+15005550010"], 21703)]
)
def test_service_without_a_usable_sender_refuses(
    client: Client, account: Account, pool: list[str], code: int
):
    service = account.add_service(pool)
    assert refused(client, from_=None, messaging_service_sid=service) == code
