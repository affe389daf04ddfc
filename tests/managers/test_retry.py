from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import islice

import pytest

from TwilioRetry import Deadline, growing_waits


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
        (20, "Raise the action's timeout"),
        (600, "10 min behind Twilio's"),
        (-7200, "120 min ahead of Twilio's"),
    ],
)
def test_sentence_about_used_up_time_names_a_wrong_clock(clock, ahead, said) -> None:
    deadline = Deadline.of_process(int((NOW + 300) * 1000), otherwise=1)
    deadline.correct_clock(datetime.fromtimestamp(NOW + ahead, UTC))
    assert said in deadline.time_is_up
    assert said in deadline.within(5).time_is_up


def test_waits_grow_with_jitter_up_to_the_longest() -> None:
    waits = list(islice(growing_waits(0.5), 12))
    plain = [0.5, 1, 2, 4, 8, *[15] * 7]
    factors = [wait / seconds for wait, seconds in zip(waits, plain, strict=True)]
    assert all(0.8 <= factor <= 1.2 for factor in factors)
    assert len(set(factors)) > 6


def test_waits_can_be_counted() -> None:
    assert len(list(growing_waits(1.0, 3))) == 3
