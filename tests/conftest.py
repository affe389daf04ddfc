"""What every test may rely on: time for examples, one browser for a module, a sound stand-in."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.openapi_check"]

TESTS_OF_A_BROWSER = 15  # as many as keep the workers busy to the end

# Time limits for single examples would fail on a busy machine, which is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def no_defect_of_the_standin() -> Iterator[None]:
    """Fail the test in which a stand-in answered by a defect of its own."""
    yield
    if standin := sys.modules.get("devkit.standin"):  # most tests need none, nor the time for it
        standin.StandIn.check_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep some browser tests of a module in one process, so that one browser serves them."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("browser"):
            name = item.path.stem
            item.add_marker(pytest.mark.xdist_group(f"{name}.{seen[name] // TESTS_OF_A_BROWSER}"))
            seen[name] += 1
