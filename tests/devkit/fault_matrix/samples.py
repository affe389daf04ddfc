"""Made-up observations and figures."""

from __future__ import annotations

from typing import Any

from devkit.benchmark.measuring import Figures, Sample
from devkit.fault_matrix.observations import Observation, PrivateValues, RecipientRow
from devkit.soar import COMPLETED, RunResult

TO = "+15552345678"
SID = "SM" + "ab12" * 8
OTHER = "SM" + "cd34" * 8
PRIVATE_VALUES = PrivateValues(
    secrets=("sesam-oeffne-dich",),
    texts=("wolpertinger",),
    codes=("482139",),
    numbers=(TO,),
)


def a_run(**values: Any) -> RunResult:
    return RunResult(**{"action": "Send SMS", "state": COMPLETED, "seconds": 1.0, **values})


def a_case(**values: Any) -> Observation:
    """One message, asked for, sent and told."""
    fine = {
        "recipients": (TO,),
        "rows": {TO: RecipientRow("queued", SID)},
        "messages": {TO: [SID]},
        "outcomes": ("sent",),
        "runs": (a_run(),),
        "private_values": PRIVATE_VALUES,
        "run_seconds": 10.0,
    }
    return Observation(**{**fine, **values})


def figures(name: str, *walls: float, requests: int = 1) -> Figures:
    """What `bench` would measure of processes that take so many seconds."""
    samples = [Sample(wall, wall / 2) for wall in walls]
    return Figures(name, samples, 300, 30.0, requests, 1)
