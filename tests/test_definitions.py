"""Definitions, code and contract name the same things."""

from __future__ import annotations

import base64
import importlib
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import SendSMS
import TwilioConstants
import TwilioSendParameters
import TwilioWaitState
from devkit.definitions import ROOT, Package
from devkit.soar import Case, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for
from TwilioContext import ActionContext
from TwilioExceptions import TwilioUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Package(ROOT)
TEXT, BOOLEAN, DROP_DOWN = 0, 1, 15
BOOLEAN_SETTING, TEXT_SETTING, PASSWORD_SETTING = 0, 2, 3
PHONE = "+15551230001"
SCOPES = ("Phone Number only", "Phone Number and phone entities")
NAMELESS = None  # a default that the contract leaves open

SETTINGS: dict[str, tuple[int, bool, str]] = {
    "AccountSid": (TEXT_SETTING, True, ""),
    "AuthenticationToken": (PASSWORD_SETTING, True, ""),
    "SmsPhoneNumber": (TEXT_SETTING, True, ""),
    "API Root": (TEXT_SETTING, False, "https://api.twilio.com"),
    "Verify SSL": (BOOLEAN_SETTING, True, "true"),
}
SHARED: dict[str, tuple[int, bool, str | None]] = {
    "Phone Number": (TEXT, True, ""),
    "Message": (TEXT, True, NAMELESS),
    "From": (TEXT, False, ""),
    "Entity Scope": (DROP_DOWN, False, SCOPES[0]),
    "Include Case Reference": (BOOLEAN, False, "false"),
    "Content SID": (TEXT, False, ""),
    "Content Variables": (TEXT, False, ""),
}
PARAMETERS: dict[str, dict[str, tuple[int, bool, str | None]]] = {
    "Ping": {},
    "Send SMS": SHARED | {"Media URL": (TEXT, False, ""), "Delivery Timeout": (TEXT, False, "0")},
    "Send SMS And Wait": SHARED
    | {
        "Reply Options": (TEXT, False, ""),
        "Reply Timeout": (TEXT, False, ""),
        "Fail On Timeout": (BOOLEAN, False, "true"),
        "Redact Messages": (BOOLEAN, False, "false"),
        "Confirmation Message": (TEXT, False, ""),
        "Hint Message": (TEXT, False, ""),
        "Reminder After": (TEXT, False, ""),
        "Escalation Numbers": (TEXT, False, ""),
        "Escalation After": (TEXT, False, "15"),
    },
}
STEMS = {"Ping": "Ping", "Send SMS": "SendSMS", "Send SMS And Wait": "SendSMSAndWait"}
ROW = {
    "to", "from", "messaging_service_sid", "sid", "status", "body", "segments",
    "error_code", "error_message", "created_at", "possible_duplicate",
}  # fmt: skip
STORY = {
    "status", "answer", "code", "question", "recipients", "reply", "other_replies",
    "other_replies_total", "follow_ups", "waited_seconds",
}  # fmt: skip

REPLY = {"from", "to", "sid", "body", "received_at"}
FOLLOW_UP = {"to", "kind", "sid", "status", "error_message"}


