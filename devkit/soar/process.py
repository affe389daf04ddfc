"""Starts a script as the platform does, writes its input, and ends it after its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.http_server import LOOPBACK

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.definitions import Action
    from devkit.soar.context import RunOptions

# All that a script gets of our own environment.
PASSED_ON = ("PATH",)
# After a kill the pipes close at once, unless a process outside the group holds them.
DRAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start: the interpreter's arguments, environment, folder and standard input."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    stdin: bytes


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """How a process ended. `killed` says by whom, empty when it ended by itself."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    killed: str = ""


class Children:
    """The processes that run now; all of them can be ended at once, from any thread."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def run(self, launch: Launch, timeout: float) -> ProcessResult:
        """Run to the end, or kill after `timeout` seconds.

        Raises:
            RuntimeError: the runner was stopped before.
        """
        started = time.monotonic()
        process = self._start(launch)
        killed = ""
        try:
            stdout, stderr = process.communicate(launch.stdin, timeout)
        except subprocess.TimeoutExpired:
            killed = f"did not end within {timeout:g} s and was killed"
            stdout, stderr = _drain(process)
        finally:
            # An interrupt in this thread must not leave a child behind.
            kill(process)
            with self._lock:
                self._running.discard(process)
                closed = self._closed
        if closed and process.returncode == -signal.SIGKILL:
            killed = "was stopped with the runner"
        seconds = time.monotonic() - started
        return ProcessResult(process.returncode, stdout, stderr, seconds, killed)

    def _start(self, launch: Launch) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is stopped")
            process = subprocess.Popen(
                (sys.executable, *launch.arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=launch.folder,
                env=launch.environment,
                # A group of its own: a kill reaches what the script started, too, and an
                # interrupt at the terminal reaches the runner alone.
                start_new_session=True,
            )
            self._running.add(process)
        return process

    def open(self) -> None:
        self._closed = False

    def close(self) -> None:
        """Kill all that run and let none start."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            _signal_group(process)


def kill(process: subprocess.Popen[Any]) -> None:
    """End a process and its group, if it still runs."""
    if process.poll() is None:
        _signal_group(process)
        process.wait()


def _signal_group(process: subprocess.Popen[Any]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _drain(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    _signal_group(process)
    try:
        return process.communicate(timeout=DRAIN_SECONDS)
    except subprocess.TimeoutExpired as error:
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()
        return error.stdout or b"", error.stderr or b""


def build_environment(sdk: Path, managers: Path, port: int, folder: Path) -> dict[str, str]:
    """Return an environment with nothing of ours but the path to programs."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed | {
        "LANG": "C.UTF-8",
        # A home of its own: no .netrc and no other settings of the person at the keyboard.
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join((str(sdk), str(managers))),
        "APP_IP": LOOPBACK,
        "APP_PORT": str(port),
        # The SDK takes Python's own spelling alone; `false` would mean https.
        "APP_USE_SSL": "False",
    }


def build_arguments(action: Action, key: str, log: Path, options: RunOptions) -> tuple[str, ...]:
    """Return the interpreter's arguments. Key and first-run flag are read by position."""
    positional = (str(action.script), key, str(options.first))
    return (*positional, "--logPath", str(log), *options.arguments)
