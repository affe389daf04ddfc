"""A local SOAR: runs an integration's actions as the platform does."""

from devkit.host.case import Alert, Case, CaseError, Entity
from devkit.host.context import OMIT, Limits, Scope
from devkit.host.exchange import Call, EndpointFault
from devkit.host.host import Host
from devkit.host.options import RunOptions
from devkit.host.result import COMPLETED, FAILED, IN_PROGRESS, TIMED_OUT, RunResult

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
    "Host",
    "Limits",
    "RunOptions",
    "RunResult",
    "Scope",
]
