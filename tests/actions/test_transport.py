"""How the actions reach Twilio: proxies, certificates, and what is in between."""

from __future__ import annotations

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


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_authorities_that_the_machines_variables_name_are_trusted(
    secure_lab: Lab, variable: str
) -> None:
    """A proxy that inspects traffic signs with an authority of the company's."""
    secure_lab.settings["Verify SSL"] = "true"

    assert secure_lab.ping(env={variable: str(secure_lab.twilio.ca_pem_path)}).state == COMPLETED


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_variable_never_turns_the_certificate_check_on_again(
    secure_lab: Lab, variable: str
) -> None:
    """In a careless use of requests it wins over the caller."""
    missing = secure_lab.twilio.ca_pem_path.with_name("missing.pem")

    assert secure_lab.ping(env={variable: str(missing)}).state == COMPLETED


def test_variable_that_names_no_authorities_is_told(secure_lab: Lab) -> None:
    secure_lab.settings["Verify SSL"] = "true"
    missing = secure_lab.twilio.ca_pem_path.with_name("missing.pem")

    result = secure_lab.ping(env={"REQUESTS_CA_BUNDLE": str(missing)})

    assert result.state == FAILED
    assert "REQUESTS_CA_BUNDLE" in result.message
