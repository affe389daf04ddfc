"""`run`: an action as the platform runs it, and what it returned."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer import Argument, Option

from devkit import console, twilio_settings
from devkit.cli import arguments
from devkit.cli.arguments import seconds
from devkit.definitions import Package
from devkit.errors import FAILED, OK, UsageError, check_known
from devkit.sdk_folder import SDK_HELP, find_sdk
from devkit.soar import Limits, Runner, Scope
from devkit.twilio_settings import REAL_HELP, Connection, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from devkit.soar import RunResult

PAIR, FILE = "NAME=VALUE", "FILE"


def run(  # noqa: PLR0913 - one argument for each option
    action: str = Argument(help='The name, e.g. "Send SMS", in any case of letters.'),
    *,
    param: list[str] = Option([], "--param", "-p", metavar=PAIR, help="A parameter; repeatable."),
    entity: list[str] = Option([], metavar="TYPE:ID", help="An entity: PHONENUMBER:+15551230001."),
    case: Path | None = Option(None, metavar=FILE, help="The case as JSON; `sample` is built in."),
    alert: str | None = Option(None, metavar="ID", help="The alert of the case to run on."),
    scope: Scope = Option("alert", help="Which entities of the case the action gets."),
    set_: list[str] = Option([], "--set", metavar=PAIR, help="A setting; wins over the file."),
    settings: Path | None = Option(None, metavar=FILE, help="Settings as a JSON object."),
    interval: float = seconds(2.0, "Seconds between two polls."),
    limit: float = seconds(120.0, "Time limit of the whole wait."),
    deadline: float = seconds(300.0, "Time limit of one run."),
    reply: str | None = Option(
        None, metavar="TEXT", help='What the phones answer, e.g. "Yes {code}".'
    ),
    reply_after: float = seconds(3.0, "From delivery to the phones' answer.", least=0),
    sdk: Path | None = Option(None, metavar="DIR", help=SDK_HELP),
    log: bool = Option(False, "--log", help="Also print the log of the action (stderr)."),
    json: bool = Option(False, "--json", help="Print one JSON object, for scripts."),
    real: bool = Option(False, "--real", help=REAL_HELP),
) -> int:
    package = Package()
    chosen = package.action(action)
    params = arguments.name_value_pairs("--param", param)
    check_known("parameter", params, [one.name for one in chosen.parameters], chosen.name)
    own_settings = _own_settings(package, settings, set_)
    read_case = arguments.case_file(case)
    step: dict[str, Any] = {
        "alert": arguments.alert_of(read_case, alert),
        "entities": arguments.entities(entity),
        "scope": scope,
        "interval": interval,
        "total_seconds": limit,
        "limits": Limits(run_seconds=deadline),
    }
    started = time.monotonic()
    with ExitStack() as stack:
        connection = stack.enter_context(_connection(reply, reply_after, real=real))
        values = package.integration().defaults() | connection.settings | own_settings
        console.add_secret(values["AuthenticationToken"])
        runner = stack.enter_context(
            Runner(values, read_case, sdk=find_sdk(sdk), env=connection.env)
        )
        results = _poll_to_end(chosen.name, runner.play(chosen.name, params, **step))
    took, last = time.monotonic() - started, results[-1]
    for result in results if log else ():
        console.print_status(result.log.strip())
    if json:
        console.print_json(console.result_as_json(last, len(results), took))
    else:
        console.print_result(console.stdout(), last, chosen.result_name, len(results), took)
    return OK if last.state == 0 else FAILED


def _own_settings(package: Package, path: Path | None, texts: list[str]) -> dict[str, str]:
    integration = package.integration()
    settings = arguments.settings_file(path) if path else {}
    settings |= arguments.name_value_pairs("--set", texts)
    known = [one.name for one in integration.settings]
    check_known("setting", settings, known, integration.identifier)
    return settings


def _connection(
    text: str | None, after: float, *, real: bool
) -> AbstractContextManager[Connection]:
    if not real:
        reply = Reply(text, after) if text is not None else None
        return twilio_settings.embedded(os.environ, reply)
    if text is not None:
        raise UsageError("--reply is for the simulated phones; with --real there are none.")
    return nullcontext(twilio_settings.real(os.environ))


def _poll_to_end(action: str, runs: Iterator[RunResult]) -> list[RunResult]:
    results = []
    with console.progress(action) as tell:
        for result in runs:
            results.append(result)
            if result.in_progress:
                tell(f"{action}: {result.message} (run {len(results)})")
    return results
