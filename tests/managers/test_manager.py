from __future__ import annotations

import math
import time
from base64 import b64encode, encodebytes, urlsafe_b64encode
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

from devkit.standin import Fault
from TwilioDraft import Draft
from TwilioExceptions import (
    TwilioAccountError,
    TwilioBusyError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioResponses import without_secret
from TwilioRetry import Deadline

if TYPE_CHECKING:
    from TwilioManager import TwilioManager

TO = "+15551230001"
SID = "SM" + "0" * 32


def draft(twilio, **changes) -> Draft:
    return Draft(TO, twilio.state.account.number, "Hello", **changes)


def test_connectivity_reads_one_row_and_sends_nothing(twilio, connect) -> None:
    assert connect().test_connectivity() is True
    (request,) = twilio.state.requests
    assert (request.method, request.query.to_dict()) == ("GET", {"PageSize": "1"})
    assert twilio.state.account.messages == []


def test_connectivity_knows_test_credentials(twilio, connect) -> None:
    sid, token = twilio.state.account.test_credentials
    assert connect(account_sid=sid, username=sid, secret=token).test_connectivity() is False


def test_api_key_signs_in_with_the_accounts_sid_in_the_path(twilio, connect) -> None:
    sid, secret = twilio.state.account.add_api_key()
    assert connect(username=sid, secret=secret).test_connectivity() is True
    assert twilio.state.account.sid in twilio.state.requests[-1].path


def test_environment_never_changes_the_account_or_the_host(twilio, connect, monkeypatch) -> None:
    for name in ("ACCOUNT_SID", "AUTH_TOKEN", "REGION", "EDGE"):
        monkeypatch.setenv(f"TWILIO_{name}", "au1")
    assert connect().test_connectivity() is True


def test_create_sends_one_message_and_returns_it(twilio, connect) -> None:
    created = connect().create(draft(twilio))
    (kept,) = twilio.state.account.messages
    assert (created.sid, created.body, created.status) == (kept.sid, "Hello", "queued")


def test_create_through_a_service_names_the_service(twilio, connect) -> None:
    service = twilio.state.account.add_service([twilio.state.account.number])
    created = connect().create(Draft(TO, service, "Hello"))
    assert (created.service, created.sender) == (service, None)
    assert "From" not in twilio.state.requests[-1].form


def test_create_carries_every_picture(twilio, connect) -> None:
    urls = ("https://pictures.example.com/1.png", "https://pictures.example.com/2.png")
    created = connect().create(draft(twilio, media_urls=urls))
    assert created.sid.startswith("MM")
    assert twilio.state.requests[-1].form.getlist("MediaUrl") == list(urls)


def form_of(draft: Draft) -> dict[str, object]:
    return {name: value for name, value in draft.form().items() if name not in {"To", "From"}}


def test_create_sends_a_template_in_place_of_the_text() -> None:
    content = {"content_sid": "HX" + "0" * 32, "content_variables": '{"1": "Ann"}'}
    template = Draft(TO, "+15005550006", "Hello", ("https://example.com/1.png",), **content)
    assert form_of(template) == {
        "ContentSid": content["content_sid"],
        "ContentVariables": content["content_variables"],
    }


@pytest.mark.parametrize(
    ("seconds", "validity"),
    [
        pytest.param(600.5, 600, id="time left"),
        pytest.param(5, 60, id="at least a minute"),
        pytest.param(90_000, 36_000, id="at most ten hours"),
        pytest.param(math.inf, 36_000, id="no end"),
    ],
)
def test_create_names_the_seconds_that_twilio_may_hold_a_message(seconds, validity) -> None:
    draft = Draft(TO, "+15005550006", "Hello", ends_at=time.time() + seconds)
    assert form_of(draft) == {"Body": "Hello", "ValidityPeriod": validity}


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        pytest.param(
            Fault("status", status=400, code=21211), TwilioRefusedError, "21211", id="400"
        ),
        pytest.param(
            Fault("status", status=401, code=20003), TwilioAccountError, "20003", id="401"
        ),
        pytest.param(Fault("empty", status=401), TwilioAccountError, "20003", id="401, empty"),
        pytest.param(
            Fault("status", status=403, code=20403), TwilioAccountError, "20403", id="403"
        ),
        pytest.param(
            Fault("html", status=403), TwilioRefusedError, "not by Twilio", id="403, HTML"
        ),
        pytest.param(
            Fault("html", status=400), TwilioRefusedError, "not by Twilio", id="400, HTML"
        ),
        pytest.param(Fault("html", status=404), TwilioRefusedError, "API Root", id="404, HTML"),
        pytest.param(
            Fault("status", status=404, code=20404), TwilioAccountError, "20404", id="404"
        ),
        pytest.param(Fault("status", status=429, code=20429), TwilioBusyError, "20429", id="429"),
        pytest.param(Fault("html", status=429), TwilioBusyError, "20429", id="429, HTML"),
        pytest.param(
            Fault("status", status=429, code=63038), TwilioRefusedError, "63038", id="429, limit"
        ),
        pytest.param(
            Fault("status", status=500, code=20500), TwilioUnavailableError, "20500", id="500"
        ),
        pytest.param(
            Fault("html", status=502),
            TwilioUnavailableError,
            "HTTP 502). Try again",
            id="502, HTML",
        ),
        pytest.param(Fault("html", status=511), TwilioUnavailableError, "sign in", id="511"),
        pytest.param(Fault("html"), TwilioUnavailableError, "a web page", id="captive portal"),
        pytest.param(Fault("empty"), TwilioUnavailableError, "was empty", id="empty"),
        pytest.param(Fault("json", body=[1]), TwilioUnavailableError, "JSON", id="other JSON"),
        pytest.param(Fault("redirect"), TwilioUnavailableError, "redirection", id="redirect"),
        pytest.param(Fault("cut"), TwilioUnavailableError, "cut the connection", id="cut"),
        pytest.param(Fault("truncated"), TwilioUnavailableError, "cut", id="truncated"),
    ],
)
def test_every_fault_becomes_a_sentence(twilio, connect, fault, error, said) -> None:
    twilio.state.faults.add(fault)
    with pytest.raises(error) as raised:
        connect().create(draft(twilio))
    assert said in str(raised.value)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("fault", "may_have_been_processed"),
    [
        pytest.param(Fault("cut"), True, id="cut"),
        pytest.param(Fault("status", status=503, code=20503), True, id="503"),
        pytest.param(Fault("empty"), True, id="201 without a SID"),
        pytest.param(Fault("html"), True, id="captive portal"),
        pytest.param(Fault("status", status=429, code=20429), False, id="429"),
        pytest.param(Fault("redirect"), False, id="redirect"),
    ],
)
def test_manager_knows_whether_a_message_may_have_left(
    twilio, connect, fault, may_have_been_processed
) -> None:
    twilio.state.faults.add(fault)
    with pytest.raises(TwilioUnavailableError) as raised:
        connect().create(draft(twilio))
    assert raised.value.may_have_been_processed is may_have_been_processed


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        pytest.param("70", 70, id="seconds"),
        pytest.param(timedelta(minutes=1), 60, id="a time"),
        pytest.param(timedelta(minutes=-1), 0, id="a time gone by"),
        pytest.param("soon", None, id="neither"),
        pytest.param("-5", None, id="below zero"),
    ],
)
def test_busy_answer_keeps_how_long_to_wait_by_twilios_clock(
    twilio, connect, asked, seconds
) -> None:
    twilio.state.clock.skew = timedelta(days=365)
    if isinstance(asked, timedelta):
        asked = format_datetime(twilio.state.clock.now() + asked)
        seconds = seconds and pytest.approx(seconds, abs=2)  # whole seconds, and those that pass
    twilio.state.faults.add(Fault("status", status=429, code=20429, headers={"Retry-After": asked}))
    with pytest.raises(TwilioBusyError) as raised:
        connect().test_connectivity()
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    ("fault", "retryable"), [(Fault("redirect"), False), (Fault("html"), True)]
)
def test_redirection_is_not_tried_again(twilio, connect, fault, retryable) -> None:
    twilio.state.faults.add(fault)
    with pytest.raises(TwilioUnavailableError) as raised:
        connect().create(draft(twilio))
    assert raised.value.retryable is retryable