class Recording(dict[str, Any]):
    """A dictionary that remembers what it was asked for."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


class NoTwilio:
    """A manager whose every request fails before it leaves."""

    def __getattr__(self, _name: str) -> Any:
        def request(*_args: object, **_named: object) -> None:
            raise TwilioUnavailableError("off", may_have_been_processed=False, retryable=False)

        return request


def call(action: str, params: Recording, settings: Recording) -> ActionContext:
    siemplify = SimpleNamespace(
        parameters=params,
        get_configuration=lambda _provider: settings,
        execution_deadline_unix_time_ms=0,
        script_timeout_deadline=0,
        async_polling_interval_in_sec=0,
        async_total_duration_deadline=0,
        LOGGER=SimpleNamespace(info=lambda _line: None),
    )
    made = ActionContext(siemplify, action)
    made.__dict__["manager"] = NoTwilio()
    return made


def configured() -> Recording:
    return Recording(
        {
            "AccountSid": "AC" + "5afe" * 8,
            "AuthenticationToken": "70ce" * 8,
            "SmsPhoneNumber": "+15550100001",
        }
    )


@pytest.mark.parametrize(
    ("action", "handler"), [("Send SMS", "send"), ("Send SMS And Wait", "ask")]
)
def test_parameters_of_code_and_definition_have_the_same_names(action: str, handler: str) -> None:
    params = Recording({"Phone Number": PHONE, "Message": "Hello"})
    script = importlib.import_module(STEMS[action])

    getattr(script, handler)(call(action, params, configured()))

    assert params.asked == {field.name for field in PACKAGE.action(action).parameters}


def test_settings_of_code_and_definition_have_the_same_names() -> None:
    settings = configured()

    _ = call("Ping", Recording({}), settings).settings

    assert settings.asked == {field.name for field in PACKAGE.integration().settings}


def test_settings_are_those_of_the_contract_and_of_the_old_package() -> None:
    integration = PACKAGE.integration()

    assert (integration.identifier, integration.version) == ("Twilio", 19.0)
    assert PACKAGE.definition_path.name == "Integration-Twilio.def"
    assert {
        field.name: (field.kind, field.mandatory, field.default or "")
        for field in integration.settings
    } == SETTINGS
    properties = integration.raw["IntegrationProperties"]
    assert {item["IntegrationIdentifier"] for item in properties} == {"Twilio"}
    assert {item["PropertyName"]: item["PropertyDisplayName"] for item in properties[:3]} == {
        "AccountSid": "Account sid",
        "AuthenticationToken": "Authentication token",
        "SmsPhoneNumber": "Sms phone number",
    }


def test_actions_are_those_of_the_contract() -> None:
    actions = PACKAGE.actions()

    assert {name: action.stem for name, action in actions.items()} == STEMS
    assert all(action.script.is_file() for action in actions.values())
    assert {action.result_name for action in actions.values()} == {"is_success"}
    assert [name for name, action in actions.items() if action.is_async] == ["Send SMS And Wait"]
    assert actions["Send SMS And Wait"].default_result_value
    assert {action.raw["IntegrationIdentifier"] for action in actions.values()} == {"Twilio"}


@pytest.mark.parametrize("action", PARAMETERS)
def test_parameters_are_those_of_the_contract(action: str) -> None:
    fields = PACKAGE.action(action).parameters
    wanted = PARAMETERS[action]

    assert [field.name for field in fields] == list(wanted)
    for field in fields:
        kind, mandatory, default = wanted[field.name]
        assert (field.kind, field.mandatory) == (kind, mandatory), field.name
        assert default is NAMELESS or (field.default or "") == default, field.name
        assert field.options == (SCOPES if field.name == "Entity Scope" else None), field.name


def test_values_and_default_values_of_definitions_are_the_same() -> None:
    """The platform lets `Value` win over `DefaultValue` unless it is empty."""
    for action in PACKAGE.actions().values():
        for raw in action.raw["Parameters"]:
            assert raw["Value"] == raw["DefaultValue"], (action.name, raw["Name"])


def test_every_name_is_described() -> None:
    fields = [*PACKAGE.integration().settings]
    fields += [field for action in PACKAGE.actions().values() for field in action.parameters]

    assert [field.name for field in fields if len(field.description) < 30] == []
    assert all(len(field.description) <= 2050 for field in fields)


def test_limits_that_descriptions_name_are_those_of_the_code() -> None:
    said = {
        field.name: field.description.replace(",", "")
        for action in PACKAGE.actions().values()
        for field in action.parameters
    }

    assert str(TwilioSendParameters.MAX_TEXT) in said["Message"]
    assert str(SendSMS.MAX_DELIVERY_TIMEOUT) in said["Delivery Timeout"]
    assert str(TwilioWaitState.MAX_REPLY_TIMEOUT) in said["Reply Timeout"]


def test_scopes_of_code_and_definition_are_the_same() -> None:
    assert (TwilioConstants.NUMBERS_ONLY, TwilioConstants.WITH_ENTITIES) == SCOPES


@pytest.mark.parametrize("action", ["Send SMS", "Send SMS And Wait"])
def test_json_result_example_has_the_keys_of_the_contract(action: str) -> None:
    (metadata,) = PACKAGE.action(action).raw["DynamicResultsMetadata"]
    example = json.loads(metadata["ResultExample"])

    assert (metadata["ResultName"], metadata["ShowResult"]) == ("JsonResult", True)
    rows = example if action == "Send SMS" else example["recipients"]
    assert rows
    assert all(set(row) == ROW for row in rows)
    if action != "Send SMS":
        assert set(example) == STORY
        assert set(example["question"]) == {"body", "sent_at"}
        assert set(example["reply"]) == REPLY
        assert [set(one) for one in example["other_replies"]] == [REPLY | {"reason"}]
        assert [set(one) for one in example["follow_ups"]] == [FOLLOW_UP]


def test_images_of_the_definition_are_those_of_the_resources() -> None:
    raw = PACKAGE.integration().raw

    assert base64.b64decode(raw["ImageBase64"]) == (ROOT / "resources/image.png").read_bytes()
    drawing = (ROOT / "resources/logo.svg").read_text().split()
    assert raw["SVGImage"].split() == drawing


@pytest.fixture
def host() -> Iterator[tuple[Runner, StandIn]]:
    with StandIn() as twilio, Runner() as host:
        host.settings = settings_for(twilio.state.account, twilio.url)
        yield host, twilio


@pytest.mark.parametrize("action", ["Send SMS", "Send SMS And Wait"])
def test_defaults_of_code_and_definition_are_the_same(
    host: tuple[Runner, StandIn], action: str
) -> None:
    """An untouched step and one made before a parameter existed do the same."""
    platform, twilio = host
    params = {"Phone Number": PHONE, "Message": "Hello"}
    done = []
    for fill in (True, False):
        twilio.state.requests.clear()
        case = Case.of([], identifier=42)
        result = platform.run(action, params, fill_defaults=fill, case=case)
        done.append((result.state, meaning(result.value), asked(twilio), platform_calls(result)))

    assert done[0] == done[1]
    assert done[0][2]


def meaning(value: Any) -> Any:
    """A result value without what differs from run to run."""
    if not isinstance(value, str):
        return value
    kept = json.loads(value)
    for name in ("code", "question", "asked_at", "began", "recipients"):
        kept.pop(name)
    return kept


def asked(twilio: StandIn) -> list[Any]:
    """What Twilio was asked for, but for the code."""
    return [
        (one.operation, {**one.form, "Body": one.form.get("Body", "").split("\n")[0]})
        for one in twilio.state.requests
    ]


def platform_calls(result: Any) -> list[str]:
    return [one.name for one in result.requests]
