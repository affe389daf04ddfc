"""The context that a script reads from its standard input, and what decides about it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from devkit.definitions import as_text
from devkit.soar.cases import DEFAULT_ENVIRONMENT, Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from devkit.definitions import Action

OMIT = object()  # as a value of `extra_context`: leave the key out


class Scope(StrEnum):
    """Which entities a step hands to its action."""

    ALERT = "alert"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines of a step.

    Args:
        run_seconds: how long one process may take.
        grace_seconds: how long after that it is killed; 30 on the platform, as far as is known.
        interval_seconds: the pause between two runs of an async action.
        total_deadline_ms: the end of all runs together, epoch milliseconds; 0 for none.
        execution_deadline: what the field `execution_deadline_unix_time_ms` means: the end of
            the `run` or of the `total`. Which of them the platform sends is not established.
    """

    run_seconds: float = 300.0
    grace_seconds: float = 30.0
    interval_seconds: float = 60.0
    total_deadline_ms: int = 0
    execution_deadline: str = "run"

    def fields(self, is_async: bool) -> dict[str, int]:
        """Return the context's deadline fields, counted from now."""
        run_end = int((time.time() + self.run_seconds) * 1000)
        total = self.total_deadline_ms if is_async else 0
        execution = total if total and self.execution_deadline == "total" else run_end
        return {
            "execution_deadline_unix_time_ms": execution,
            "script_timeout_deadline": run_end,
            "async_polling_interval_in_sec": math.ceil(self.interval_seconds) if is_async else 0,
            "async_total_duration_deadline": total,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run.

    Args:
        first: whether this is an async action's first run, or a later one.
        state: what the run before returned; goes back unchanged as `additional_data`.
        entities: (identifier, type) pairs to hand over, instead of those of the scope.
        alert: the alert that the step runs on.
        scope: which entities are handed over.
        case: another case than the runner's.
        settings: other settings than the runner's.
        limits: deadlines.
        timeout: seconds until the kill, instead of the limits'.
        extra_context: keys that replace those of the context; `OMIT` leaves one out.
        env: further environment variables of the process.
        arguments: further arguments, e.g. `--traceId`.
        stdin: bytes in place of the context.
        log_path: another log file than the one in the run's folder.
        fill_defaults: whether parameters not given take the definition's defaults.
    """

    first: bool = True
    state: Any = None
    entities: Iterable[tuple[str, str]] | None = None
    alert: str | None = None
    scope: Scope = Scope.ALERT
    case: Case | None = None
    settings: Mapping[str, Any] | None = None
    limits: Limits = field(default_factory=Limits)
    timeout: float | None = None
    extra_context: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    stdin: bytes | None = None
    log_path: Path | None = None
    fill_defaults: bool = True


@dataclass(frozen=True, slots=True)
class Targets:
    """The case, alert and entities of a step."""

    case: Case | None
    alert: str | None
    entities: tuple[tuple[str, str], ...]

    def fields(self) -> dict[str, Any]:
        return {
            "case_id": str(self.case.identifier) if self.case else None,
            "alert_id": self.alert,
            "environment": self.case.environment if self.case else DEFAULT_ENVIRONMENT,
            "target_entities": [
                {"item1": identifier, "item2": kind} for identifier, kind in self.entities
            ],
        }


def select(
    case: Case | None,
    entities: Iterable[tuple[str, str]] | None,
    alert: str | None,
    scope: Scope,
) -> Targets:
    """Choose what a step works on.

    Args:
        case: the case; one is made up when entities are given without any.
        entities: (identifier, type) pairs that win over the scope; the case gets those it lacks.
        alert: an alert's identifier; None means the first, or, for all entities, none.
        scope: which entities are handed over when none are given.
    """
    if entities is not None:
        wanted = tuple(entities)
        if case is None and not wanted:
            return Targets(None, None, ())
        case = (case or Case()).including(wanted, alert)
        return Targets(case, _alert_holding(case, wanted, alert), wanted)
    if case is None:
        return Targets(None, None, ())
    chosen = (case.alert(alert) if alert else None) or next(iter(case.alerts), None)
    name = chosen.identifier if chosen else None
    if scope is Scope.NONE:
        return Targets(case, name, ())
    if scope is Scope.ALL and not alert:
        return Targets(case, None, tuple(entity.key for entity in case.entities))
    return Targets(case, name, tuple(entity.key for entity in chosen.entities) if chosen else ())


def _alert_holding(
    case: Case, wanted: tuple[tuple[str, str], ...], alert: str | None
) -> str | None:
    """Return the alert that holds all of them: the SDK looks into the step's alert alone."""
    if alert:
        named = case.alert(alert)
        return named.identifier if named else alert
    for candidate in case.alerts:
        if set(wanted) <= {entity.key for entity in candidate.entities}:
            return candidate.identifier
    return None


def build_context(
    identifier: str,
    action: Action,
    params: Mapping[str, Any],
    targets: Targets,
    options: RunOptions,
) -> dict[str, Any]:
    """Return the object for standard input, with the platform's keys."""
    parameters: dict[str, Any] = dict(action.defaults()) if options.fill_defaults else {}
    parameters |= {name: as_text(value) for name, value in params.items()}
    if options.state is not None:
        parameters["additional_data"] = options.state
    context = targets.fields() | {
        "workflow_id": "workflow-1",
        "workflow_instance_id": None,
        "parent_workflow_instance_id": None,
        "parameters": parameters,
        "integration_identifier": identifier,
        "integration_instance": f"{identifier}-instance-1",
        "action_definition_name": f"{identifier}_{action.name}",
        "original_requesting_user": "analyst",
        "default_result_value": action.default_result_value,
        **options.limits.fields(action.is_async),
        "use_proxy_settings": False,
        "max_json_result_size": 15,
        "vault_settings": None,
        "environment_api_key": None,
        **options.extra_context,
    }
    return {name: value for name, value in context.items() if value is not OMIT}
