from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.managers.thoroughness import THOROUGHNESS
from TwilioExceptions import TwilioStateError
from TwilioModels import Delivery
from TwilioWaitState import FollowUp, Wait, ends_at, load, seconds_between

SENT = Delivery(
    "+15551230001",
    sender="+15005550006",
    sid="SM" + "0" * 32,
    status="queued",
    body="Was it you?\n…",
    segments=1,
    created_at="2026-11-21T20:15:03Z",
)
WAIT = Wait(
    code="482139",
    question="Was it you?\n…",
    asked_at=datetime(2026, 11, 21, 20, 15, 3, tzinfo=UTC),
    started_at=1_795_292_103.5,
    expires_at=1_795_292_703.5,
    options=("Approve", "Deny"),
    fail_on_timeout=False,
    redact=True,
    recipients=(SENT, Delivery("+15551230002", error_code=21610, error_message="opted out")),
    sender="+15005550006",
    confirmation="Recorded: {answer}",
    hint="Please add 482139",
    reminder_minutes=5,
    escalation=("+15551230003", "whatsapp:+15551230004"),
    escalation_minutes=10,
    follow_ups=(FollowUp("+15551230001", "hint", "SM" + "1" * 32, "queued"),),
)
# What 18.0 saved, to the letter.
STATE_OF_18 = (
    '{"v":1,"code":"482139","question":"Was it you?\\nTo respond, type your reply followed by '
    '482139\\nSiemplifyID: 482139","asked_at":"2026-11-21T20:15:03Z","began":1795292103.5,'
    '"until":null,"options":["Approve"],"fail_on_timeout":true,"redact":false,"recipients":'
    '[{"to":"+15551230001","from":"+15005550006","messaging_service_sid":null,'
    '"sid":"SM0123456789abcdef0123456789abcdef","status":"queued","segments":1,'
    '"error_code":null,"error_message":null,"created_at":"2026-11-21T20:15:03Z",'
    '"possible_duplicate":false}]}'
)


def without(name: str) -> str:
    values = json.loads(WAIT.save())
    del values[name]
    return json.dumps(values)


def changed(**changes: object) -> str:
    return json.dumps({**json.loads(WAIT.save()), **changes})


def test_state_comes_back_as_it_was_saved() -> None:
    assert load(WAIT.save()) == WAIT


def test_state_of_18_is_understood() -> None:
    wait = load(STATE_OF_18)
    assert isinstance(wait, Wait)
    assert (wait.code, wait.options, wait.started_at) == ("482139", ("Approve",), 1795292103.5)
    assert (wait.sender, wait.confirmation, wait.escalation) == ("+15005550006", "", ())
    assert (wait.escalation_minutes, wait.legacy, wait.sender_name) == (15, False, "SmsPhoneNumber")
    assert wait.recipients[0].body == wait.question


def test_state_of_18_by_a_service_knows_its_sender() -> None:
    service = "MG" + "0" * 32
    saved = STATE_OF_18.replace(
        '"messaging_service_sid":null', f'"messaging_service_sid":"{service}"'
    )
    wait = load(saved)
    assert isinstance(wait, Wait)
    assert wait.sender == service


def test_state_ignores_what_a_later_version_adds() -> None:
    assert load(changed(of_a_later_version={"any": 1})) == WAIT


def test_state_takes_an_entity_that_was_no_number() -> None:
    entity = {"to": "front desk", "status": "not_sent", "error_message": "no number"}
    wait = load(changed(recipients=[SENT.to_json(), entity]))
    assert isinstance(wait, Wait)
    assert wait.recipients[1].to == "front desk"


def test_state_holds_the_question_once_however_many_are_asked() -> None:
    assert WAIT._replace(recipients=(SENT,) * 9).save().count("Was it you?\\n…") == 1


def test_state_takes_recipients_with_unknown_and_without_new_fields() -> None:
    row = {**SENT.to_json(), "of_a_later_version": 5}
    for name in ("body", "segments", "error_code", "possible_duplicate"):
        del row[name]
    assert load(changed(recipients=[row])).recipients == (SENT._replace(segments=0),)


def test_state_takes_a_message_with_a_picture() -> None:
    picture = SENT._replace(sid="MM" + "0" * 32)
    wait = WAIT._replace(recipients=(picture,))
    assert load(wait.save()) == wait


def test_state_is_small() -> None:
    assert len(WAIT._replace(recipients=(SENT,)).save()) < 800


def test_wait_knows_its_messages_and_who_may_answer() -> None:
    assert WAIT.sids() == {"SM" + "0" * 32, "SM" + "1" * 32}
    assert WAIT.asked == (SENT,)


