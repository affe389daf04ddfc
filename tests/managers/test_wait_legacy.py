from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from TwilioContext import ActionContext
from TwilioExceptions import TwilioConfigurationError
from TwilioWaitLegacy import complete

SERVICE = "MG" + "0123456789abcdef" * 2
OLD = ("48213", datetime(2026, 11, 1, tzinfo=UTC))


def asked(typed: str, sender: str) -> list[str]:
    settings = {
        "AccountSid": "AC" + "0" * 32,
        "AuthenticationToken": "t",
        "SmsPhoneNumber": sender,
    }
    siemplify = SimpleNamespace(
        parameters={"Phone Number": typed, "Message": "Was it you?"},
        get_configuration=lambda _name: settings,
        execution_deadline_unix_time_ms=0,
        script_timeout_deadline=0,
    )
    return [one.to for one in complete(ActionContext(siemplify, "{error}"), OLD).recipients]


@pytest.mark.parametrize(
    ("typed", "sender", "to"),
    [
        pytest.param("+1 555 123 0001", "+15005550006", "+15551230001", id="international"),
        pytest.param("(555) 123-0001", "+15005550006", "+15551230001", id="American sender"),
        pytest.param("20 7946 0958", "+447400123456", "+442079460958", id="British, ten digits"),
        pytest.param("(555) 123-0001", SERVICE, "5551230001", id="sender without a country"),
        pytest.param("15551230001", SERVICE, "15551230001", id="country code, and no plus"),
    ],
)
def test_phone_that_the_old_package_asked_is_known(typed: str, sender: str, to: str) -> None:
    assert asked(typed, sender) == [to]


@pytest.mark.parametrize("typed", ["gone", "", "null", "123"])
def test_phone_that_is_no_longer_named_ends_the_wait(typed: str) -> None:
    with pytest.raises(TwilioConfigurationError, match="no longer names the phone"):
        asked(typed, SERVICE)
