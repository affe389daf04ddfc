from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from devkit import console, errors
from devkit.cli.main import exit_code_of
from devkit.errors import DevkitError, UsageError
from devkit.sdk_folder import SDK_VARIABLE


def raising(error: BaseException):
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        pytest.param(DevkitError("no luck"), 1, "no luck", id="failure"),
        pytest.param(UsageError("wrong"), 2, "wrong", id="usage"),
        pytest.param(typer.BadParameter("bad"), 2, "bad", id="typer"),
        pytest.param(PermissionError(13, "Denied", "/x"), 1, "/x: Denied", id="file"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupt"),
        pytest.param(typer.Abort(), 130, "", id="abort"),
    ],
)
def test_failure_ends_in_one_message_and_its_code(error, code, said, capsys):
    assert exit_code_of(raising(error)) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("command", ["run Ping", "demo", "check", "faults", "soak", "bench"])
def test_folder_without_an_sdk_is_a_usage_error(devkit, monkeypatch, tmp_path, command):
    monkeypatch.setenv(SDK_VARIABLE, str(tmp_path))
    ended = devkit(*command.split())
    assert ended.code == errors.USAGE
    assert ended.err == f"Error: {tmp_path} holds no SDK: SiemplifyAction.py is missing.\n"


def test_success_ends_with_zero():
    assert exit_code_of(lambda: None) == errors.OK
    assert exit_code_of(lambda: 1) == errors.FAILED


def test_unexpected_error_is_one_line_that_says_where_the_log_is(capsys):
    console.add_secret("pretend-secret-0123")
    assert exit_code_of(raising(ValueError("lost pretend-secret-0123"))) == errors.DEFECT
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    path = Path(re.search(r"see (\S+)", said)[1])
    text = path.read_text()
    path.unlink()
    assert "ValueError: lost ••••" in text
    assert "pretend-secret-0123" not in said + text
