"""Runs actions as the platform does: each in a new process that asks the SDK's endpoints."""

from __future__ import annotations

import atexit
import json
import secrets
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from devkit.definitions import ROOT, Package
from devkit.http_server import Server
from devkit.sdk_folder import find_sdk
from devkit.soar.context import RunOptions, build_context, select
from devkit.soar.process import Children, Launch, ProcessResult, build_arguments, build_environment
from devkit.soar.result import TIMED_OUT, RunResult, build_result
from devkit.soar.sdk_api import ApiState, EndpointFault, RunAccess, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from devkit.definitions import Action
    from devkit.soar.cases import Case


class Runner:
    """A local SOAR for one integration. Many threads may run actions at once.

    Args:
        settings: the instance's settings by property name; may be changed between runs.
        case: the case that actions run in; None means outside any case.
        root: the package's folder.
        sdk: the folder of the SDK's flat modules; None means `$SOAR_SDK`, else our own.
        env: environment variables that every run gets.

    Raises:
        UsageError: the SDK's folder holds no SDK.
    """

    def __init__(
        self,
        settings: Mapping[str, Any] | None = None,
        case: Case | None = None,
        root: Path = ROOT,
        sdk: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.settings: dict[str, Any] = dict(settings or {})
        self.case = case
        self.package = Package(root)
        self.sdk = find_sdk(sdk)
        self.env = dict(env or {})
        self.sdk_api = ApiState()
        self._server = Server(create_app(self.sdk_api))
        self._children = Children()
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        self._stopping.clear()
        self._children.open()
        self._server.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Kill the running processes, end the polling and close the port. May be called twice."""
        self._stopping.set()
        self._children.close()
        self._server.stop()
        atexit.unregister(self.stop)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def faults(self) -> list[EndpointFault]:
        return self.sdk_api.faults

    def run(
        self,
        action: str,
        params: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - the fields of RunOptions
    ) -> RunResult:
        """Run an action once and return its result, whatever happened to the process.

        Args:
            action: see `Package.action`.
            params: its parameters by display name; values become text.
            options: see `RunOptions`.

        Raises:
            UsageError: there is no such action.
            RuntimeError: the runner is not running.
        """
        return self._run(self.package.action(action), params or {}, RunOptions(**options))

    def play(
        self,
        action: str,
        params: Mapping[str, Any] | None = None,
        *,
        interval: float | None = None,
        total_seconds: float | None = None,
        **options: Any,  # noqa: ANN401 - the fields of RunOptions
    ) -> Iterator[RunResult]:
        """Poll an action to its end, yielding each run.

        Args:
            action: see `Package.action`.
            params: its parameters; all are passed again on every run.
            interval: seconds between two runs; the limits' interval by default.
            total_seconds: when the polling ends; the action then counts as timed out, with the
                default result value of its definition. None: never.
            options: see `RunOptions`.

        Raises:
            UsageError: there is no such action.
        """
        found = self.package.action(action)
        run = RunOptions(**options)
        limits = run.limits
        if interval is not None:
            limits = replace(limits, interval_seconds=interval)
        if total_seconds is not None:
            limits = replace(limits, total_deadline_ms=int((time.time() + total_seconds) * 1000))
        run = replace(run, limits=limits)
        while True:
            result = self._run(found, params or {}, run)
            yield result
            if not result.in_progress:
                return
            run = replace(run, first=False, state=result.value)
            left = limits.total_deadline_ms / 1000 - time.time()
            pause = limits.interval_seconds
            over = bool(limits.total_deadline_ms) and left <= pause
            if self._stopping.wait(max(0.0, left) if over else pause):
                return
            if over:
                yield _timed_out(found)
                return

    def _run(self, action: Action, params: Mapping[str, Any], options: RunOptions) -> RunResult:
        case = options.case or self.case
        targets = select(case, options.entities, options.alert, options.scope)
        identifier = self.package.integration().identifier
        context = build_context(identifier, action, params, targets, options)
        key = secrets.token_hex(16)
        settings = self.settings if options.settings is None else options.settings
        access = self.sdk_api.open_runs[key] = RunAccess(settings, targets.case)
        try:
            ended, log = self._spawn(action, context, key, options)
        finally:
            del self.sdk_api.open_runs[key]
        return build_result(action.name, ended, context, log, tuple(access.calls))

    def _spawn(
        self, action: Action, context: dict[str, Any], key: str, options: RunOptions
    ) -> tuple[ProcessResult, str]:
        """Run the process in a folder of its own; return how it ended and what it logged."""
        limits = options.limits
        with tempfile.TemporaryDirectory(prefix="soar-run-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            log = options.log_path or folder / "script.log"
            clean = build_environment(self.sdk, self.package.managers, self._server.port, folder)
            launch = Launch(
                arguments=build_arguments(action, key, log, options),
                environment=clean | self.env | dict(options.env),
                folder=folder,
                stdin=json.dumps(context).encode() if options.stdin is None else options.stdin,
            )
            timeout = options.timeout or limits.run_seconds + limits.grace_seconds
            ended = self._children.run(launch, timeout)
            return ended, log.read_text(errors="replace") if log.is_file() else ""


def _timed_out(action: Action) -> RunResult:
    return RunResult(
        action=action.name,
        state=TIMED_OUT,
        value=action.default_result_value,
        message=f"{action.name} did not end within the step's time limit and was stopped.",
    )
