from __future__ import annotations

import itertools
import json

import pytest

from devkit import console
from devkit.soar import RunResult


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Zoë 🙂 👩‍💻\n\tok", "Zoë 🙂 👩‍💻\n\tok", id="harmless"),
        pytest.param("\x1b[31mred", "\\u001b[31mred", id="escape"),
        pytest.param("a\x9b2Jb", "a\\u009b2Jb", id="c1"),
        pytest.param("a\rb\x08c\x00", "a\\u000db\\u0008c\\u0000", id="control"),
        pytest.param("a\u202eb\u2028c", "a\\u202eb\\u2028c", id="direction"),
        pytest.param("a\udcffb", "a\\udcffb", id="surrogate"),
    ],
)
def test_text_from_strangers_cannot_steer_the_terminal(text, shown):
    assert console.visible(text) == shown


def test_secret_is_masked_whole_and_in_parts(capsys):
    console.add_secret("SKfake0000/fake-secret-1")
    assert console.visible("SKfake0000/fake-secret-1, fake-secret-1") == "••••, ••••"
    console.print_json({"text": "fake-secret-1"})
    assert "fake-secret-1" not in capsys.readouterr().out


def test_short_text_is_not_taken_for_a_secret():
    console.add_secret("1")
    assert console.visible("21") == "21"


def test_json_for_scripts_is_one_ascii_line(capsys):
    console.print_json({"reply": "Zoë\n\u202e"})
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert printed.count("\n") == 1
    assert json.loads(printed) == {"reply": "Zoë\n\u202e"}


def result(**fields) -> RunResult:
    return RunResult(action="Send SMS", state=0, value=True, message="done", **fields)


def test_tables_are_read_as_the_case_wall_reads_them(capsys):
    lines = ["To,Error", '+15551230001,"gone, for good [red]"']
    block = {"Title": "SMS Messages", "CSVLines": lines, "RawJson": None}
    held = result(blocks={"x": block})
    assert console.result_as_json(held, 1, 0.5)["tables"] == {
        "SMS Messages": [{"To": "+15551230001", "Error": "gone, for good [red]"}]
    }
    console.print_result(console.stdout(), held, "is_success", 1, 0.5)
    assert "gone, for good [red]" in capsys.readouterr().out


def test_long_lines_are_not_broken_in_a_file(capsys):
    message = "word " * 100
    console.print_result(console.stdout(), result(log=""), "is_success", 2, 1.0)
    console.print_line(message)
    printed = capsys.readouterr().out
    assert message in printed
    assert "\x1b" not in printed
    assert "COMPLETED  Send SMS  2 runs, 1.0 s\n" in printed


def test_break_of_the_contract_is_shown(capsys):
    broken = RunResult(action="Ping", state=2, error="The action printed no result.")
    console.print_result(console.stdout(), broken, "is_success", 1, 0.1)
    assert "The action printed no result." in capsys.readouterr().out
    assert console.result_as_json(broken, 1, 0.1)["error"] == "The action printed no result."


def test_progress_without_a_terminal_is_lines_with_pauses_between_them(capsys, monkeypatch):
    now = itertools.chain([0.0, 1.0, 10.0, 10.0, 15.0, 25.0, 25.0], itertools.repeat(25.0))
    monkeypatch.setattr(console.time, "monotonic", lambda: next(now))
    with console.progress("Ping") as tell:
        for text in ("one", "two", "three", "four"):
            tell(text)
    assert capsys.readouterr() == ("", "two\nfour\n")


def test_progress_of_a_short_command_prints_nothing_without_a_terminal(capsys):
    with console.progress("Ping") as tell:
        tell("still")
    assert capsys.readouterr() == ("", "")