def test_state_keeps_when_a_question_in_doubt_was_tried() -> None:
    tried = Delivery("+15551230003", status="unknown", tried_at="2026-11-21T20:16:00Z")
    wait = load(WAIT._replace(recipients=(SENT, tried)).save())
    assert isinstance(wait, Wait)
    assert [wait.when_asked(row).minute for row in wait.recipients] == [15, 16]
    assert wait.when_asked(Delivery("+15551230004")) == wait.asked_at
    assert "tried_at" not in wait.recipients[1].to_json()


def test_state_takes_the_longest_times_and_the_first_year() -> None:
    saved = changed(reminder_minutes=20_160, escalation_minutes=20_160, asked_at="1000-01-01")
    wait = load(saved)
    assert isinstance(wait, Wait)
    assert (wait.reminder_minutes, wait.escalation_minutes) == (20_160, 20_160)
    assert wait.asked_at.year == 1000


def test_state_holds_its_version() -> None:
    assert json.loads(WAIT.save())["v"] == 1


def test_state_already_decoded_by_the_platform_is_taken() -> None:
    assert load(json.loads(WAIT.save())) == WAIT


@pytest.mark.parametrize(
    ("saved", "code"),
    [
        pytest.param('[48213, "2026-11-21 20:15:03+00:00"]', "48213", id="number, five digits"),
        pytest.param('["482139", "2026-11-21 20:15:03+00:00"]', "482139", id="text"),
        pytest.param('[482139, "2026-11-21 21:15:03+01:00"]', "482139", id="another zone"),
        pytest.param('[482139, "2026-11-21 20:15:03"]', "482139", id="no zone is UTC"),
    ],
)
def test_old_state_is_understood(saved: str, code: str) -> None:
    assert load(saved) == (code, datetime(2026, 11, 21, 20, 15, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        pytest.param(None, "is empty", id="absent"),
        pytest.param("", "is empty", id="empty"),
        pytest.param("  ", "is empty", id="blank"),
        pytest.param("{}", "another version", id="empty object"),
        pytest.param(WAIT.save()[:-20], "is damaged", id="cut"),
        pytest.param(changed(v=2), "another version", id="later version"),
        pytest.param(changed(v=True), "another version", id="version true"),
        pytest.param("[]", "is damaged", id="empty list"),
        pytest.param("null", "is damaged", id="null"),
        pytest.param("42", "is damaged", id="number"),
        pytest.param('"text"', "is damaged", id="text"),
        pytest.param("[" * 100_000, "is damaged", id="nested to death"),
        pytest.param('[48213, ""]', "is damaged", id="old, no time"),
        pytest.param('[48213, "None"]', "is damaged", id="old, no time either"),
        pytest.param('[true, "2026-11-21 20:15:03+00:00"]', "is damaged", id="old, no code"),
        pytest.param('[4821, "2026-11-21 20:15:03+00:00"]', "is damaged", id="old, short code"),
        pytest.param('[48213, "2026-11-21 20:15:03+00:00", 1]', "is damaged", id="old, three"),
        pytest.param(without("code"), "is damaged", id="no code"),
        pytest.param(without("recipients"), "is damaged", id="no recipients"),
        pytest.param(changed(code="48213x"), "is damaged", id="code with a letter"),
        pytest.param(changed(code="٤٨٢١٣٩"), "is damaged", id="code in other digits"),
        pytest.param(changed(code=482139), "is damaged", id="code as number"),
        pytest.param(changed(recipients=[]), "is damaged", id="nobody asked"),
        pytest.param(changed(recipients=[{"to": "x"}]), "is damaged", id="half a recipient"),
        pytest.param(changed(recipients=[1]), "is damaged", id="recipient is a number"),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "to": 5}]), "is damaged", id="number as number"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "error_message": 5}]), "is damaged", id="error"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "segments": "1"}]), "is damaged", id="segments"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "status": None}]), "is damaged", id="no status"
        ),
        pytest.param(
            changed(recipients=[SENT.to_json(), {"to": None, "status": "not_sent"}]),
            "is damaged",
            id="an entity of no name",
        ),
        pytest.param(changed(asked_at="yesterday"), "is damaged", id="no time"),
        pytest.param(changed(began="1"), "is damaged", id="began as text"),
        pytest.param(changed(began=True), "is damaged", id="began is true"),
        pytest.param(changed(until=float("nan")), "is damaged", id="until is no number"),
        pytest.param(changed(until=False), "is damaged", id="until is false"),
        pytest.param(changed(until=0), "is damaged", id="until before the beginning"),
        pytest.param(changed(until=WAIT.started_at), "is damaged", id="until is the beginning"),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "created_at": "x"}]), "is damaged", id="created"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "tried_at": "x"}]), "is damaged", id="tried"
        ),
        pytest.param(changed(options="Approve"), "is damaged", id="options as text"),
        pytest.param(changed(options=["Approve", " "]), "is damaged", id="blank option"),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "to": ""}]), "is damaged", id="nobody's number"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "to": "hello"}]), "is damaged", id="no number"
        ),
        pytest.param(
            changed(recipients=[{**SENT.to_json(), "sid": "../../x"}]), "is damaged", id="no SID"
        ),
        pytest.param(changed(options=[1]), "is damaged", id="option as number"),
        pytest.param(changed(redact="true"), "is damaged", id="redact as text"),
        pytest.param(changed(hint=5), "is damaged", id="hint as number"),
        pytest.param(changed(reminder_minutes=0), "is damaged", id="reminder at once"),
        pytest.param(changed(reminder_minutes=20_161), "is damaged", id="reminder too late"),
        pytest.param(changed(escalation_minutes=0), "is damaged", id="escalation at once"),
        pytest.param(changed(escalation_minutes=20_161), "is damaged", id="escalation too late"),
        pytest.param(changed(asked_at="0999-12-31T23:59:59Z"), "is damaged", id="year 999"),
        pytest.param(changed(reminder_minutes="5"), "is damaged", id="reminder as text"),
        pytest.param(changed(escalation=["../x"]), "is damaged", id="escalation to no number"),
        pytest.param(changed(escalation_minutes=None), "is damaged", id="no escalation time"),
        pytest.param(changed(follow_ups=[{"to": 5}]), "is damaged", id="follow-up to a number"),
        pytest.param(
            changed(follow_ups=[{"to": "x", "kind": "hint", "sid": "../x"}]),
            "is damaged",
            id="follow-up without a SID",
        ),
        pytest.param(changed(asked_at="0001-01-01T00:00:00Z"), "is damaged", id="before Twilio"),
    ],
)
def test_damaged_state_is_refused_by_name(saved: object, said: str) -> None:
    with pytest.raises(TwilioStateError, match="saved state") as refused:
        load(saved)
    assert said in str(refused.value)
    assert "nothing was sent" in str(refused.value)


