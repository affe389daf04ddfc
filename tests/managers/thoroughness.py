"""How many examples a property is tried on: some in every run, many under the slow mark."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

THOROUGHNESS = pytest.mark.parametrize(
    "thorough",
    [
        pytest.param(settings(max_examples=150, deadline=None, database=None), id="light"),
        pytest.param(
            settings(
                max_examples=10_000,
                deadline=None,
                database=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
            id="slow",
            marks=pytest.mark.slow,
        ),
    ],
)
