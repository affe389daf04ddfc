"""The command line as a person meets it: real processes, terminals and signals."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
import requests

from devkit.definitions import ROOT, Package
from devkit.standin import Fault
from tests.processes import PATIENCE, children_of, is_alive, until

COMMAND = (sys.executable, "-m", "devkit")


def start(*arguments: str, **options) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen((*COMMAND, *arguments), cwd=ROOT, text=True, **pipes)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*COMMAND, *arguments),
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )


def ignore(number: signal.Signals | None) -> None:
    if number is not None:
        signal.signal(number, signal.SIG_IGN)


def test_exit_code_says_that_an_action_failed():
    ended = run("run", "Send SMS", "--json")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert json.loads(ended.stdout)["action"] == "Send SMS"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_interrupt_ends_with_130_and_leaves_no_child(twilio, set_options, ending):
    twilio.state.faults.add(Fault("delay", delay=PATIENCE, times=100))
    process = start("run", "Ping", *set_options)
    try:
        children = until(lambda: children_of(process.pid))
        process.send_signal(ending)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    until(lambda: not any(map(is_alive, children)))


@pytest.mark.parametrize("command", ["faults", "soak", "bench"])
def test_interrupt_ends_a_long_command_with_its_children(command):
    process = start(command)
    try:
        children = until(lambda: children_of(process.pid))
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err
    until(lambda: not any(map(is_alive, children)))


def test_advice_of_the_tls_standin_works_until_it_is_interrupted(tmp_path):
    process = start("standin", "--json", "--tls")
    path = tmp_path / "settings.json"
    try:
        path.write_text(process.stdout.readline())
        process.stderr.readline()
        variable, *command = process.stderr.readline().split()
        name, _, authority = variable.partition("=")
        command = [str(path) if word == "FILE" else word for word in command]
        ended = subprocess.run(
            [sys.executable, *command[1:]],
            cwd=ROOT,
            env=os.environ | {name: authority},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        settings = json.loads(path.read_text())
        answer = requests.get(
            f"{settings['API Root']}/2010-04-01/Accounts/{settings['AccountSid']}/Messages.json",
            auth=(settings["AccountSid"], settings["AuthenticationToken"]),
            timeout=PATIENCE,
            verify=authority,
        )
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (answer.status_code, answer.json()["messages"]) == (200, [])
    assert (ended.returncode, ended.stdout.startswith("COMPLETED")) == (0, True)
    assert process.returncode == 0
    assert err.endswith("Stopped.\n")


@pytest.mark.parametrize(
    ("ignored", "sent"),
    [
        pytest.param(signal.SIGINT, signal.SIGINT, id="background"),
        pytest.param(signal.SIGTERM, signal.SIGTERM, id="terminate"),
        pytest.param(None, signal.SIGHUP, id="terminal-closed"),
    ],
)
def test_request_to_end_is_heard_whatever_the_shell_ignores(ignored, sent):
    process = start("standin", preexec_fn=partial(ignore, ignored))
    try:
        process.stdout.readline()
        process.send_signal(sent)
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 0


def test_closed_terminal_does_not_end_what_nohup_started():
    process = start("standin", "--json", preexec_fn=partial(ignore, signal.SIGHUP))
    try:
        api_root = json.loads(process.stdout.readline())["API Root"]
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        answer = requests.get(f"{api_root}/2010-04-01/Accounts.json", timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert not answer.ok


def test_standin_prints_its_settings_for_people():
    process = start("standin")
    try:
        lines = [process.stdout.readline() for _ in range(5)]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    printed = {line[:19].strip(): line[21:].strip() for line in lines}
    assert list(printed) == [field.name for field in Package().integration().settings]
    assert printed["API Root"].startswith("http://127.0.0.1:")
    assert printed["SmsPhoneNumber"] == "+15005550006"


def test_standin_names_a_port_that_is_taken(twilio):
    port = twilio.url.rpartition(":")[2]
    ended = run("standin", "--port", port)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Error: the stand-in cannot listen on port {port}: ")
    assert ended.stderr.count("\n") == 1


def test_spinner_and_colour_are_for_terminals_alone():
    ours, theirs = pty.openpty()
    process = start("run", "Ping", stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    try:
        out, _err = process.communicate(timeout=PATIENCE)
        talk = _read_all(ours)
    finally:
        process.kill()
        os.close(ours)
    assert process.returncode == 0
    assert "\x1b" not in out
    assert b"Ping" in talk
    assert talk.rindex(b"\x1b[?25h") > talk.rindex(b"\x1b[?25l")


def _read_all(terminal: int) -> bytes:
    found = b""
    try:
        while chunk := os.read(terminal, 4096):
            found += chunk
    except OSError:  # how a terminal says that the other side is gone
        return found
    return found


def test_characters_that_a_stream_cannot_hold_are_escaped():
    ended = subprocess.run(
        (*COMMAND, "run", "Ping", "-p", "Zoë=1"),
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert ended.returncode == 2
    assert b"no parameter 'Zo\\xeb'" in ended.stderr
