from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from TwilioExceptions import TwilioBusyError, TwilioUnavailableError
from TwilioRetry import Deadline, growing_waits, retry


@pytest.mark.parametrize(
    ("deadline_in", "work"),
    [
        pytest.param(60, 55, id="a few seconds stay in hand"),
        pytest.param(8, 4, id="a short run keeps half of them"),
        pytest.param(0.4, 0.2, id="a very short run too"),
    ],
)
def test_working_time_of_a_process(deadline_in: float, work: float) -> None:
    deadline = Deadline.of_process(int((time.time() + deadline_in) * 1000), otherwise=1)
    assert deadline.remaining() == pytest.approx(work, abs=0.1)


def test_working_time_without_a_platform_deadline() -> None:
    assert Deadline.of_process(0, otherwise=30).remaining() == pytest.approx(30, abs=0.1)


def test_a_deadline_in_the_past_leaves_nothing() -> None:
    assert Deadline.of_process(int((time.time() - 60) * 1000), otherwise=30).remaining() == 0


def test_within_is_never_later() -> None:
    assert Deadline(2).within(60).remaining() <= 2
    assert Deadline(60).within(2).remaining() <= 2


def test_pause_does_not_begin_what_does_not_fit() -> None:
    began = time.monotonic()
    assert Deadline(0.2).pause(5) is False
    assert time.monotonic() - began < 0.1
    assert Deadline(5).pause(0.01) is True


NOW = 1_795_600_000.0  # epoch seconds


@pytest.fixture
def clock(mocker):
    """This machine's clock, standing still at NOW; time itself goes on."""
    return mocker.patch("TwilioRetry.time.time", return_value=NOW)


@pytest.mark.parametrize(
    ("deadline_in", "twilio_ahead", "work"),
    [
        pytest.param(300, 0, 295, id="clocks agree"),
        pytest.param(900, 600, 295, id="this machine is ten minutes behind the platform"),
        pytest.param(-300, -600, 295, id="this machine is ten minutes ahead of the platform"),
        pytest.param(200, -100, 195, id="ahead by less than the run: the shorter time is safe"),
        pytest.param(600.5, 600, 0.25, id="less than a second is left by Twilio's clock"),
        pytest.param(0.5, -600, 0.25, id="less than a second is left by this machine's"),
        pytest.param(300, 7200, 295, id="Twilio's time is wrong by hours"),
        pytest.param(300, -7200, 295, id="Twilio's time is wrong the other way"),
        pytest.param(-300, 0, 0, id="it is truly late"),
    ],
)
def test_deadline_is_corrected_by_twilios_clock(clock, deadline_in, twilio_ahead, work) -> None:
    deadline = Deadline.of_process(int((NOW + deadline_in) * 1000), otherwise=1)
    deadline.correct_clock(datetime.fromtimestamp(NOW + twilio_ahead, UTC))
    assert deadline.remaining() == pytest.approx(work, abs=0.2)


def test_deadline_is_corrected_by_the_first_time_that_is_told(clock) -> None:
    deadline = Deadline.of_process(int((NOW + 900) * 1000), otherwise=1)
    for ahead in (600, 880):
        deadline.correct_clock(datetime.fromtimestamp(NOW + ahead, UTC))
    assert deadline.remaining() == pytest.approx(295, abs=0.2)


def test_deadlines_made_before_the_correction_follow_it(clock) -> None:
    deadline = Deadline.of_process(int((NOW + 900) * 1000), otherwise=1)
    within, before = deadline.within(500), deadline.before(100)
    deadline.correct_clock(datetime.fromtimestamp(NOW + 600, UTC))
    assert within.remaining() == pytest.approx(295, abs=0.2)
    assert before.remaining() == pytest.approx(195, abs=0.2)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (0, "Raise the action's timeout"),
        (29, "Raise the action's timeout"),
        (30, "1 min behind Twilio's"),
        (600, "10 min behind Twilio's"),
        (-7200, "120 min ahead of Twilio's"),
    ],
)
def test_sentence_about_used_up_time_names_a_wrong_clock(clock, ahead, said) -> None:
    deadline = Deadline.of_process(int((NOW + 300) * 1000), otherwise=1)
    deadline.correct_clock(datetime.fromtimestamp(NOW + ahead, UTC))
    assert said in deadline.time_is_up
    assert said in deadline.within(5).time_is_up


