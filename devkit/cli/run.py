"""`run`: an action as the platform runs it, and what it returned."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from devkit import console, twilio_settings
from devkit.cli import arguments
from devkit.definitions import Package
from devkit.errors import FAILED, OK, UsageError
from devkit.sdk_folder import SDK_HELP, find_sdk
from devkit.soar import Limits, Runner, Scope
from devkit.twilio_settings import Connection, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from devkit.soar import RunResult

LONGEST_SECONDS = 14 * 24 * 3600.0


def _option(text: str, *names: str, metavar: str | None = None) -> Any:  # noqa: ANN401 - Typer's own
    return typer.Option(*names, help=text, metavar=metavar)


def _seconds(text: str, name: str, least: float = 0.1) -> Any:  # noqa: ANN401 - Typer's own
    def bounded(value: float) -> float:
        if not least <= value <= LONGEST_SECONDS:  # also true of "nan"
            raise typer.BadParameter(f"from {least:g} to {LONGEST_SECONDS:.0f} seconds.")
        return value

    return typer.Option(name, help=text, metavar="SECONDS", callback=bounded, show_default=True)


NAME_VALUE = "NAME=VALUE"
Name = Annotated[str, typer.Argument(help='The name, e.g. "Send SMS", in any case of letters.')]
Params = Annotated[
    list[str] | None,
    _option("A parameter; can be repeated.", "--param", "-p", metavar=NAME_VALUE),
]
Entities = Annotated[
    list[str] | None,
    _option("An entity, e.g. PHONENUMBER:+15551230001.", "--entity", metavar="TYPE:ID"),
]
CaseFile = Annotated[
    Path | None, _option("The case as JSON; `sample` is built in.", "--case", metavar="FILE")
]
Alert = Annotated[str | None, _option("The alert of the case to run on.", "--alert", metavar="ID")]
EntityScope = Annotated[
    Literal["alert", "all", "none"],
    _option("Which entities of the case the action gets.", "--scope"),
]
Settings = Annotated[
    list[str] | None, _option("A setting; wins over the file.", "--set", metavar=NAME_VALUE)
]
SettingsFile = Annotated[
    Path | None, _option("Settings as a JSON object.", "--settings", metavar="FILE")
]
Interval = Annotated[float, _seconds("Seconds between two polls.", "--interval")]
Limit = Annotated[float, _seconds("Time limit of the whole wait, in seconds.", "--limit")]
Deadline = Annotated[float, _seconds("Time limit of one run, in seconds.", "--deadline")]
ReplyText = Annotated[
    str | None, _option('What the phones answer, e.g. "Yes {code}".', "--reply", metavar="TEXT")
]
ReplyAfter = Annotated[
    float, _seconds("How long after delivery the phones answer.", "--reply-after", 0.0)
]
Sdk = Annotated[Path | None, _option(SDK_HELP, "--sdk", metavar="DIR")]
Log = Annotated[bool, _option("Also print the log of the action (stderr).", "--log")]
AsJson = Annotated[bool, _option("Print one JSON object, for scripts.", "--json")]
Real = Annotated[
    bool,
    _option("Send real texts: $TWILIO_ACCOUNT_SID, $TWILIO_AUTH_TOKEN, $TWILIO_FROM.", "--real"),
]


def run(  # noqa: PLR0913 - one argument for each option
    action: Name,
    *,
    param: Params = None,
    entity: Entities = None,
    case: CaseFile = None,
    alert: Alert = None,
    scope: EntityScope = "alert",
    set_: Settings = None,
    settings: SettingsFile = None,
    interval: Interval = 2.0,
    limit: Limit = 120.0,
    deadline: Deadline = 300.0,
    reply: ReplyText = None,
    reply_after: ReplyAfter = 3.0,
    sdk: Sdk = None,
    log: Log = False,
    json: AsJson = False,
    real: Real = False,
) -> int:
    package = Package()
    chosen = package.action(action)
    params = arguments.name_value_pairs("--param", param or ())
    arguments.check_names("parameter", params, chosen.parameters, chosen.name)
    own_settings = _own_settings(package, settings, set_ or ())
    read_case = arguments.case_file(case)
    step: dict[str, Any] = {
        "alert": arguments.alert_of(read_case, alert),
        "entities": arguments.entities(entity or ()),
        "scope": Scope(scope),
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
    seconds, last = time.monotonic() - started, results[-1]
    for result in results if log else ():
        console.print_status(result.log.strip())
    if json:
        console.print_json(console.result_as_json(last, len(results), seconds))
    else:
        console.print_result(console.stdout(), last, chosen.result_name, len(results), seconds)
    return OK if last.state == 0 else FAILED


def _own_settings(
    package: Package, path: Path | None, texts: list[str] | tuple[()]
) -> dict[str, str]:
    integration = package.integration()
    settings = arguments.settings_file(path) if path else {}
    settings |= arguments.name_value_pairs("--set", texts)
    arguments.check_names("setting", settings, integration.settings, integration.identifier)
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
