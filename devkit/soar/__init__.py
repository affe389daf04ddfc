"""A local SOAR: runs an integration's actions as the platform does."""

from devkit.soar.cases import Alert, Case, CaseError, Entity
from devkit.soar.context import OMIT, Limits, Scope
from devkit.soar.exchange import Call, EndpointFault
from devkit.soar.options import RunOptions
from devkit.soar.result import COMPLETED, FAILED, IN_PROGRESS, TIMED_OUT, RunResult
from devkit.soar.runner import Runner

__all__ = [
    "COMPLETED",
    "FAILED",
    "IN_PROGRESS",
    "OMIT",
    "TIMED_OUT",
    "Alert",
    "Call",
    "Case",
    "CaseError",
    "EndpointFault",
    "Entity",
    "Limits",
    "RunOptions",
    "RunResult",
    "Runner",
    "Scope",
]
