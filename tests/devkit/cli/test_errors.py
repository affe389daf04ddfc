from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from devkit import console, errors
from devkit.definitions import DefinitionError
from devkit.errors import CommandError, UsageError, closest_first, guard
from devkit.sdk_folder import SDK_VARIABLE

NAMES = ("Ping", "Send SMS", "Send SMS And Wait")


def raising(error: BaseException):
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("pin", "Ping", id="cut"),
        pytest.param("SEND SMS", "Send SMS", id="case"),
        pytest.param("Send SMS and wait", "Send SMS And Wait", id="longer"),
    ],
)
def test_names_stand_closest_first(typed, first):
    names = closest_first(typed, NAMES)
    assert names[0] == first
    assert sorted(names) == sorted(NAMES)


def test_names_unlike_all_are_listed_by_alphabet():
    assert closest_first("xyz", ("b", "a")) == ["a", "b"]


def test_unknown_name_lists_what_there_is():
    problem = UsageError.unknown("setting", "x", (), "Twilio")
    assert str(problem) == "Twilio has no setting 'x'. Settings: none."


def test_missing_file_lists_the_json_files_beside_it(tmp_path):
    (tmp_path / "case.json").touch()
    (tmp_path / "zebra.json").touch()
    text = str(UsageError.no_file("case", tmp_path / "csae.json", "no such file"))
    assert text.endswith(f"JSON files in {tmp_path}: case.json, zebra.json.")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        pytest.param(CommandError("no luck"), 1, "no luck", id="failure"),
        pytest.param(UsageError("wrong"), 2, "wrong", id="usage"),
        pytest.param(typer.BadParameter("bad"), 2, "bad", id="typer"),
        pytest.param(DefinitionError("damaged"), 1, "damaged", id="layout"),
        pytest.param(PermissionError(13, "Denied", "/x"), 1, "/x: Denied", id="file"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupt"),
        pytest.param(typer.Abort(), 130, "", id="abort"),
    ],
)
def test_failure_ends_in_one_message_and_its_code(error, code, said, capsys):
    assert guard(raising(error)) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("command", ["run Ping", "demo", "check", "faults", "soak", "bench"])
def test_folder_without_an_sdk_is_a_usage_error(devkit, monkeypatch, tmp_path, command):
    monkeypatch.setenv(SDK_VARIABLE, str(tmp_path))
    ended = devkit(*command.split())
    assert ended.code == errors.USAGE
    assert ended.err == f"Error: {tmp_path} holds no SDK: SiemplifyAction.py is not there.\n"


def test_success_ends_with_zero():
    assert guard(lambda: None) == errors.OK
    assert guard(lambda: 1) == errors.FAILED


def test_surprise_is_one_line_that_says_where_the_log_is(capsys):
    console.add_secret("pretend-secret-0123")
    assert guard(raising(ValueError("lost pretend-secret-0123"))) == errors.SURPRISE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    path = Path(re.search(r"see (\S+)", said)[1])
    text = path.read_text()
    path.unlink()
    assert "ValueError: lost ••••" in text
    assert "pretend-secret-0123" not in said + text