@pytest.mark.parametrize(
    ("until", "interval", "limit_in", "up"),
    [
        pytest.param(None, 60, None, False, id="no limit at all"),
        pytest.param(-1, 60, None, True, id="reply timeout over"),
        pytest.param(30, 60, None, False, id="reply timeout between two polls"),
        pytest.param(None, 60, 600, False, id="ten minutes left"),
        pytest.param(None, 60, 70, True, id="the next poll would be too close"),
        pytest.param(None, 60, -5, True, id="the platform's limit is over"),
        pytest.param(9_999, 60, 30, True, id="the platform's limit comes first"),
        pytest.param(None, 1, 8, False, id="short wait, small margin"),
    ],
)
def test_time_is_up(until: float | None, interval: float, limit_in: float | None, up: bool) -> None:
    now = time.time()
    began = now - 5 if limit_in == 8 else now - 300
    wait = WAIT._replace(started_at=began, expires_at=None if until is None else now + until)
    limit = 0 if limit_in is None else int((now + limit_in) * 1000)
    assert (time.time() >= ends_at(wait, interval=interval, limit_ms=limit)) is up


@pytest.mark.parametrize(
    ("minutes", "kept"),
    [
        pytest.param(60, 45, id="at most 45 s for the last run"),
        pytest.param(5, 30, id="a tenth of the time"),
        pytest.param(0.1, 2, id="at least 2 s"),
    ],
)
def test_last_run_has_its_time_before_the_platforms_limit(minutes: float, kept: float) -> None:
    wait = WAIT._replace(started_at=1000.0, expires_at=None)
    limit = 1000.0 + minutes * 60
    assert ends_at(wait, interval=7, limit_ms=int(limit * 1000)) == limit - kept - 7
    sooner = wait._replace(expires_at=1001.0)
    assert ends_at(sooner, interval=0, limit_ms=int(limit * 1000)) == 1001.0


def test_a_limit_below_zero_is_none() -> None:
    assert ends_at(WAIT._replace(expires_at=None), interval=60, limit_ms=-5) == math.inf


def test_seconds_between_never_fall_below_zero() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 1, tzinfo=UTC)
    assert seconds_between(early, late) == 60
    assert seconds_between(late, early) == 0


@THOROUGHNESS
def test_any_text_is_a_state_or_a_sentence(thorough) -> None:
    sound = WAIT.save()
    cut = st.integers(0, len(sound)).map(lambda n: sound[:n])
    patched = st.tuples(st.integers(0, len(sound) - 1), st.characters(codec="utf-8")).map(
        lambda p: sound[: p[0]] + p[1] + sound[p[0] + 1 :]
    )
    shapes = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(list(json.loads(sound))), inner, max_size=4)
        ),
        max_leaves=12,
    )

    @thorough
    @given(cut | patched | st.text() | shapes.map(json.dumps) | shapes)
    def holds(saved: object) -> None:
        try:
            read = load(saved)
        except TwilioStateError:
            return
        if isinstance(read, Wait):
            assert load(read.save()) == read
        else:
            assert read[0].isdecimal()

    holds()
