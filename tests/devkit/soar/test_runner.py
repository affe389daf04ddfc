from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from devkit.errors import UsageError
from devkit.sdk_folder import find_sdk
from devkit.soar import (
    COMPLETED,
    FAILED,
    IN_PROGRESS,
    TIMED_OUT,
    Case,
    EndpointFault,
    Limits,
    Runner,
    Scope,
)
from tests.devkit.package_builder import PackageBuilder, parameter

REPORT = """
    import json, os, sys
    from SiemplifyAction import SiemplifyAction
    siemplify = SiemplifyAction()
    siemplify.result.add_result_json({
        "context": siemplify.context_data,
        "argv": sys.argv,
        "environment": dict(os.environ),
        "cwd": os.getcwd(),
        "path": sys.path,
        "settings": siemplify.get_configuration("Demo"),
        "entities": [entity.identifier for entity in siemplify.target_entities]
        if siemplify.case_id else None,
    })
    siemplify.result.add_data_table("T", ["a,b", "1,2"])
    siemplify.end("said", "value")
"""
COUNT_TO_THREE = """
    import sys
    from SiemplifyAction import SiemplifyAction
    siemplify = SiemplifyAction()
    state = siemplify.parameters.get("additional_data", "")
    first = len(sys.argv) < 3 or sys.argv[2] == "True"
    assert first == (not state)
    done = len(state) == 2
    siemplify.end(str(siemplify.parameters["A"]), "done" if done else state + "x", 0 if done else 1)
"""
FOREVER = """
    from SiemplifyAction import SiemplifyAction
    SiemplifyAction().end("waiting", "state", 1)
"""


def test_run_returns_all_that_the_action_left(runner: Runner, package: PackageBuilder) -> None:
    result = runner.run(package.add(REPORT))

    assert (result.state, result.state_name, result.error) == (COMPLETED, "COMPLETED", "")
    assert (result.message, result.value, result.exit_code) == ("said", "value", 0)
    assert result.tables == {"T": ["a,b", "1,2"]}
    assert result.debug_output == "Reading configuration from Server\n"
    assert result.log == result.stderr != ""
    assert result.raw_json is not None
    assert result.json["settings"] == {"Key": "value"}
    assert 0 < result.seconds < 30


def test_process_is_started_as_on_the_platform(runner: Runner, package: PackageBuilder) -> None:
    result = runner.run(package.add(REPORT), first=False)

    script, _key, first, option, log = result.json["argv"]
    assert Path(script) == package.root / "ActionsScripts" / "Probe.py"
    assert (first, option, Path(log).name) == ("False", "--logPath", "script.log")
    assert result.json["path"][:3] == [
        str(package.root / "ActionsScripts"),
        str(runner.sdk),
        str(package.root / "Managers"),
    ]


