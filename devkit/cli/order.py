"""An order to run an action, and how it is carried out."""

from __future__ import annotations

import os
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devkit import console, twilio_settings
from devkit.cli import given
from devkit.definitions import Package
from devkit.errors import UsageError
from devkit.sdk_folder import find_sdk
from devkit.soar import Limits, Runner, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from devkit.definitions import Action
    from devkit.soar import RunResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run and how. All times are seconds."""

    action: str
    params: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    case: Path | None = None
    alert: str | None = None
    scope: str = "alert"
    settings: tuple[str, ...] = ()
    settings_file: Path | None = None
    interval: float = 2.0
    limit: float = 120.0
    deadline: float = 300.0
    reply: str | None = None
    reply_after: float = 3.0
    sdk: Path | None = None
    real: bool = False


def perform(order: Order) -> list[RunResult]:
    """Run an action to its end and return all of its runs.

    Raises:
        UsageError: the order is wrong.
    """
    package = Package()
    action = given.action_of(package, order.action)
    params = given.pairs("--param", order.params)
    given.check_names("parameter", params, action.parameters, action.name)
    own_settings = _own_settings(package, order)
    case = given.case_file(order.case)
    alert = given.alert_of(case, order.alert)
    step = {
        "entities": given.entities(order.entities),
        "alert": alert,
        "scope": Scope(order.scope),
        "limits": Limits(run_seconds=order.deadline),
    }
    sdk = find_sdk(order.sdk)
    with ExitStack() as stack:
        connection = stack.enter_context(_connection(order))
        settings = package.integration().defaults() | connection.settings | own_settings
        console.add_secret(settings["AuthenticationToken"])
        host = stack.enter_context(Runner(settings, case, sdk=sdk, env=connection.env))
        plays = host.play(
            action.name, params, interval=order.interval, total_seconds=order.limit, **step
        )
        return _watched(action, plays)


def _own_settings(package: Package, order: Order) -> dict[str, str]:
    integration = package.integration()
    from_file = given.settings_file(order.settings_file) if order.settings_file else {}
    settings = from_file | given.pairs("--set", order.settings)
    given.check_names("setting", settings, integration.settings, integration.identifier)
    return settings


def _connection(order: Order) -> AbstractContextManager[twilio_settings.Connection]:
    if not order.real:
        reply = (
            twilio_settings.Reply(order.reply, order.reply_after)
            if order.reply is not None
            else None
        )
        return twilio_settings.embedded(reply)
    if order.reply is not None:
        raise UsageError("--reply has the simulated phones answer; with --real there are none.")
    return nullcontext(twilio_settings.real(os.environ))


def _watched(action: Action, plays: Iterator[RunResult]) -> list[RunResult]:
    results = []
    with console.progress(action.name) as tell:
        for result in plays:
            results.append(result)
            if result.in_progress:
                tell(f"{action.name}: {result.message} (run {len(results)})")
    return results
