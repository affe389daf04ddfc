"""What the platform itself does: its faults, its context, its arguments and its proxies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, TEXT
from devkit.soar import OMIT, Alert, Case, EndpointFault, Entity
from tests.actions.proxy import proxy
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.ping import CONNECTED
from tests.fidelity.scenarios.replies import WAITING
from tests.fidelity.scenarios.send_sms import BOTH, CASE, PHONES, REFERENCE, SENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

NO_RESULT = "printed no result"
SETTINGS = "configuration"
CONTEXT = {
    "case_id": None, "alert_id": None, "environment": "Default Environment",
    "target_entities": [], "workflow_id": "workflow-1",
    "parameters": {"Phone Number": PHONE, "Message": TEXT},
    "integration_identifier": "Twilio", "integration_instance": "Twilio-instance-1",
    "action_definition_name": "Twilio_Send SMS", "original_requesting_user": "analyst",
    "default_result_value": "",
}  # fmt: skip


def broken(*names: str, **fields: Any) -> Callable[[ComparisonLab], None]:
    """Send where these endpoints answer otherwise."""

    def act(lab: ComparisonLab) -> None:
        lab.runner.faults.extend(EndpointFault(name, **fields) for name in names)
        lab.send(params=BOTH | REFERENCE, case=CASE)

    return act


def settings_are(body: str) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.runner.faults.append(EndpointFault(SETTINGS, 200, body))
        lab.ping()

    return act


def broken_in_a_poll(lab: ComparisonLab) -> None:
    lab.runner.faults.append(EndpointFault(SETTINGS))
    lab.receive("Yes {code}")
    lab.poll()


def broken_in_a_late_poll(lab: ComparisonLab) -> None:
    lab.runner.faults.append(EndpointFault(SETTINGS))
    lab.poll(lab.saved_state(began=1_699_999_400.0, until=1_700_000_000.0))


def given(stdin: bytes) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.send(stdin=stdin)


def with_context(**changes: Any) -> Callable[[ComparisonLab], None]:
    """Send with keys of the context replaced, or left out."""
    return lambda lab: lab.send(extra_context=changes)


def in_case(identifier: Any) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.send(case=CASE, extra_context={"case_id": identifier})


def with_arguments(*arguments: str) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.ping(arguments=arguments)


def through_proxy(**settings: Any) -> Callable[[ComparisonLab], None]:
    """Ping with the platform's proxy settings; `{proxy}` stands for a proxy that works."""

    def act(lab: ComparisonLab) -> None:
        with proxy() as between:
            given = {
                name: text.format(proxy=between.url) if isinstance(text, str) else text
                for name, text in settings.items()
            }
            lab.runner.sdk_api.proxy_settings |= given
            lab.ping(extra_context={"use_proxy_settings": True})
            passed = len(between.targets)
        # What went through the proxy is part of what is compared.
        lab.state.requests[-1].query.add("proxied", str(passed))

    return act


def unwritable_log(lab: ComparisonLab) -> None:
    folder = lab.runner.package.managers  # a folder is no file
    lab.ping(log_path=folder)


def long_result(lab: ComparisonLab) -> None:
    """The result is longer than the platform takes."""
    numbers = ",".join(f"+1555{number:07d}" for number in range(40))
    lab.send(numbers, extra_context={"max_json_result_size": 0.001})


