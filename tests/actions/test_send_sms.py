"""Send SMS, as a process: who gets what, from where, and what is told."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from devkit.child_modules import Probe
from devkit.lab import PHONE, SECOND, TEXT, THIRD, module_path
from devkit.soar import COMPLETED, FAILED, Alert, Case, EndpointFault, Entity, Limits
from devkit.standin import Fault
from tests.actions.assertions import MOMENT, ROW, SHORT, sentences

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.lab import Lab

BRITISH = "+445550100001"  # not in North America, where names cannot send


def test_send_tells_message_result_and_table_of_each_message(lab: Lab) -> None:
    result = lab.send(f"{PHONE},{SECOND}")

    assert (result.state, result.value) == (COMPLETED, True)
    assert result.message == f"Successfully sent SMS to: {PHONE}, {SECOND}."
    sids = [message.sid for message in lab.account.outbound()]
    assert [row["sid"] for row in result.json] == sids
    for row, to in zip(result.json, (PHONE, SECOND), strict=True):
        assert set(row) == ROW
        assert MOMENT.fullmatch(row.pop("created_at"))
        assert row | {"sid": None} == {
            "to": to, "from": lab.account.number, "messaging_service_sid": None, "sid": None,
            "status": "queued", "body": TEXT, "segments": 1, "error_code": None,
            "error_message": None, "possible_duplicate": False,
        }  # fmt: skip
    assert result.tables == {
        "SMS Messages": [
            "To,Status,Message SID,Error",
            f"{PHONE},queued,{sids[0]},",
            f"{SECOND},queued,{sids[1]},",
        ]
    }


def test_send_asks_the_platform_for_its_settings_alone(lab: Lab) -> None:
    case = Case.of([Entity(SECOND, "PHONENUMBER")], identifier=42, title="Odd sign-in")

    outside, inside = lab.send(), lab.send(case=case)

    assert [call.name for call in outside.requests] == ["configuration"]
    # In a case the SDK itself asks for the case's environment before the configuration.
    assert [call.name for call in inside.requests] == ["CaseMetadata", "configuration"]
    assert {message.body for message in lab.account.outbound()} == {TEXT}


def test_send_understands_separators_and_sends_to_each_number_once(lab: Lab) -> None:
    typed = f"+1 (555) 123-0001;001.555.123.0002\n{PHONE} ,\r\n+1555 123 0003"

    result = lab.send(typed)

    assert [row["to"] for row in result.json] == [PHONE, SECOND, THIRD]
    assert [message.to for message in lab.account.outbound()] == [PHONE, SECOND, THIRD]


def test_send_keeps_the_text_as_it_was_typed(lab: Lab) -> None:
    text = "  First line\n\n«Zweite» 🙂 & <b>100 %</b>\t"

    assert lab.send(PHONE, text).state == COMPLETED
    assert lab.account.outbound()[0].body == text


WRONG: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "one bad number of five": (
        {"Phone Number": f"{PHONE},{SECOND},0555 77 88,{THIRD},+15551230004"},
        ("0555 77 88", "too few"),
    ),
    "blank text": ({"Message": " \n "}, ("Message",)),
    "text of 1,601 characters": ({"Message": "x" * 1601}, ("1,601", "Message")),
    "WhatsApp recipient of a plain sender": (
        {"Phone Number": f"{SECOND},whatsapp:{PHONE}"},
        (f"whatsapp:{PHONE}", "SmsPhoneNumber"),
    ),
    "sender of no known form": ({"From": "no such sender at all"}, ("From",)),
    "unknown scope": ({"Entity Scope": "Everybody"}, ("Entity Scope", "Phone Number only")),
    "neither true nor false": ({"Include Case Reference": "maybe"}, ("Include Case Reference",)),
    "case line outside a case": ({"Include Case Reference": "true"}, ("Include Case Reference",)),
    "delivery timeout too long": ({"Delivery Timeout": "301"}, ("Delivery Timeout", "300")),
    "eleven pictures": (
        {"Media URL": ",".join(f"https://example.com/{n}.png" for n in range(11))},
        ("Media URL", "11"),
    ),
    "picture inside the network": ({"Media URL": "https://192.168.0.7/a.png"}, ("Media URL",)),
    "picture on this machine": ({"Media URL": "https://127.1/a.png"}, ("Media URL",)),
    "picture of an inner host": ({"Media URL": "https://metadata.internal./a"}, ("Media URL",)),
}


@pytest.mark.parametrize(("params", "words"), WRONG.values(), ids=WRONG)
def test_send_checks_everything_before_the_first_request(lab: Lab, params: Any, words: Any) -> None:
    result = lab.send(params=params)

    assert result.state == FAILED
    assert all(word in result.message for word in words), result.message
    assert result.json is None
    assert lab.requests == []


def test_send_takes_parameters_that_are_no_text(lab: Lab) -> None:
    """The platform sends text; a tool that starts actions by hand may send JSON's own types."""
    params = {
        "Phone Number": PHONE,
        "Message": 4711,
        "From": None,
        "Include Case Reference": False,
        "Delivery Timeout": 0,
    }

    result = lab.run("Send SMS", extra_context={"parameters": params})

    assert result.state == COMPLETED, result.message
    assert lab.account.outbound()[0].body == "4711"


