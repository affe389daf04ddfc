"""A local SOAR: runs an integration's actions as the platform does."""

from devkit.soar.cases import Alert, Case, Entity, phones_of, read_cases
from devkit.soar.context import OMIT, Limits, RunOptions, Scope
from devkit.soar.result import COMPLETED, FAILED, IN_PROGRESS, TIMED_OUT, RunResult
from devkit.soar.runner import Runner
from devkit.soar.sdk_api import Call, EndpointFault

__all__ = [
    "COMPLETED",
    "FAILED",
    "IN_PROGRESS",
    "OMIT",
    "TIMED_OUT",
    "Alert",
    "Call",
    "Case",
    "EndpointFault",
    "Entity",
    "Limits",
    "RunOptions",
    "RunResult",
    "Runner",
    "Scope",
    "phones_of",
    "read_cases",
]
