"""`run`: an action as the platform runs it, and what it left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from devkit import console
from devkit.cli import options  # noqa: TC001 - Typer reads the annotations
from devkit.definitions import Package
from devkit.errors import FAILED, OK

if TYPE_CHECKING:
    import typer

    from devkit.cli.order import Order


def app_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(_run)


def _run(  # noqa: PLR0913 - one argument for each option
    action: options.Name,
    *,
    param: options.Params = None,
    entity: options.Entities = None,
    case: options.CaseFile = None,
    alert: options.Alert = None,
    scope: options.Scope = "alert",
    set_: options.Settings = None,
    settings: options.SettingsFile = None,
    interval: options.Interval = 2.0,
    limit: options.Limit = 120.0,
    deadline: options.Deadline = 300.0,
    reply: options.ReplyText = None,
    reply_after: options.ReplyAfter = 3.0,
    sdk: options.Sdk = None,
    log: options.Log = False,
    json: options.AsJson = False,
    real: options.Real = False,
) -> int:
    """Run an action as the platform does, by default against the embedded stand-in.

    Exit code 0: completed; 1: failed; 2: typed wrongly.
    """
    from devkit.cli.order import Order  # noqa: PLC0415 - brings the host, which help can spare

    order = Order(
        action=action,
        params=tuple(param or ()),
        entities=tuple(entity or ()),
        case=case,
        alert=alert,
        scope=scope,
        settings=tuple(set_ or ()),
        settings_file=settings,
        interval=interval,
        limit=limit,
        deadline=deadline,
        reply=reply,
        reply_after=reply_after,
        sdk=sdk,
        real=real,
    )
    return print_run(order, as_json=json, log=log)


def print_run(order: Order, *, as_json: bool = False, log: bool = False) -> int:
    """Run an action to its end, print what it left and return the exit code.

    Raises:
        UsageError: the order is wrong.
    """
    from devkit.cli.order import perform  # noqa: PLC0415 - see _run

    began = time.monotonic()
    results = perform(order)
    seconds, last = time.monotonic() - began, results[-1]
    if log:
        for result in results:
            console.print_status(result.log.strip())
    if as_json:
        console.print_json(console.result_as_json(last, len(results), seconds))
    else:
        name = Package().action(last.action).result_name
        console.print_result(console.stdout(), last, name, len(results), seconds)
    return OK if last.state == 0 else FAILED
