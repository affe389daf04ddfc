from __future__ import annotations

import time

import pytest

from TwilioRetry import Deadline


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