def test_send_without_any_parameters_names_what_is_missing(lab: Lab) -> None:
    result = lab.run("Send SMS", extra_context={"parameters": None})

    assert result.state == FAILED
    assert "is empty" in result.message


def test_send_takes_exactly_the_longest_text(lab: Lab) -> None:
    case = Case(identifier=42, title="T")
    params = {"Include Case Reference": "true"}
    line = "\nCase 42: T"

    fits = lab.send(PHONE, "x" * (1600 - len(line)), params=params, case=case)
    over = lab.send(PHONE, "x" * (1601 - len(line)), params=params, case=case)

    assert (fits.state, over.state) == (COMPLETED, FAILED)
    assert [len(message.body) for message in lab.account.outbound()] == [1600]


SENDERS = {
    "number": ("From", THIRD, PHONE),
    "short code": ("From", "55512", PHONE),
    "sender ID": ("SmsPhoneNumber", "SOC Team", BRITISH),
    "WhatsApp": ("From", f"whatsapp:{THIRD}", f"whatsapp:{PHONE}"),
}


@pytest.mark.parametrize(("place", "sender", "to"), SENDERS.values(), ids=SENDERS)
def test_send_takes_the_sender_in_every_form(lab: Lab, place: str, sender: str, to: str) -> None:
    lab.account.add_number(sender)
    if place == "SmsPhoneNumber":
        lab.settings[place] = sender

    result = lab.send(to, params={"From": sender} if place == "From" else {})

    assert result.state == COMPLETED, result.message
    assert (result.json[0]["from"], result.json[0]["to"]) == (sender, to)
    assert lab.state.requests[-1].form["From"] == sender


def test_send_through_a_service_shows_its_sid_and_no_sender_yet(lab: Lab) -> None:
    service = lab.account.add_service()

    (row,) = lab.send(params={"From": service}).json

    assert (row["from"], row["messaging_service_sid"], row["status"]) == (None, service, "accepted")
    assert row["segments"] == 0


PHONES = [Entity(SECOND, "PHONENUMBER"), Entity("+1 555 123 0001", "PHONENUMBER")]
CASE = Case(
    identifier=42,
    title="Odd\n sign-in <Oslo>",
    alerts=(
        Alert("alert-1", entities=(*PHONES, Entity("jdoe", "USERUNIQNAME"))),
        Alert("alert-2", entities=(Entity(THIRD, "PHONENUMBER"),)),
    ),
)
BOTH = {"Entity Scope": "Phone Number and phone entities"}


def test_send_takes_phone_entities_of_the_steps_scope_when_asked_to(lab: Lab) -> None:
    result = lab.send(params=BOTH, case=CASE)

    assert [row["to"] for row in result.json] == [PHONE, SECOND]


def test_send_takes_the_number_alone_where_the_scope_holds_no_phone(lab: Lab) -> None:
    result = lab.send(params=BOTH, case=CASE, entities=[("jdoe", "USERUNIQNAME")])

    assert [row["to"] for row in result.json] == [PHONE]


