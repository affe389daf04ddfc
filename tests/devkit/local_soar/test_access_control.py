from __future__ import annotations

import socket

import pytest
import requests
from flask import Flask
from werkzeug.exceptions import Forbidden

from devkit.local_soar.access_control import AccessControl
from devkit.local_soar.server import LocalSoar, Options
from tests.devkit.local_soar.clients import EXECUTE, SCOPES, TIMEOUT, Client, order

FOREIGN = ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"]
PHONE = "+15551230001"


def visit(soar: LocalSoar) -> requests.Session:
    session = requests.Session()
    assert session.get(soar.page_url, timeout=TIMEOUT).status_code == 200
    return session


@pytest.mark.parametrize("origin", FOREIGN)
def test_post_of_a_foreign_page_is_refused_even_with_the_key(
    soar: LocalSoar, client: Client, origin: str
) -> None:
    response = client.post(order("Send SMS", {"Phone Number": PHONE}), Origin=origin)

    assert response.status_code == 403
    assert soar.runs.all == []


@pytest.mark.parametrize("origin", FOREIGN)
def test_reply_of_a_foreign_page_is_refused_even_with_the_cookie(
    soar: LocalSoar, origin: str
) -> None:
    with visit(soar) as session:
        response = session.post(
            f"{soar.url}/page/reply",
            json={"phone": PHONE, "body": "hi"},
            headers={"Origin": origin},
            timeout=TIMEOUT,
        )

    assert response.status_code == 403
    assert soar.standin.state.account.inbound() == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", ""]
)
def test_host_of_another_name_is_refused(client: Client, host: str) -> None:
    assert client.get(SCOPES, Host=host).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_page_of_this_host_may_post(soar: LocalSoar, client: Client, host: str) -> None:
    port = soar.url.rpartition(":")[2]
    own = f"{host}:{port}"

    response = client.post(order("Ping"), Host=own, Origin=f"http://{own}")

    assert response.json()["status"] == "Completed"


def test_no_answer_lets_another_origin_read_it(client: Client) -> None:
    response = requests.options(
        client.url + EXECUTE,
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "AppKey, Content-Type",
        },
        timeout=TIMEOUT,
    )

    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_page_without_the_key_says_how_to_get_in(soar: LocalSoar) -> None:
    response = requests.get(soar.url, timeout=TIMEOUT)

    assert response.status_code == 401
    assert "the address that was printed" in response.text
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("key", ["", "wrong", "%E2%82%AC"])
def test_page_with_a_wrong_key_stays_shut(soar: LocalSoar, key: str) -> None:
    response = requests.get(f"{soar.url}/?key={key}", timeout=TIMEOUT)

    assert response.status_code == 401
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("key", ["a&b#c%", "a+b", "pct%41", "q?=/;"])
def test_page_opens_by_the_printed_address_whatever_the_key(key: str) -> None:
    with LocalSoar(Options(key=key)) as soar:
        response = requests.get(soar.page_url, timeout=TIMEOUT)

    assert response.status_code == 200


def test_page_takes_the_key_out_of_its_address(soar: LocalSoar) -> None:
    response = requests.get(soar.page_url, allow_redirects=False, timeout=TIMEOUT)

    assert (response.status_code, response.headers["Location"]) == (303, "/")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert soar.key not in cookie


@pytest.mark.parametrize("path", ["/page/reply", "/page/network", "/page/runs"])
def test_page_endpoints_are_shut_without_the_cookie(soar: LocalSoar, path: str) -> None:
    response = requests.post(soar.url + path, json={}, timeout=TIMEOUT)

    assert response.status_code == 401


def test_events_are_shut_without_the_cookie(soar: LocalSoar) -> None:
    assert requests.get(f"{soar.url}/page/events", timeout=TIMEOUT).status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_page_endpoints_take_no_type_that_a_plain_form_can_send(soar: LocalSoar, kind: str) -> None:
    with visit(soar) as session:
        response = session.post(
            f"{soar.url}/page/reply",
            data=f'{{"phone": "{PHONE}", "body": "hi"}}',
            headers={"Content-Type": kind},
            timeout=TIMEOUT,
        )

    assert response.status_code == 415
    assert soar.standin.state.account.inbound() == []


def test_names_of_this_machine_are_its_own_once_the_network_reaches_it() -> None:
    access, name = AccessControl("key", "0.0.0.0"), socket.gethostname()
    with Flask("test").test_request_context(headers={"Host": name}):
        with pytest.raises(Forbidden):
            access.check_address()
        access.add_names_of_this_machine()
        access.check_address()


def test_form_of_a_foreign_page_sends_nothing_by_the_stand_in(soar: LocalSoar) -> None:
    account = soar.standin.state.account
    response = requests.post(
        f"{soar.standin.url}/2010-04-01/Accounts/{account.sid}/Messages.json",
        data={"From": account.number, "To": PHONE, "Body": "hi"},
        auth=(account.sid, account.auth_token),
        headers={"Origin": "https://evil.example"},
        timeout=TIMEOUT,
    )

    assert response.status_code == 403
    assert (account.messages, soar.standin.state.requests) == ([], [])