EXTRA = json.dumps(CONTEXT | {"a key of tomorrow": 1})
PLATFORM = (
    Scenario("platform: settings fail", broken(SETTINGS), "F", "platform"),
    Scenario("platform: settings fail in a poll", broken_in_a_poll, "W", "platform"),
    Scenario("platform: settings fail in a late poll", broken_in_a_late_poll, "F", "platform"),
    Scenario("platform: settings no JSON", settings_are("<html>"), "F", "settings"),
    Scenario("platform: settings null", settings_are("null"), "F", ""),
    Scenario("platform: settings a list", settings_are("[1]"), "F", ""),
    Scenario("platform: refuses the key", broken(SETTINGS, status=401), "F", "platform"),
    Scenario("platform: case fails", broken("CaseMetadata"), "F", "platform", reads=0),
    Scenario("platform: case a fragment", broken("CaseMetadata", status=200, body="{}"), "F", "",
             reads=0),
    Scenario("platform: alert fails", broken("AlertFullDetails"), "C", SENT),
    Scenario("platform: alerts fail", broken("AlertFullDetails", "AlertsFullDetails"), "F", ""),
    Scenario("platform: alert no JSON", broken("AlertFullDetails", status=200, body="?"), "C",
             SENT),
    Scenario("platform: all fails", broken(None), "F", "platform", reads=0),  # type: ignore[arg-type]
    Scenario("platform: unknown alert", lambda lab: lab.send(
        params=BOTH, case=CASE, extra_context={"alert_id": "gone"}), "C", SENT),
    Scenario("platform: alert group for the alert", lambda lab: lab.send(
        params=BOTH, case=CASE, alert="alert-1_group"), "C", SENT),
    Scenario("platform: two alerts with the same phones", lambda lab: lab.send(
        params=BOTH, case=Case(alerts=(Alert("a", entities=PHONES), Alert("b", entities=PHONES)))),
        "C", SENT),
    Scenario("platform: entity types of other case", lambda lab: lab.send(
        params=BOTH, case=Case.of([Entity("+15551230009", "PhoneNumber")])), "C", SENT),
    Scenario("platform: unknown case", in_case("99"), "F", "platform", reads=0),
    Scenario("platform: case 0", in_case(0), "C", SENT),
    Scenario("platform: case below 0", in_case("-1"), "C", SENT),
    Scenario("platform: case as number", in_case(42), "C", SENT),
    Scenario("platform: case no number", in_case("x"), "F", "", reads=0),
    Scenario("platform: parameters null", with_context(parameters=None), "F", "Message", reads=0),
    Scenario("platform: parameters not text",
             with_context(parameters={"Phone Number": 15551230001, "Message": True}), "C",
             "was read as +15551230001"),
    Scenario("platform: booleans not text",
             with_context(parameters=CONTEXT["parameters"] | {"Include Case Reference": False}),  # type: ignore[operator]
             "C", SENT),
    Scenario("platform: instance empty", with_context(integration_instance=""), "C", SENT),
    Scenario("platform: environment strange", with_context(environment="Ümwelt/ö?&#"), "C", SENT),
    Scenario("platform: vault settings empty", with_context(vault_settings={}), "C", SENT),
    Scenario("platform: optional keys absent", with_context(
        workflow_instance_id=OMIT, parent_workflow_instance_id=OMIT, vault_settings=OMIT,
        use_proxy_settings=OMIT, max_json_result_size=OMIT, environment_api_key=OMIT,
        script_timeout_deadline=OMIT, execution_deadline_unix_time_ms=OMIT), "C", SENT),
    Scenario("platform: a deadline as text",
             with_context(script_timeout_deadline="4102444800000"), "C", SENT),
    Scenario("platform: a needed key absent", with_context(case_id=OMIT), "!", NO_RESULT, reads=0),
    Scenario("platform: context with a BOM", given(b"\xef\xbb\xbf" + EXTRA.encode()), "C", SENT),
    Scenario("platform: context with blanks", given(f"\r\n{EXTRA}\n\n".encode()), "C", SENT),
    Scenario("platform: context empty", given(b""), "!", NO_RESULT, reads=0),
    Scenario("platform: context cut", given(EXTRA[:-1].encode()), "!", NO_RESULT, reads=0),
    Scenario("platform: context not UTF-8", given(b"\xff" + EXTRA.encode()), "!", NO_RESULT,
             reads=0),
    Scenario("platform: context with two objects", given(EXTRA.encode() * 2), "!", NO_RESULT,
             reads=0),
    Scenario("platform: correlation and trace", with_arguments(
        "--correlationId", "c-1", "--traceId", "00-1-2-03", "--useElastic"), "C", CONNECTED),
    Scenario("platform: baggage", with_arguments("--baggage", "YT1iLGM9ZA=="), "C", CONNECTED),
    Scenario("platform: unknown argument", with_arguments("--other"), "!", NO_RESULT, reads=0),
    Scenario("platform: log cannot be written", unwritable_log, "C", CONNECTED),
    Scenario("platform: log path in quotes",
             with_arguments("--logPath", '"quoted.log"'), "C", CONNECTED),
    Scenario("platform: proxy settings empty", through_proxy(), "C", CONNECTED),
    Scenario("platform: proxy", through_proxy(proxy_server_address="{proxy}"), "C", CONNECTED),
    Scenario("platform: proxy with a user", through_proxy(
        proxy_server_address="{proxy}", username="joe", password="p@ss:word"), "C", CONNECTED),
    Scenario("platform: proxy that is passed by", through_proxy(
        proxy_server_address="{proxy}", ignore_addresses=["127.0.0.1"]), "C", CONNECTED),
    Scenario("platform: result too long", long_result, "F", "exceeded maximum size"),
    Scenario("platform: first run by another word", lambda lab: lab.run(
        "Send SMS And Wait", {}, first="false", state=lab.saved_wait.state), "W", WAITING),
)  # fmt: skip
