"""The actions do the same on the platform's own SDK as on ours, to the letter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from devkit.sdk_folder import OWN_SDK
from tests.fidelity.play import Scenario, assert_played, play
from tests.fidelity.scenarios import SCENARIOS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fidelity.world import Begun


def test_scenarios_have_names_of_their_own() -> None:
    names = [scenario.name for scenario in SCENARIOS]

    assert len(names) == len(set(names)) > 150


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_actions_do_the_same_on_both_sdks(scenario: Scenario, real: Path, begun: Begun) -> None:
    with ThreadPoolExecutor() as pool:
        ours, theirs = pool.map(lambda sdk: play(scenario, sdk, begun), (OWN_SDK, real))

    assert_played(theirs, scenario)
    assert ours == theirs
