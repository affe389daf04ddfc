"""Both SDKs, the platform's own and ours, do the same with the same scripts."""

from __future__ import annotations

import pytest

from tests.devkit.sdk.scenarios import SCENARIOS, Scenario
from tests.devkit.sdk.stage import Stage, observe


def test_scenarios_have_names_of_their_own() -> None:
    names = [scenario.name for scenario in SCENARIOS]

    assert len(names) == len(set(names)) > 200


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_sdks_agree(scenario: Scenario, own: Stage, real: Stage) -> None:
    assert observe(own.play(scenario)) == observe(real.play(scenario))
