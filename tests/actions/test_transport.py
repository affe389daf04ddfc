"""How the actions reach Twilio: proxies, certificates, and what stands between."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from devkit.soar import COMPLETED, FAILED
from devkit.standin import Fault, StandIn
from tests.actions.assertions import SHORT
from tests.actions.proxy import proxy, self_signed_server

if TYPE_CHECKING:
    from devkit.lab import Lab


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
def test_proxy_variable_is_honoured_for_https(secure_lab: Lab, variable: str) -> None:
    with proxy() as between:
        result = secure_lab.send(env={variable: between.url, "NO_PROXY": ""})

    assert result.state == COMPLETED
    there = secure_lab.twilio.url.removeprefix("https://")
    assert f"CONNECT {there}" in between.targets
    assert len(secure_lab.account.outbound()) == 1


def test_proxy_variable_is_honoured_for_http(lab: Lab) -> None:
    with proxy() as between:
        result = lab.ping(env={"HTTP_PROXY": between.url, "http_proxy": between.url})

    assert result.state == COMPLETED
    assert f"GET {lab.twilio.url.removeprefix('http://')}" in between.targets


def test_proxy_settings_of_the_platform_are_honoured(secure_lab: Lab) -> None:
    """The SDK puts them into the proxy variables; it must itself reach the platform."""
    runner, there = secure_lab.runner, secure_lab.twilio.url.replace("127.0.0.1", "localhost")
    before = runner.sdk_api.proxy_settings
    with proxy() as between:
        runner.sdk_api.proxy_settings = {
            "proxy_server_address": between.url,
            "username": "",
            "password": "",
            "ignore_addresses": ["127.0.0.1"],
        }
        try:
            result = secure_lab.ping(
                settings=secure_lab.settings | {"API Root": there},
                extra_context={"use_proxy_settings": True},
            )
        finally:
            runner.sdk_api.proxy_settings = before

    assert result.state == COMPLETED, result.message
    assert between.targets == [f"CONNECT {there.removeprefix('https://')}"]


def test_no_proxy_variable_is_honoured(secure_lab: Lab) -> None:
    with proxy() as between:
        result = secure_lab.ping(env={"HTTPS_PROXY": between.url, "NO_PROXY": "127.0.0.1"})

    assert (result.state, between.targets) == (COMPLETED, [])


def test_proxy_that_refuses_is_named(secure_lab: Lab) -> None:
    with proxy(refusal="407 Proxy Authentication Required") as between:
        result = secure_lab.ping(env={"HTTPS_PROXY": between.url})

    assert result.state == FAILED
    assert "proxy" in result.message
    assert secure_lab.requests == []


def test_redirection_is_not_followed(lab: Lab) -> None:
    with StandIn() as elsewhere:
        lab.add_faults(Fault("redirect", times=None, headers={"Location": f"{elsewhere.url}/trap"}))
        result = lab.send(limits=SHORT)

        assert elsewhere.state.requests == []
    assert result.state == FAILED
    assert "redirect" in result.message
    assert lab.account.messages == []


def test_self_signed_certificate_is_named_with_its_cure(lab: Lab) -> None:
    with self_signed_server() as address:
        result = lab.ping(settings=lab.settings | {"API Root": address})

    assert result.state == FAILED
    assert "self-signed" in result.message
    assert "Verify SSL" in result.message


def test_unknown_authority_is_named_with_its_cure(secure_lab: Lab) -> None:
    secure_lab.settings["Verify SSL"] = "true"

    result = secure_lab.send()

    assert result.state == FAILED
    assert "certificate of 127.0.0.1" in result.message
    assert "Verify SSL" in result.message
    assert result.seconds < 6, "a bad certificate does not get better by waiting"


@pytest.mark.parametrize(
    ("verify", "bundle", "state"),
    [("false", "missing.pem", COMPLETED), ("true", "ca.pem", FAILED)],
    ids=["checks stay off", "checks stay on"],
)
def test_environment_does_not_decide_which_certificates_count(
    secure_lab: Lab, verify: str, bundle: str, state: int
) -> None:
    """`CURL_CA_BUNDLE` wins over the caller in a careless use of requests."""
    secure_lab.settings["Verify SSL"] = verify
    file = secure_lab.twilio.ca_pem_path.with_name(bundle)

    assert secure_lab.ping(env={"CURL_CA_BUNDLE": str(file)}).state == state


def test_unknown_host_name_is_named(lab: Lab) -> None:
    result = lab.ping(settings=lab.settings | {"API Root": "https://twilio.invalid"})

    assert result.state == FAILED
    assert "twilio.invalid cannot be found" in result.message
    assert "API Root" in result.message


def test_refused_connection_is_named_after_several_tries(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    result = lab.send(settings=lab.settings | {"API Root": closed}, limits=SHORT)

    assert result.state == FAILED
    assert "refused the connection" in result.message
    assert result.json[0]["status"] == "not_sent"
    assert result.json[0]["possible_duplicate"] is False


def test_dripping_answer_ends_before_the_process_deadline(lab: Lab) -> None:
    lab.add_faults(Fault("drip", times=None, delay=0.3))

    result = lab.ping(limits=SHORT)

    assert result.state == FAILED
    assert "slow" in result.message
    assert result.seconds < SHORT.run_seconds
