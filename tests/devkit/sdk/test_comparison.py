"""Both SDKs, the platform's own and ours, do the same with the same scripts."""

from __future__ import annotations

import pytest

from tests.devkit.sdk.scenarios import SCENARIOS, Scenario
from tests.devkit.sdk.sdk_runner import SdkRunner, observe
from tests.fidelity.recording import first_difference


def test_scenarios_have_names_of_their_own() -> None:
    names = [scenario.name for scenario in SCENARIOS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_sdks_agree(scenario: Scenario, own: SdkRunner, real: SdkRunner) -> None:
    difference = first_difference(observe(own.run(scenario)), observe(real.run(scenario)))
    assert not difference, difference
