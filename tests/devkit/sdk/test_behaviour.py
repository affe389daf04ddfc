"""What scripts rely on, traps included: the same of our SDK and of the platform's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from devkit.soar import FAILED
from tests.devkit.sdk.scenarios import SCENARIOS, body, ending

if TYPE_CHECKING:
    from tests.devkit.sdk.sdk_runner import SdkRunner

TABLE = {scenario.name: scenario for scenario in SCENARIOS}

TOLD = {
    "params-as-given": "{'A': '', 'B': None, 'C': 'true'}",
    "params-null": "{}",
    "params-state": "{'additional_data': '[\"a\"]'}",
    "config": "{'Key': 'value', 'Flag': 'true'}",
    "config-case-bad-id": "ValueError: invalid literal for int() with base 10: 'abc'",
    "case-title": "'Sign-in from two countries within an hour'",
    "entities-wrong-case": "[]",
    "entities-wrong-type": "[]",
    "environment-none": "'Lab'",
    "context-deadline-default": "5",
    "proxy-none": "{}",
}


@pytest.mark.parametrize("name", TOLD)
def test_call_tells(sdk: SdkRunner, name: str) -> None:
    result = sdk.run(TABLE[name])

    assert (result.error, result.value) == ("", TOLD[name])


def test_end_prints_one_object_with_the_platforms_keys(sdk: SdkRunner) -> None:
    result = sdk.run(ending("shape", "siemplify.result.add_result_json({'a': '<'})"))

    printed = json.loads(result.stdout)
    blocks = json.loads(printed["ResultObjectJson"])
    assert set(printed) == {
        "Message",
        "ResultValue",
        "ResultObjectJson",
        "DebugOutput",
        "ExecutionState",
    }
    assert blocks == {
        "JsonResult": {
            "Title": "JsonResult",
            "Type": None,
            "IsForEntity": False,
            "Content": "",
            "RawJson": '{"a": "<"}',
            "CSVLines": "",
            "Attachments": {},
            "Htmls": {},
            "Markdowns": {},
        }
    }
    assert result.stdout.isascii()
    assert not result.stdout.endswith("\n")


def test_settings_cost_one_request_each_and_the_case_one(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["config-twice"])

    names = [call.name for call in result.requests]
    assert names == ["CaseMetadata", "configuration", "configuration"]
    assert {call.query for call in result.requests} == {"format=snake"}


def test_context_may_begin_with_a_byte_order_mark(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["context-mark"])

    assert (result.error, result.message) == ("", "marked ü")


def test_start_and_end_make_no_request(sdk: SdkRunner) -> None:
    assert sdk.run(body("silent", "siemplify.end('m', True)")).requests == ()


def test_entities_of_no_alert_are_those_of_the_whole_case(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["entities-all"])

    assert [call.name for call in result.requests] == [
        "AlertFullDetails",
        "CaseMetadata",
        "AlertsFullDetails",
    ]
    assert "login.example.com" in result.value


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("context-lacks-case_id", 1, "KeyError: 'case_id'"),
        ("context-empty", 1, "JSONDecodeError"),
        ("option-unknown", 1, "option --debugMode not recognized"),
        ("value-unwritable", 1, "Object of type set is not JSON serializable"),
        ("no-end", 0, "printed no result (exit code 0)"),
        ("exit-3", 3, "printed no result (exit code 3)"),
        ("sigterm", 113, "Termination signal [15] received, exiting"),
        ("end-twice", 0, "printed 2 results"),
        ("stray-descriptor", 0, "'stray '"),
    ],
)
def test_broken_script_is_a_broken_contract(
    sdk: SdkRunner, name: str, code: int, words: str
) -> None:
    result = sdk.run(TABLE[name])

    assert (result.state, result.exit_code) == (FAILED, code)
    assert words in result.error


def test_interrupt_is_ignored_and_told(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["sigint"])

    assert result.error == ""
    assert result.debug_output == (
        "Cancellation signal [2] received, ignoring to finish execution gracefully.\ngoes on\n"
    )


def test_termination_lets_finally_end_the_run(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["sigterm-finally"])

    assert (result.error, result.message, result.exit_code) == ("", "caught", 0)


def test_log_line_stands_in_file_and_standard_error(sdk: SdkRunner) -> None:
    result = sdk.run(ending("log-line", "siemplify.LOGGER.info('hello 100%')"))

    assert result.log == result.stderr
    assert result.log.endswith(",000 INFO] hello 100%\n")
    assert result.debug_output == "hello 100%\n"


def test_log_without_a_file_is_told_and_survived(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["log-no-file"])

    assert result.error == ""
    assert result.debug_output == "still told\n"
    assert result.stderr.startswith("LOGGER: loadConfigFromFile FAILED")
    assert "still told" not in result.stderr


def test_result_over_its_size_fails_the_action(sdk: SdkRunner) -> None:
    result = sdk.run(TABLE["result-too-big"])

    notice = "Action failed as JSON result exceeded maximum size 1MB"
    assert (result.state, result.message, result.debug_output) == (FAILED, notice, notice)
    assert (result.value, result.blocks) == (None, {})


def test_proxy_settings_reach_the_environment(sdk: SdkRunner) -> None:
    told = sdk.run(TABLE["proxy-set"]).value

    address = "http://u:p%40ss/w@proxy.example:3128"
    assert told == str(
        {
            "http_proxy": address,
            "https_proxy": address,
            "no_proxy": "127.0.0.1,localhost",
            "proxy": "on",
        }
    )
