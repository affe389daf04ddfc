"""How the actions reach Twilio: proxies, certificates, and what stands between."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from devkit.standin import Fault, StandIn
from tests.actions.proxy import proxy, self_signed_server
from tests.actions.stage import COMPLETED, FAILED, SHORT

if TYPE_CHECKING:
    from tests.actions.stage import Stage


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
def test_proxy_variable_is_honoured_for_https(secure_stage: Stage, variable: str) -> None:
    with proxy() as between:
        result = secure_stage.send(env={variable: between.url, "NO_PROXY": ""})

    assert result.state == COMPLETED
    there = secure_stage.twilio.url.removeprefix("https://")
    assert f"CONNECT {there}" in between.targets
    assert len(secure_stage.account.outbound()) == 1


def test_proxy_variable_is_honoured_for_http(stage: Stage) -> None:
    with proxy() as between:
        result = stage.ping(env={"HTTP_PROXY": between.url, "http_proxy": between.url})

    assert result.state == COMPLETED
    assert f"GET {stage.twilio.url.removeprefix('http://')}" in between.targets


def test_proxy_settings_of_the_platform_are_honoured(secure_stage: Stage) -> None:
    """The SDK puts them into the proxy variables; it must itself reach the platform."""
    host, there = secure_stage.host, secure_stage.twilio.url.replace("127.0.0.1", "localhost")
    before = host.exchange.proxy_settings
    with proxy() as between:
        host.exchange.proxy_settings = {
            "proxy_server_address": between.url,
            "username": "",
            "password": "",
            "ignore_addresses": ["127.0.0.1"],
        }
        try:
            result = secure_stage.ping(
                settings=host.settings | {"API Root": there},
                extra_context={"use_proxy_settings": True},
            )
        finally:
            host.exchange.proxy_settings = before

    assert result.state == COMPLETED, result.message
    assert between.targets == [f"CONNECT {there.removeprefix('https://')}"]


def test_no_proxy_variable_is_honoured(secure_stage: Stage) -> None:
    with proxy() as between:
        result = secure_stage.ping(env={"HTTPS_PROXY": between.url, "NO_PROXY": "127.0.0.1"})

    assert (result.state, between.targets) == (COMPLETED, [])


def test_proxy_that_refuses_is_named(secure_stage: Stage) -> None:
    with proxy(refusal="407 Proxy Authentication Required") as between:
        result = secure_stage.ping(env={"HTTPS_PROXY": between.url})

    assert result.state == FAILED
    assert "proxy" in result.message
    assert secure_stage.requests == []


def test_redirection_is_not_followed(stage: Stage) -> None:
    with StandIn() as elsewhere:
        stage.spoil(Fault("redirect", times=None, headers={"Location": f"{elsewhere.url}/trap"}))
        result = stage.send(limits=SHORT)

        assert elsewhere.state.requests == []
    assert result.state == FAILED
    assert "redirect" in result.message
    assert stage.account.messages == []


def test_self_signed_certificate_is_named_with_its_cure(stage: Stage) -> None:
    with self_signed_server() as address:
        result = stage.ping(settings=stage.host.settings | {"API Root": address})

    assert result.state == FAILED
    assert "self-signed" in result.message
    assert "Verify SSL" in result.message


def test_unknown_authority_is_named_with_its_cure(secure_stage: Stage) -> None:
    secure_stage.host.settings["Verify SSL"] = "true"

    result = secure_stage.send()

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
    secure_stage: Stage, verify: str, bundle: str, state: int
) -> None:
    """`CURL_CA_BUNDLE` wins over the caller in a careless use of requests."""
    secure_stage.host.settings["Verify SSL"] = verify
    file = secure_stage.twilio.ca_pem_path.with_name(bundle)

    assert secure_stage.ping(env={"CURL_CA_BUNDLE": str(file)}).state == state


def test_unknown_host_name_is_named(stage: Stage) -> None:
    result = stage.ping(settings=stage.host.settings | {"API Root": "https://twilio.invalid"})

    assert result.state == FAILED
    assert "twilio.invalid cannot be found" in result.message
    assert "API Root" in result.message


def test_refused_connection_is_named_after_several_tries(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    result = stage.send(settings=stage.host.settings | {"API Root": closed}, limits=SHORT)

    assert result.state == FAILED
    assert "refused the connection" in result.message
    assert result.json[0]["status"] == "not_sent"
    assert result.json[0]["possible_duplicate"] is False


def test_dripping_answer_ends_before_the_process_deadline(stage: Stage) -> None:
    stage.spoil(Fault("drip", times=None, delay=0.3))

    result = stage.ping(limits=SHORT)

    assert result.state == FAILED
    assert "slow" in result.message
    assert result.seconds < SHORT.run_seconds