def test_send_leaves_out_an_entity_that_is_no_number_and_names_it(lab: Lab) -> None:
    result = lab.send(params=BOTH, entities=[("ext. 4711", "PHONENUMBER"), (SECOND, "PHONENUMBER")])

    assert (result.state, result.value) == (COMPLETED, False)
    assert "Failed to send SMS to ext. 4711: This phone entity was left out" in result.message
    assert [row["to"] for row in result.json] == [PHONE, SECOND, "ext. 4711"]
    assert result.json[2]["status"] == "not_sent"
    assert {one.to for one in lab.account.outbound()} == {PHONE, SECOND}


@pytest.mark.parametrize("source", ["Phone Number", "entity"])
def test_send_says_how_a_number_without_plus_was_read(lab: Lab, source: str) -> None:
    if source == "entity":
        result = lab.send(params=BOTH, entities=[("(415) 555-0123", "PHONENUMBER")])
    else:
        result = lab.send(params={"Phone Number": "(415) 555-0123"})

    assert result.value is True
    assert result.message.endswith("\n(415) 555-0123 was read as +14155550123."), result.message
    assert lab.account.outbound()[-1].to == "+14155550123"


def test_send_sends_a_template_with_the_message_in_its_variables(lab: Lab) -> None:
    sid = lab.account.add_template("Alert: {{1}}")

    result = lab.send(params={"Content SID": sid, "Content Variables": '{"1": "{message}!"}'})

    assert result.value is True
    assert [one.body for one in lab.account.outbound()] == [f"Alert: {TEXT}!"]


def test_send_adds_the_case_line_when_asked_to(lab: Lab) -> None:
    result = lab.send(params={"Include Case Reference": "true"}, case=CASE)

    assert lab.account.outbound()[0].body == f"{TEXT}\nCase 42: Odd sign-in <Oslo>"
    assert [call.name for call in result.requests].count("CaseMetadata") == 1


@pytest.mark.parametrize(
    ("endpoint", "params"),
    [("CaseMetadata", {"Include Case Reference": "true"}), ("configuration", {})],
)
def test_send_sends_nothing_when_the_platform_fails(lab: Lab, endpoint: str, params: Any) -> None:
    lab.runner.faults.append(EndpointFault(endpoint))

    result = lab.send(params=params, case=CASE)

    assert result.state == FAILED
    assert "platform" in result.message
    assert lab.account.outbound() == []


def test_send_never_forgets_entities_that_the_platform_failed_to_hand_out(lab: Lab) -> None:
    """The SDK swallows the failure, and then has no entities at all."""
    lab.runner.faults.extend(map(EndpointFault, ("AlertFullDetails", "AlertsFullDetails")))

    result = lab.send(params=BOTH, case=CASE)

    reached = [message.to for message in lab.account.outbound()]
    assert (result.state, reached) in [(COMPLETED, [PHONE, SECOND]), (FAILED, [])]


def test_send_passes_media_on(lab: Lab) -> None:
    urls = ["https://example.com/a.png", "https://example.com/b.png?x=1&y=2"]

    result = lab.send(params={"Media URL": " , ".join(urls)})

    assert lab.state.requests[-1].form.getlist("MediaUrl") == urls
    assert re.fullmatch("MM[0-9a-f]{32}", result.json[0]["sid"])


def test_send_to_some_completes_as_false_and_says_why_of_each_other(lab: Lab) -> None:
    lab.account.refused_recipients[SECOND] = 21614
    lab.account.opted_out.add((THIRD, lab.account.number))

    result = lab.send(f"{PHONE},{SECOND},{THIRD}")

    assert (result.state, result.value) == (COMPLETED, False)
    first, second, third = result.message.split("\n")
    assert first == f"Successfully sent SMS to: {PHONE}."
    assert (SECOND in second, "21614" in second) == (True, True)
    assert (THIRD in third, "21610" in third, "START" in third) == (True, True, True)
    assert [row["status"] for row in result.json] == ["queued", "not_sent", "not_sent"]
    assert [row["error_code"] for row in result.json] == [None, 21614, 21610]
    assert {row["possible_duplicate"] for row in result.json} == {False}
    assert result.tables["SMS Messages"][2].startswith(f"{SECOND},not_sent,,")


