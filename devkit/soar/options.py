"""What a single run may be given besides its action and parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from devkit.soar.context import Limits, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from devkit.soar.cases import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run.

    Args:
        first: whether this is an async action's first run, or a later one.
        state: what the run before returned; goes back unchanged as `additional_data`.
        entities: (identifier, type) pairs to hand over, instead of those of the scope.
        alert: the alert that the step runs on.
        scope: which entities are handed over.
        case: another case than the host's.
        settings: other settings than the host's.
        limits: deadlines.
        timeout: seconds until the kill, instead of the limits'.
        extra_context: keys that replace those of the context; `OMIT` leaves one out.
        env: further environment variables of the process.
        arguments: further arguments, e.g. `--traceId`.
        stdin: bytes in place of the context.
        log_path: another log file.
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
