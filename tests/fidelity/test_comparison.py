"""The actions do the same on the platform's own SDK as on ours, to the letter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from devkit.sdk_folder import OWN_SDK
from tests.fidelity.recording import Scenario, assert_as_expected, first_difference, record
from tests.fidelity.scenarios import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fidelity.lab import SavedWait


def test_scenarios_have_names_of_their_own() -> None:
    names = [scenario.name for scenario in SCENARIOS]

    assert len(names) == len(set(names)) > 150


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_actions_do_the_same_on_both_sdks(
    scenario: Scenario, real: Path, saved_wait: SavedWait
) -> None:
    with ThreadPoolExecutor() as pool:
        ours, theirs = pool.map(lambda sdk: record(scenario, sdk, saved_wait), (OWN_SDK, real))

    assert_as_expected(theirs, scenario)
    difference = first_difference(ours, theirs)
    assert not difference, difference
