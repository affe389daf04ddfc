from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from devkit.cli.main import main
from devkit.cli.serve import announcement
from devkit.definitions import ROOT, Package
from devkit.local_soar.server import LocalSoar, Options
from tests.devkit.local_soar.clients import SCOPES, TIMEOUT, Client, order
from tests.processes import children_of, is_alive, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVE = (sys.executable, "-m", "devkit", "serve")
PHONE = "+15551230001"


def environment(**variables: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TWILIO_", "SOAR_APP"))
    }
    return kept | variables


def serve(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command where it is expected to end by itself."""
    return subprocess.run(
        [*SERVE, *arguments],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[tuple[Any, dict[str, str]]]:
    """Starts the command; gives the process and what it printed, by the lines' first words."""
    process = subprocess.Popen(
        [*SERVE, "--port", "0", *arguments],
        cwd=ROOT,
        env=environment(PYTHONUNBUFFERED="1", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        printed: dict[str, str] = {}
        for line in process.stdout:
            name, _, rest = line.strip().partition("  ")
            printed[name] = rest.strip()
            if line.startswith("Ctrl-C"):
                break
        yield process, printed
    finally:
        process.kill()
        process.communicate()


def test_serve_prints_addresses_and_key_that_work() -> None:
    with serving() as (_, printed):
        client = Client(printed["SOAR_URL"], printed["SOAR_APP_KEY"])
        scopes = client.get(SCOPES)
        page = requests.get(printed["Phone page"], timeout=TIMEOUT)

    assert scopes.status_code == 200
    assert page.status_code == 200
    assert printed["SOAR_URL"].startswith("http://127.0.0.1:")
    assert len(printed["SOAR_APP_KEY"]) >= 32
    assert "Only programs on this machine can reach it (loopback address)." in printed


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_serve_stops_cleanly_and_leaves_no_child(sign: signal.Signals) -> None:
    with serving("--key", "fixed-key") as (process, printed):
        client = Client(printed["SOAR_URL"], "fixed-key")
        with requests.Session() as session:
            session.get(printed["Phone page"], timeout=TIMEOUT)
            session.post(
                f"{client.url}/page/network", json={"network": "503"}, timeout=TIMEOUT
            ).raise_for_status()
        # It tries again and again, so that its process lives until it is killed.
        busy = order("Send SMS", {"Phone Number": PHONE, "Message": "hi"})
        poster = threading.Thread(target=_post_until_cut, args=(client, busy))
        poster.start()
        children = until(lambda: children_of(process.pid))
        process.send_signal(sign)
        _, errors = process.communicate(timeout=TIMEOUT)
        poster.join()

    assert (process.returncode, errors.strip()) == (0, "Stopped.")
    until(lambda: not any(map(is_alive, children)))


def _post_until_cut(client: Client, body: dict[str, Any]) -> None:
    with suppress(requests.ConnectionError):
        client.post(body)


def test_serve_takes_the_key_from_the_environment() -> None:
    with serving(SOAR_APP_KEY="from-the-environment") as (_, printed):
        assert printed["SOAR_APP_KEY"] == "from-the-environment"


def test_serve_holds_the_cases_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"identifier": 7, "title": "Seven"}, {"identifier": 8}]))

    with serving("--cases", str(path)) as (_, printed):
        client = Client(printed["SOAR_URL"], printed["SOAR_APP_KEY"])
        result = client.run("Ping", caseId=8, alertGroupIdentifiers=[])

    assert (result["status"], result["caseId"]) == ("Completed", 8)


def test_serve_names_what_is_wrong_with_a_case_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.json"

    assert main(["serve", "--cases", str(path)]) == 2
    assert f"The case file {path} cannot be used: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", ""),
        ("--patience", "nan"),
        ("--interval", "0"),
        ("--port", "70000"),
        ("--key", "two words"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_serve_refuses_values_that_cannot_be(
    arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) == 2
    assert arguments[0] in capsys.readouterr().err


def test_serve_names_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = serve("--port", str(port))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"127.0.0.1 port {port} cannot be listened on: " in ended.stderr
    assert ended.stderr.endswith("choose another with --port.\n")


def test_serve_names_a_host_that_is_not_this_machine() -> None:
    ended = serve("--host", "300.1.1.1")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.endswith("choose another with --host.\n")


def test_serve_real_names_the_variables_that_it_lacks() -> None:
    ended = serve("--real", TWILIO_ACCOUNT_SID="AC" + "0" * 32)

    assert ended.returncode == 2
    assert "not set: TWILIO_AUTH_TOKEN, TWILIO_FROM." in ended.stderr


def test_serve_real_never_prints_the_secret() -> None:
    secret = "5ec0" * 8
    account = {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": secret,
        "TWILIO_FROM": "+15551239999",
    }
    with serving("--real", **account) as (process, printed):
        assert printed["Twilio"] == "the real service: messages reach real phones and are billed"
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=TIMEOUT)

    assert secret not in f"{printed}{rest}{errors}"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.1", "127.9.9.9"])
def test_announcement_calls_loopback_by_whatever_name_what_it_is(host: str) -> None:
    with LocalSoar(Options(host=host)) as soar:
        assert Client.of(soar).get(SCOPES).status_code == 200
        lines = list(announcement(soar))

    assert "Only programs on this machine can reach it (loopback address)." in lines


@pytest.mark.parametrize("address", ["192.0.2.7", "0.0.0.0", "::"])
def test_announcement_warns_of_an_address_that_others_reach(address: str) -> None:
    soar = SimpleNamespace(
        runner=SimpleNamespace(package=Package()),
        page_url="http://soar.example:1/?key=k",
        url="http://soar.example:1",
        address=address,
        key="k",
        standin=None,
        options=SimpleNamespace(cases={}),
    )

    lines = list(announcement(soar))

    assert f"WARNING: it listens on {address}, so other machines can reach it." in lines


def test_manuals_example_request_sends_a_message() -> None:
    manual = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    body = json.loads(re.search(r"-d '(\{.+?\})'\n", manual, re.DOTALL)[1])

    with serving() as (_, printed):
        client = Client(printed["SOAR_URL"], printed["SOAR_APP_KEY"])
        result = client.post(body).json()

    assert result["message"] == f"Successfully sent SMS to: {PHONE}."