def test_send_to_none_fails_with_the_result_of_each(lab: Lab) -> None:
    lab.account.refused_recipients |= {PHONE: 21614, SECOND: 21614}

    result = lab.send(f"{PHONE},{SECOND}")

    assert result.state == FAILED
    assert PHONE in result.message
    assert SECOND in result.message
    assert [row["error_code"] for row in result.json] == [21614, 21614]
    assert all(set(row) == ROW for row in result.json)
    assert len(result.tables["SMS Messages"]) == 3


def test_send_stops_asking_once_the_credentials_are_refused(lab: Lab) -> None:
    result = lab.send(
        f"{PHONE},{SECOND},{THIRD}",
        settings=lab.settings | {"AuthenticationToken": "0bad" * 8},
    )

    assert result.state == FAILED
    assert {row["to"] for row in result.json} == {PHONE, SECOND, THIRD}
    assert all("20003" in text for text in sentences(result).values())
    assert lab.requests.count("create") == 1


def test_send_through_the_trial_prefix_is_no_trouble(lab: Lab) -> None:
    lab.account.trial = True
    lab.account.verified.add(PHONE)

    result = lab.send(f"{PHONE},{SECOND}")

    assert [row["error_code"] for row in result.json] == [None, 21608]


def test_send_escapes_markup_in_the_json_result(lab: Lab) -> None:
    nasty = "</script><img src=x onerror=alert(1)>&amp;"
    lab.add_faults(Fault("status", path="create", to=SECOND, status=400, code=21999, body=nasty))

    result = lab.send(f"{PHONE},{SECOND}")

    assert not set(result.raw_json or "") & set("<>&")
    assert nasty in sentences(result)[SECOND]