SECRET = "a/b+c d~é" * 4
PAIR = f"AC{'0' * 32}:{SECRET}"
ECHOES = {
    "as it is": SECRET,
    "as a header": "Basic " + b64encode(PAIR.encode()).decode(),
    "header in lines": "Basic " + encodebytes(PAIR.encode()).decode().replace("\n", "\r\n ")[:-3],
    "base64": b64encode(SECRET.encode()).decode(),
    "base64 without its end": b64encode(SECRET.encode()).decode().rstrip("="),
    "base64 for addresses": urlsafe_b64encode(PAIR.encode()).decode(),
    "in an address": quote(SECRET),
    "in a query": quote_plus(SECRET),
    "in an address, all of it": quote(SECRET, safe="").lower(),
    "header of somebody else": "Authorization: Basic " + b64encode(b"user:" + b"x" * 40).decode(),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_secret_is_taken_out_of_an_echoed_text_in_every_form(echo: str) -> None:
    shown = without_secret(f"bad {echo} sent", "AC" + "0" * 32, SECRET)
    assert shown.replace("Authorization: ", "").replace("Basic ", "") == "bad … sent"


def test_own_text_of_an_error_never_shows_the_secret(twilio, connect) -> None:
    account = twilio.state.account
    header = b64encode(f"{account.sid}:{account.auth_token}".encode()).decode()
    twilio.state.faults.add(Fault("status", status=400, code=99999, body=f"bad {header}"))
    with pytest.raises(TwilioRefusedError, match="bad …") as raised:
        connect().test_connectivity()
    assert header[:40] not in str(raised.value)


def test_own_text_of_a_message_never_shows_the_secret(twilio, connect) -> None:
    row = {
        "sid": SID,
        "date_created": "Sat, 21 Nov 2026 20:15:03 +0000",
        "error_message": f"bad {twilio.state.account.auth_token}",
    }
    twilio.state.faults.add(Fault("json", body=row))
    assert connect().fetch(SID).error_message == "bad …"


def test_received_comes_page_by_page(twilio, connect) -> None:
    account = twilio.state.account
    for place in range(120):
        account.receive(TO, account.number, f"text {place}")
    first = connect().list_received_from(TO, account.number, rows=50)
    assert [message.body for message in first.messages][:2] == ["text 119", "text 118"]
    assert len(first.messages) == len(twilio.state.requests) * 50
    second = connect().list_following(first.following)
    assert second.messages[0].body == "text 69"
    assert connect().list_following(second.following).following is None


def test_received_skips_rows_that_are_no_messages_and_says_so(twilio, connect) -> None:
    message = {"sid": SID, "date_created": "Sat, 21 Nov 2026 20:15:03 +0000"}
    rows = [None, {"sid": None}, message, 5]
    twilio.state.faults.add(Fault("json", body={"messages": rows}))
    page = connect().list_received_from(TO, None, rows=50)
    assert ([message.sid for message in page.messages], page.whole) == ([SID], False)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.com/steal",
        "//elsewhere.example.com/steal",
        "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json?Page=1",
        "/2010-04-01/Accounts.json?Page=1",
        "@elsewhere.example.com/",
        5,
    ],
)
def test_next_page_elsewhere_is_not_followed(twilio, connect, address) -> None:
    page = {"messages": [], "next_page_uri": address}
    twilio.state.faults.add(Fault("json", body=page))
    page = connect().list_received_from(TO, None, rows=50)
    assert (page.following, page.whole) == (None, False)


