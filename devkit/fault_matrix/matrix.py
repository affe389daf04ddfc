"""The cells of the matrix: action, point of failure, kind of failure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from devkit.fault_matrix import conditions
from devkit.fault_matrix.expectations import ANSWERED, one_of
from devkit.fault_matrix.fault_kinds import (
    CONNECTION_FAULTS,
    CUT_NOT_PROCESSED,
    CUT_PROCESSED,
    FAULTS,
    FaultKind,
)
from devkit.fault_matrix.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from devkit.fault_matrix.expectations import Outcomes
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation

STATE = "saved state"


@dataclass(frozen=True, slots=True)
class Cell:
    """One case of the matrix.

    Attributes:
        action: whose process is tried.
        point: the request, or whatever else, that is spoiled.
        kind: how.
        often: how often, in a word.
        play: plays it on a lab.
        expected: for each of the observation's words, those that are right.
        tls: whether the lab needs TLS.
    """

    action: str
    point: str
    kind: str
    often: str
    play: Callable[[FaultLab], Observation]
    expected: Outcomes
    tls: bool = False

    @property
    def name(self) -> str:
        return ", ".join(filter(None, (f"{self.action}: {self.point}", self.kind, self.often)))


def all_cells() -> list[Cell]:
    """Return the whole matrix."""
    return [*_faults(), *_conditions(), *_states(), *_others()]


def quick_cells() -> list[Cell]:
    """Return a part of it: each kind and each column at least once, the scenarios by turns."""
    chosen: dict[str, Cell] = {}
    columns: dict[tuple[str, str], int] = {}
    for cell in all_cells():
        columns.setdefault((cell.action, cell.point), 0)
    by_kind: dict[str, list[Cell]] = {}
    for cell in all_cells():
        by_kind.setdefault(cell.kind, []).append(cell)
    for cells in by_kind.values():
        least = min(cells, key=lambda one: (columns[one.action, one.point], one.often == "always"))
        columns[least.action, least.point] += 1
        chosen[least.name] = least
    for cell in all_cells():
        sending = cell.point == "create" and cell.often != "always"
        if sending or not columns[cell.action, cell.point]:
            columns[cell.action, cell.point] += 1
            chosen[cell.name] = cell
    return list(chosen.values())


def _faults() -> Iterator[Cell]:
    for scenario in SCENARIOS:
        for kind in FAULTS:
            if kind.affects_reads or not scenario.reads:
                yield _cell(scenario, kind, 1)
                yield _cell(scenario, kind, None)
        for kind in CONNECTION_FAULTS:
            if scenario.connections and (kind.connection or scenario.first):
                yield _cell(scenario, kind, None)


def _cell(scenario: Scenario, kind: FaultKind, times: int | None) -> Cell:
    return Cell(
        scenario.action,
        scenario.point,
        kind.name,
        "once" if times else "always",
        lambda lab: scenario.play(lab, kind, times),
        scenario.expected(kind, times),
        tls=not kind.fault,
    )


def _conditions() -> Iterator[Cell]:
    creates = [one for one in SCENARIOS if one.point == "create"]
    for name, apply in [*conditions.CONDITIONS.items(), conditions.TWIN]:
        for scenario in creates:
            if (name, apply) == conditions.TWIN and scenario.action != "Send SMS":
                continue
            for kind in (conditions.NO_FAULT, CUT_PROCESSED, CUT_NOT_PROCESSED):
                yield _under(name, apply, scenario, kind)
    yield Cell("Wait", "list (poll)", "unknown messages in the list", "always",
               conditions.strange_page, conditions.STRANGE_OUTCOMES)  # fmt: skip


def _under(name: str, apply: conditions.Condition, scenario: Scenario, kind: FaultKind) -> Cell:
    def play(lab: FaultLab) -> Observation:
        apply(lab)
        return scenario.play(lab, kind, 1)

    how = "" if kind is conditions.NO_FAULT else f"{kind.name}, once"
    expected = scenario.expected(kind, 1)
    return Cell(scenario.action, scenario.point, name, how, play, expected)


def _states() -> Iterator[Cell]:
    for name, damage in conditions.DAMAGES.items():
        play = partial(conditions.damaged, damage=damage)
        yield Cell("Wait", STATE, f"state: {name}", "", play, conditions.DAMAGED_OUTCOMES)


def _others() -> Iterator[Cell]:
    for action in ("Ping", "Send SMS"):
        play = partial(conditions.unverified, action=action)
        point = "list" if action == "Ping" else "create"
        yield Cell(action, point, "TLS unknown issuer, Verify SSL off", "", play,
                   conditions.UNVERIFIED_OUTCOMES, tls=True)  # fmt: skip
    yield Cell("Ping", "list", "test credentials (403/20008)", "", conditions.test_credentials,
               (one_of(ANSWERED), one_of("told")))  # fmt: skip