RETRIED = {
    "busy": ({"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}, False),
    "fault, not acted": ({"kind": "status", "status": 503}, True),
    "fault, acted": ({"kind": "status", "status": 503, "acting": "after"}, False),
    "cut, acted": ({"kind": "cut", "acting": "after"}, False),
    "empty 201, acted": ({"kind": "empty", "acting": "after"}, False),
}


@pytest.mark.parametrize(("fields", "doubtful"), RETRIED.values(), ids=RETRIED)
def test_send_sends_once_whatever_the_first_answer_was(
    lab: Lab, fields: Any, doubtful: bool
) -> None:
    lab.add_faults(Fault(path="create", **fields))

    result = lab.send(limits=Limits(run_seconds=20, interval_seconds=60))

    assert (result.state, result.value) == (COMPLETED, True)
    (message,) = lab.account.outbound()
    assert result.json[0]["sid"] == message.sid
    assert result.json[0]["possible_duplicate"] is doubtful
    if "headers" in fields:
        assert seconds_between_creates(lab) >= 1


def test_send_honours_a_retry_after_that_is_a_date(lab: Lab) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    lab.add_faults(Fault("status", path="create", status=429, headers={"Retry-After": when}))

    assert lab.send().state == COMPLETED
    assert seconds_between_creates(lab) >= 2


def seconds_between_creates(lab: Lab) -> float:
    first, second = (r.at for r in lab.state.requests if r.operation == "create")
    return (second - first).total_seconds()


def test_send_says_unknown_where_the_list_cannot_be_read_either(lab: Lab) -> None:
    lab.add_faults(Fault("cut", times=None))

    result = lab.send(limits=SHORT)

    # The platform may run a failed step again, and that would send the text twice.
    assert (result.state, result.value) == (COMPLETED, False)
    assert result.json[0]["status"] == "unknown"
    assert result.message.startswith(f"It is not known whether the SMS to {PHONE} was sent: ")
    assert "may have left" in result.message
    assert result.seconds < SHORT.run_seconds


def test_send_reaches_numbers_and_entities_on_whatsapp_with_a_sender_there(lab: Lab) -> None:
    sender = lab.account.add_number("whatsapp:+15550100003")
    sid = lab.account.add_template("Alert: {{1}}")
    params = BOTH | {
        "From": sender,
        "Content SID": sid,
        "Content Variables": '{"1": "{message}"}',
    }

    result = lab.send(params=params, entities=[(SECOND, "PHONENUMBER")])

    wanted = [f"whatsapp:{PHONE}", f"whatsapp:{SECOND}"]
    assert [row["to"] for row in result.json] == wanted
    assert [one.to for one in lab.account.outbound()] == wanted
    assert result.value is True


def test_send_to_many_says_equal_reasons_once(lab: Lab) -> None:
    numbers = [f"+1555{n:07d}" for n in range(500)]
    lab.add_faults(Fault("status", path="create", status=401, code=20003, after=1, times=None))

    result = lab.send(",".join(numbers))

    assert (result.state, result.value) == (COMPLETED, False)
    assert len(result.json) == 500
    assert result.message.count("20003") == 1
    assert "and 399 more" in result.message
    assert len(result.message) < 4000


def test_send_that_cannot_be_waited_for_is_not_begun(lab: Lab) -> None:
    lab.add_faults(Fault("delay", path="create", delay=1.5, times=None))

    result = lab.send(",".join(f"+1555{n:07d}" for n in range(9)), limits=SHORT)

    statuses = [row["status"] for row in result.json]
    assert statuses[0] == "queued"
    assert set(statuses) == {"queued", "not_sent"}
    assert "The time of this run is used up" in result.message


def clocks(*, machine_ahead: float, run_seconds: float) -> dict[str, int]:
    """The deadline of a platform whose clock is Twilio's, and not that of the machine."""
    end = int((time.time() - machine_ahead + run_seconds) * 1000)
    return {"execution_deadline_unix_time_ms": end, "script_timeout_deadline": end}


def test_send_from_a_machine_that_is_behind_ends_in_time_and_names_the_clock(lab: Lab) -> None:
    lab.state.clock.skew = timedelta(minutes=10)
    lab.add_faults(Fault("delay", path="create", delay=1.5, times=None))

    numbers = ",".join(f"+1555{n:07d}" for n in range(9))
    result = lab.send(numbers, extra_context=clocks(machine_ahead=-600, run_seconds=9))

    assert (result.state, result.value) == (COMPLETED, False)
    assert result.seconds < 9
    assert {row["status"] for row in result.json} == {"queued", "not_sent"}
    assert "10 min behind Twilio's" in result.message


def test_send_from_a_machine_that_is_ahead_sends_all_the_same(lab: Lab) -> None:
    lab.state.clock.skew = -timedelta(minutes=10)

    result = lab.send(extra_context=clocks(machine_ahead=600, run_seconds=20))

    assert (result.state, result.value) == (COMPLETED, True)
    assert lab.requests == ["list", "create"]


@pytest.mark.parametrize("late", ["execution_deadline_unix_time_ms", "script_timeout_deadline"])
def test_send_ends_by_the_earlier_of_its_two_deadlines(lab: Lab, late: str) -> None:
    fields = clocks(machine_ahead=0, run_seconds=6)
    lab.add_faults(Fault("status", path="create", status=429, times=None))

    result = lab.send(extra_context=fields | {late: fields[late] + 600_000})

    assert result.seconds < 6
    assert result.json[0]["status"] == "not_sent"


def test_send_loads_no_module_that_it_does_not_use(lab: Lab, tmp_path: Path) -> None:
    probe = Probe(tmp_path / "probe")

    assert lab.send(env=module_path(lab.runner, probe.folder)).state == COMPLETED

    loaded = {name for name in probe.read()["modules"] if name.startswith("Twilio")}
    assert loaded == {
        "TwilioAction", "TwilioAddresses", "TwilioConstants", "TwilioContext",
        "TwilioDeliveryStatus", "TwilioDraft", "TwilioExceptions", "TwilioManager", "TwilioModels",
        "TwilioResponses", "TwilioRetry", "TwilioSendParameters", "TwilioSending",
        "TwilioSentences", "TwilioSettings", "TwilioTransport",
    }  # fmt: skip