def test_redact_empties_the_text(twilio, connect) -> None:
    twilio.state.account.receive(TO, twilio.state.account.number, "secret")
    (message,) = twilio.state.account.messages
    connect().redact(message.sid)
    assert twilio.state.account.messages[0].body == ""


@pytest.mark.parametrize(
    "fault", [Fault("html"), Fault("empty"), Fault("json", body=[1]), Fault("json", body={})]
)
def test_redact_is_not_believed_without_twilios_word(twilio, connect, fault) -> None:
    twilio.state.account.receive(TO, twilio.state.account.number, "secret")
    twilio.state.faults.add(fault)
    with pytest.raises(TwilioUnavailableError):
        connect().redact(twilio.state.account.messages[0].sid)


def test_redact_is_not_believed_while_a_text_is_there(twilio, connect) -> None:
    row = {"sid": SID, "body": "secret", "date_created": "Sat, 21 Nov 2026 20:15:03 +0000"}
    twilio.state.faults.add(Fault("json", body=row))
    with pytest.raises(TwilioUnavailableError, match="still keeps"):
        connect().redact(SID)


def test_no_request_begins_when_the_time_is_up(twilio, connect) -> None:
    with pytest.raises(TwilioUnavailableError, match="time of this run") as raised:
        connect(seconds=0).create(draft(twilio))
    assert raised.value.may_have_been_processed is False
    assert twilio.state.requests == []


@pytest.fixture
def late(twilio, connect):
    """A manager of a run whose deadline is in the past by this machine's clock."""

    def late(seconds: float) -> TwilioManager:
        manager = connect()
        deadline_ms = int((time.time() - seconds) * 1000)
        manager._deadline = Deadline.of_process(deadline_ms, otherwise=0)
        return manager

    return late


def test_machine_that_is_ahead_of_the_platform_sends_all_the_same(twilio, late) -> None:
    twilio.state.clock.skew = -timedelta(seconds=600)
    assert late(300).create(draft(twilio)).status == "queued"
    assert [request.operation for request in twilio.state.requests] == ["list", "create"]


def test_run_that_is_truly_late_sends_nothing(twilio, late) -> None:
    with pytest.raises(TwilioUnavailableError, match="time of this run"):
        late(300).create(draft(twilio))
    assert [request.operation for request in twilio.state.requests] == ["list"]


def test_late_run_without_an_answer_from_twilio_sends_nothing(twilio, late) -> None:
    twilio.state.faults.add(Fault("cut", times=None))
    with pytest.raises(TwilioUnavailableError, match="time of this run"):
        late(300).create(draft(twilio))


@pytest.mark.parametrize(
    ("seconds", "of_create", "of_list"),
    [pytest.param(120, 30, 15, id="time enough"), pytest.param(4, 4, 4, id="cut to what is left")],
)
def test_each_request_is_waited_for_a_bounded_time(
    twilio, connect, mocker, seconds, of_create, of_list
) -> None:
    request = mocker.patch(
        "TwilioManager.TwilioTransport.request", side_effect=TwilioUnavailableError("x")
    )
    manager = connect(seconds)
    for call in (lambda: manager.create(draft(twilio)), lambda: manager.list_sent_to(TO, rows=1)):
        with pytest.raises(TwilioUnavailableError):
            call()
    timeouts = [call.kwargs["timeout"] for call in request.call_args_list]
    assert timeouts == pytest.approx([of_create, of_list], abs=0.5)
