"""The OpenAPI plugin in a pytest of its own: it fails what met a wrong answer, and adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import openapi_check

if TYPE_CHECKING:
    from collections.abc import Callable

    Suite = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
PAGE = (
    "messages", "first_page_uri", "page", "page_size", "start", "end", "uri", "next_page_uri",
    "previous_page_uri",
)  # fmt: skip
DESCRIPTION = {
    "components": {"schemas": {}},
    "paths": {
        "/2010-04-01/Accounts/{AccountSid}/Messages.json": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {name: {} for name in PAGE}
                                    | {"uri": {"type": "string", "format": "uri"}},
                                }
                            }
                        }
                    }
                }
            }
        }
    },
}
TESTS = """
import pytest
import requests
from devkit.standin import Fault, StandIn, serialization

@pytest.fixture(scope="session")
def twilio():
    with StandIn() as standin:
        yield standin

@pytest.fixture
def rude(monkeypatch):
    page = serialization.page
    monkeypatch.setattr(serialization, "page", lambda *given: page(*given) | {"total": 1})

def ask(twilio, fails=""):
    account = twilio.state.account
    path = f"{twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json"
    answer = requests.get(path, auth=(account.sid, account.auth_token), timeout=5)
    assert not fails, fails
    return answer.status_code

def test_right(twilio):
    assert [ask(twilio), ask(twilio)] == [200, 200]

def test_faulted(twilio):
    twilio.state.faults.add(Fault("json", body={}), Fault("status", status=503))
    assert [ask(twilio), ask(twilio)] == [200, 503]

def test_wrong(twilio, rude):
    assert ask(twilio) == 200

def test_forgotten(twilio, rude):
    ask(twilio)
    twilio.state.reset()

def test_failing_and_wrong(twilio, rude):
    ask(twilio, fails="a reason of its own")

@pytest.fixture
def asked(twilio, rude):
    yield
    ask(twilio)

def test_wrong_at_its_end(asked):
    pass

def test_right_again(twilio):
    assert ask(twilio) == 200
"""


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Run the tests above in a pytest of their own; `given` is the variable's value."""
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "description.json").write_text(json.dumps(DESCRIPTION))

    # The plugins of the environment are not looked for: that takes longer than the tests.
    alone = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def run(*arguments: str, given: str = "description.json") -> subprocess.CompletedProcess[str]:
        env = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            (sys.executable, "-m", "pytest", "-rA", "-c", os.devnull, "--rootdir", str(tmp_path),
             "-p", "no:cacheprovider", "-p", "tests.openapi_check", "test_it.py", *arguments),
            cwd=tmp_path, env=env | alone | {"TWILIO_OPENAPI": given},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    "arguments", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two workers"]
)
def test_check_fails_tests_whose_answers_were_wrong_and_counts_all(
    suite: Suite, arguments: tuple[str, ...]
) -> None:
    report = suite(*arguments).stdout

    outcomes = {line for line in report.splitlines() if "test_it.py::" in line and "[" not in line}
    for outcome in (
        "PASSED test_it.py::test_right",
        "PASSED test_it.py::test_faulted",
        "FAILED test_it.py::test_wrong",
        "FAILED test_it.py::test_forgotten",
        "FAILED test_it.py::test_failing_and_wrong",
        "PASSED test_it.py::test_wrong_at_its_end",
        "ERROR test_it.py::test_wrong_at_its_end",
        "ERROR test_it.py::test_failing_and_wrong",
        "PASSED test_it.py::test_right_again",
    ):
        assert any(line.partition(" - ")[0] == outcome for line in outcomes), (outcome, report)
    assert "'total' was unexpected" in report
    assert "a reason of its own" in report
    assert "3 failed, 4 passed, 2 errors" in report
    assert "7 answers of the stand-in compared, 4 not as described" in report
    assert "known deviation in 7 answers: uri (relative)" in report


def test_check_does_nothing_without_a_description(suite: Suite) -> None:
    ended = suite(given="")

    assert "OpenAPI" not in ended.stdout
    assert "1 failed, 6 passed" in ended.stdout  # the one with a reason of its own


@pytest.mark.parametrize("content", [None, "<html>", "[]", "{}"])
def test_check_refuses_what_is_no_description(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    given = tmp_path / "other.json"
    if content is not None:
        given.write_text(content)
    monkeypatch.setenv(openapi_check.VARIABLE, str(given))

    with pytest.raises(pytest.UsageError, match=r"other\.json is no OpenAPI description"):
        openapi_check.pytest_configure(None)  # type: ignore[arg-type]  # it comes no further