@pytest.mark.parametrize("ahead", [-7200, 0])
def test_run_that_began_late_is_known_until_twilio_tells_its_time(clock, ahead) -> None:
    assert not Deadline(1).began_late
    assert not Deadline.of_process(int((NOW + 0.5) * 1000), otherwise=1).began_late
    deadline = Deadline.of_process(int(NOW * 1000), otherwise=1, when_past=5)
    assert deadline.began_late
    assert deadline.remaining() == pytest.approx(5, abs=0.2)
    deadline.correct_clock(datetime.fromtimestamp(NOW + ahead, UTC))
    assert not deadline.began_late


def test_clock_is_not_named_where_the_platform_gave_no_deadline(clock) -> None:
    deadline = Deadline.of_process(0, otherwise=30)
    assert deadline.clock_offset == 0
    deadline.correct_clock(datetime.fromtimestamp(NOW + 600, UTC))
    assert deadline.clock_offset == 0


def test_twilios_time_is_this_machines_and_what_twilio_told(mocker) -> None:
    deadline = Deadline(60)
    assert abs(deadline.twilios_time() - datetime.now(UTC)) < timedelta(seconds=5)
    mocker.patch.object(Deadline, "clock_offset", -600.0)
    elapsed = datetime.now(UTC) - deadline.twilios_time()
    assert elapsed.total_seconds() == pytest.approx(600, abs=5)


def test_time_is_never_below_zero() -> None:
    assert Deadline(-5).remaining() == 0
    assert Deadline(-5).within(60).remaining() == 0


def test_waits_grow_with_jitter_up_to_the_longest() -> None:
    waits = list(islice(growing_waits(0.5), 12))
    plain = [0.5, 1, 2, 4, 8, *[15] * 7]
    factors = [wait / seconds for wait, seconds in zip(waits, plain, strict=True)]
    assert all(0.8 <= factor <= 1.2 for factor in factors)
    assert len(set(factors)) > 6


@pytest.mark.parametrize(("end", "factor"), [(min, 0.8), (max, 1.2)])
def test_jitter_is_a_fifth(mocker, end, factor) -> None:
    mocker.patch("TwilioRetry.random.uniform", side_effect=end)
    waits = [seconds * factor for seconds in (4, 8, 15, 15)]
    assert list(growing_waits(4, 4)) == pytest.approx(waits)


def test_waits_can_be_counted() -> None:
    assert len(list(growing_waits(1.0, 3))) == 3


def answers(*given: object):
    """Return a request that gives these answers, raising those that are errors, and its count."""
    left = list(given)

    def request() -> object:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return request, left


DOWN = TwilioUnavailableError("Twilio is down.")


def test_request_is_repeated_until_it_is_answered() -> None:
    request, left = answers(DOWN, DOWN, "page", "another")
    assert retry(request, [0, 0, 0], Deadline(5)) == "page"
    assert left == ["another"]


def test_request_is_repeated_once_for_each_wait_and_the_last_error_is_raised() -> None:
    request, left = answers(DOWN, DOWN, TwilioUnavailableError("It still is."), "late")
    with pytest.raises(TwilioUnavailableError, match="It still is"):
        retry(request, [0, 0], Deadline(5))
    assert left == ["late"]


def test_request_is_not_repeated_where_that_cannot_help() -> None:
    request, left = answers(TwilioUnavailableError("Bad certificate.", retryable=False), "late")
    with pytest.raises(TwilioUnavailableError, match="Bad certificate"):
        retry(request, [0, 0], Deadline(5))
    assert left == ["late"]


def test_caller_may_decide_what_is_repeated() -> None:
    request, left = answers(DOWN, "late")
    with pytest.raises(TwilioUnavailableError):
        retry(request, [0, 0], Deadline(5), lambda error: error.may_have_been_processed is False)
    assert left == ["late"]


@pytest.mark.parametrize(
    ("asked", "planned", "waited"), [(0.2, 0.0, 0.2), (0.0, 0.2, 0.2), (None, 0.2, 0.2)]
)
def test_longer_of_the_two_waits_counts(asked, planned, waited) -> None:
    request, _ = answers(TwilioBusyError("Busy.", cure_later="", retry_after=asked), "page")
    began = time.monotonic()
    assert retry(request, [planned], Deadline(5)) == "page"
    assert waited <= time.monotonic() - began < waited + 0.15


def test_no_wait_reaches_the_deadline() -> None:
    request, left = answers(TwilioBusyError("Busy.", cure_later="", retry_after=60.0), "late")
    began = time.monotonic()
    with pytest.raises(TwilioBusyError):
        retry(request, [0.0], Deadline(1))
    assert time.monotonic() - began < 0.5
    assert left == ["late"]
