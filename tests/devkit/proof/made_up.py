"""Runs that never were, for the judge."""

from __future__ import annotations

from typing import Any

from devkit.proof.bench import Figures, Sample
from devkit.proof.evidence import Evidence, Markers, Row
from devkit.soar import COMPLETED, RunResult

TO = "+15552345678"
SID = "SM" + "ab12" * 8
OTHER = "SM" + "cd34" * 8
MARKERS = Markers(
    secrets=("sesam-oeffne-dich",),
    texts=("wolpertinger",),
    codes=("482139",),
    numbers=(TO,),
)


def a_run(**values: Any) -> RunResult:
    return RunResult(**{"action": "Send SMS", "state": COMPLETED, "seconds": 1.0, **values})


def a_case(**values: Any) -> Evidence:
    """One message, asked for, sent and told."""
    fine = {
        "asked": (TO,),
        "rows": {TO: Row("queued", SID)},
        "messages": {TO: [SID]},
        "words": ("sent",),
        "runs": (a_run(),),
        "markers": MARKERS,
        "run_seconds": 10.0,
    }
    return Evidence(**{**fine, **values})


def figures(name: str, *walls: float, requests: int = 1) -> Figures:
    """What `bench` would measure of processes that take so many seconds."""
    samples = [Sample(wall, wall / 2) for wall in walls]
    return Figures(name, samples, 300, 30.0, requests, 1)