def test_context_has_the_platforms_keys(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(REPORT, DefaultResultValue="late", Parameters=[parameter("A", "x")])

    context = runner.run(name, {"B": True, "C": 5}).json["context"]

    assert context["parameters"] == {"A": "x", "B": "true", "C": "5"}
    assert (context["case_id"], context["alert_id"]) == ("42", "alert-travel")
    assert context["target_entities"][1] == {"item1": "+15551230001", "item2": "PHONENUMBER"}
    assert context["action_definition_name"] == "Demo_Probe"
    assert context["default_result_value"] == "late"
    assert context["async_total_duration_deadline"] == 0
    assert context["script_timeout_deadline"] > time.time() * 1000


def test_defaults_are_left_out_on_demand(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(REPORT, Parameters=[parameter("A", "x"), parameter("B", None)])

    assert runner.run(name).context["parameters"] == {"A": "x", "B": ""}
    assert runner.run(name, fill_defaults=False).context["parameters"] == {}


def test_environment_of_the_child_is_clean(
    runner: Runner, package: PackageBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "https_proxy", "PYTHONDONTWRITEBYTECODE", "SOAR_SDK"):
        monkeypatch.setenv(name, "x")

    result = runner.run(package.add(REPORT), env={"GIVEN": "1"})

    environment = result.json["environment"]
    assert set(environment) - {"LC_CTYPE"} == {
        "APP_IP",
        "APP_PORT",
        "APP_USE_SSL",
        "GIVEN",
        "HOME",
        "LANG",
        "PATH",
        "PYTHONPATH",
        "TMPDIR",
    }
    assert environment["APP_USE_SSL"] == "False"
    assert environment["HOME"] == result.json["cwd"] != os.environ["HOME"]


def test_folder_of_a_run_is_removed(runner: Runner, package: PackageBuilder) -> None:
    result = runner.run(package.add(REPORT))

    assert not Path(result.json["cwd"]).exists()


@pytest.mark.parametrize(
    ("options", "alert", "expected"),
    [
        pytest.param(
            {}, "alert-travel", ["MARY.SMITH", "+15551230001", "198.51.100.23"], id="alert"
        ),
        pytest.param(
            {"alert": "alert-mfa_group"},
            "alert-mfa",
            [
                "MARY.SMITH",
                "+15551230002",
                "+1 (555) 123-0003",
                "FINANCE-LAPTOP-7",
                "login.example.com",
            ],
            id="other-alert-by-group",
        ),
        pytest.param({"scope": Scope.NONE}, "alert-travel", [], id="none"),
        pytest.param(
            {"scope": Scope.ALL},
            None,
            [
                "MARY.SMITH",
                "+15551230001",
                "198.51.100.23",
                "+15551230002",
                "+1 (555) 123-0003",
                "FINANCE-LAPTOP-7",
                "login.example.com",
            ],
            id="all",
        ),
        pytest.param(
            {"entities": [("+15551230002", "PHONENUMBER")]},
            "alert-mfa",
            ["+15551230002"],
            id="given",
        ),
        pytest.param(
            {"entities": [("+15551230002", "PHONENUMBER"), ("+15551230001", "PHONENUMBER")]},
            None,
            ["+15551230001", "+15551230002"],
            id="given-of-two-alerts",
        ),
        pytest.param(
            {"entities": [("+15559990000", "PHONENUMBER")]},
            "alert-travel",
            ["+15559990000"],
            id="given-and-new",
        ),
    ],
)
def test_entities_reach_the_script(
    runner: Runner, package: PackageBuilder, options: dict, alert: str | None, expected: list[str]
) -> None:
    result = runner.run(package.add(REPORT), **options)

    assert result.context["alert_id"] == alert
    assert result.json["entities"] == expected


def test_entities_without_a_case_get_one(package: PackageBuilder) -> None:
    name = package.add(REPORT)
    with Runner(root=package.root) as runner:
        without = runner.run(name)
        given = runner.run(name, entities=[("+15551230001", "PHONENUMBER")])

    assert (without.context["case_id"], without.json["entities"]) == (None, None)
    assert given.json["entities"] == ["+15551230001"]


def test_async_action_is_polled_to_its_end(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(COUNT_TO_THREE, IsAsync=True, Parameters=[parameter("A", "a")])

    results = list(runner.play(name, {"A": "b"}, interval=0.05, total_seconds=60))

    assert [result.state for result in results] == [IN_PROGRESS, IN_PROGRESS, COMPLETED]
    assert [result.value for result in results] == ["x", "xx", "done"]
    assert {result.message for result in results} == {"b"}


def test_state_goes_back_unchanged(runner: Runner, package: PackageBuilder) -> None:
    state = ' ["ä", {"b": null}]\n'

    result = runner.run(package.add(REPORT), first=False, state=state)

    assert result.json["context"]["parameters"]["additional_data"] == state


def test_interval_lies_between_runs(
    runner: Runner, package: PackageBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = package.add(COUNT_TO_THREE, IsAsync=True, Parameters=[parameter("A")])
    pauses: list[float] = []
    monkeypatch.setattr(runner._stopping, "wait", pauses.append)

    assert len(list(runner.play(name, interval=60))) == 3

    assert pauses == [60, 60]


def test_step_over_its_time_has_the_default_value(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(FOREVER, IsAsync=True, DefaultResultValue="Timeout exceeded")

    results = list(runner.play(name, interval=0.1, total_seconds=1.0))

    assert {result.state for result in results[:-1]} == {IN_PROGRESS}
    assert (results[-1].state, results[-1].value) == (TIMED_OUT, "Timeout exceeded")
    assert results[0].context["async_total_duration_deadline"] > 0


@pytest.mark.parametrize(("kind", "total"), [("run", False), ("total", True)])
def test_execution_deadline_is_of_the_run_or_of_all(
    runner: Runner, package: PackageBuilder, kind: str, total: bool
) -> None:
    name = package.add(FOREVER, IsAsync=True)
    limits = Limits(total_deadline_ms=4_000_000_000_000, execution_deadline=kind)

    context = runner.run(name, limits=limits).context

    end = context["execution_deadline_unix_time_ms"]
    assert (end == context["async_total_duration_deadline"]) == total
    assert context["script_timeout_deadline"] < 4_000_000_000_000


def test_stop_ends_the_polling(package: PackageBuilder) -> None:
    name = package.add(FOREVER, IsAsync=True)
    seen = threading.Event()

    def follow() -> None:
        for _result in runner.play(name, interval=60):
            seen.set()

    with Runner(root=package.root) as runner:
        thread = threading.Thread(target=follow)
        thread.start()
        assert seen.wait(20)
    thread.join(timeout=5)

    assert not thread.is_alive()


def test_runs_at_once_do_not_disturb_each_other(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(REPORT, Parameters=[parameter("A")])

    def run(number: int) -> tuple[object, ...]:
        case = Case(identifier=number, title=f"case {number}")
        result = runner.run(name, {"A": number}, settings={"Number": number}, case=case)
        paths = [call.path for call in result.requests if call.name == "CaseMetadata"]
        told = result.json
        return told["context"]["parameters"]["A"], told["settings"]["Number"], paths[0][-4:]

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(run, range(1000, 1016)))

    assert told == [(str(number), number, str(number)) for number in range(1000, 1016)]


def test_settings_are_read_when_asked_for(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(REPORT)
    runner.settings["Key"] = "changed"

    assert runner.run(name).json["settings"] == {"Key": "changed"}


def test_failing_endpoint_is_recovered_from(runner: Runner, package: PackageBuilder) -> None:
    name = package.add(REPORT)
    runner.faults.append(EndpointFault("configuration", 503, times=1))

    first, second = runner.run(name), runner.run(name)

    assert (first.state, second.state) == (FAILED, COMPLETED)
    assert "503 Server Error" in first.error


def test_requests_are_recorded_without_the_key(runner: Runner, package: PackageBuilder) -> None:
    result = runner.run(package.add(REPORT))

    assert result.requests[0].name == "CaseMetadata"
    assert all("AppKey" not in call.headers and call.status == 200 for call in result.requests)


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [("configuration/x", None, 401), ("configuration/x", "guess", 401), ("Nothing", "guess", 401)],
)
def test_endpoints_refuse_an_unknown_key(
    runner: Runner, path: str, key: str | None, status: int
) -> None:
    headers = {"AppKey": key} if key else {}

    reply = requests.get(f"{runner.url}/api/external/v1/sdk/{path}", headers=headers, timeout=5)

    assert reply.status_code == status


def test_key_opens_nothing_after_its_run(runner: Runner, package: PackageBuilder) -> None:
    key = runner.run(package.add(REPORT)).json["argv"][1]

    address = f"{runner.url}/api/external/v1/sdk/configuration/x"
    assert requests.get(address, headers={"AppKey": key}, timeout=5).status_code == 401


def test_unknown_action_is_refused_with_a_list(runner: Runner, package: PackageBuilder) -> None:
    package.add(REPORT)

    with pytest.raises(UsageError, match=r"There is no action 'Prob'\. Actions: Probe"):
        runner.run("Prob")


def test_sdk_comes_from_argument_environment_or_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOAR_SDK", raising=False)
    assert find_sdk().name == "sdk"
    (tmp_path / "SiemplifyAction.py").touch()
    monkeypatch.setenv("SOAR_SDK", str(tmp_path))
    assert find_sdk() == tmp_path
    with pytest.raises(UsageError, match="holds no SDK"):
        find_sdk(tmp_path / "nowhere")
