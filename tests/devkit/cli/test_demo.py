from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from devkit.demo import Pace, conversation, play

QUICK = Pace(delivery_step=0.1, reply_after=0.1, interval=0.2)
MARY, ON_CALL = "+15551230001", "+15551230002"


def played(twilio, **options) -> tuple[list[str], str]:
    screen = io.StringIO()
    console = Console(file=screen, width=80, **options)
    return play(console, twilio, QUICK), screen.getvalue()


def test_demo_goes_well_and_shows_conversation_and_result(devkit, monkeypatch):
    monkeypatch.setattr("devkit.demo.scenario.Pace", lambda: QUICK)
    ended = devkit("demo")
    shown = ended.out
    assert (ended.code, ended.err) == (0, "")
    code = re.search(r"│ SiemplifyID: (\d+)", shown)[1]
    assert f"│ Block {code} │" in shown
    assert "│ Recorded: Block. │" in shown
    # The question goes on to the next on call where it was not delivered.
    assert re.search(r"On call \+15551230004 .* undelivered ✗", shown)
    assert shown.count("delivered ✓✓") == 3
    assert "value  Block" in shown
    assert '"status": "answered"' in shown
    assert "✓  All as expected. " in shown
    assert "\x1b" not in shown
    assert "running" not in shown
    assert "typing" not in shown
    # Our texts stand to the right, and replies to the left.
    ours = next(line for line in shown.splitlines() if "│ SOC: Mary did not" in line)
    theirs = next(line for line in shown.splitlines() if f"│ Block {code} │" in line)
    assert ours.index("│") > 20
    assert theirs.index("│") == 3


def test_demo_is_live_on_a_terminal(twilio):
    problems, shown = played(twilio, force_terminal=True)
    assert problems == []
    assert "\x1b[?25l" in shown  # the cursor is hidden while it goes on,
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # and comes back
    assert "running" in shown


@pytest.mark.parametrize("width", [20, 40, 200])
def test_bubbles_fit_any_terminal(twilio, width):
    phone = twilio.state.account.receive(ON_CALL, twilio.state.account.number, "Zoë 🙂 " * 20)
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as capture:
        console.print(conversation.draw([phone], {}))
    assert max(map(len, capture.get().splitlines())) <= width


def test_replies_cannot_steer_the_terminal(twilio):
    phone = twilio.state.account.receive(ON_CALL, twilio.state.account.number, "\x1b[2Jboo [red]")
    console = Console(file=io.StringIO(), width=80, force_terminal=True, no_color=True)
    with console.capture() as capture:
        console.print(conversation.draw([phone], {}))
    assert "\x1b[2J" not in capture.get()
    assert "\\u001b[2Jboo [red]" in capture.get()


def test_demo_finds_a_text_that_was_not_delivered_and_a_stray_one(twilio):
    twilio.state.deliver(MARY, "undelivered", 30003)
    twilio.state.account.receive("+15551230008", twilio.state.account.number, "Hello?")
    problems, shown = played(twilio)
    assert any("Send SMS: result value is False" in problem for problem in problems)
    assert any("'+15551230001': 'undelivered'" in problem for problem in problems)
    assert "texts received is 2, not 1" in problems
    assert "✗  Send SMS: " in shown
    assert "All as expected" not in shown


def test_demo_finds_an_account_that_refuses(twilio):
    twilio.state.account.suspended = True
    problems, shown = played(twilio)
    assert any(problem.startswith("Ping: state is 'FAILED'") for problem in problems)
    assert any(problem.startswith("texts sent is 0") for problem in problems)
    assert "FAILED" in shown


def test_demo_command_fails_with_its_problems(devkit, monkeypatch):
    monkeypatch.setattr("devkit.cli.demo.play", lambda *_: ["something"])
    assert devkit("demo").code == 1
