"""The cells of the matrix: action, point of failure, kind of failure, how often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from devkit.fault_matrix import conditions, expectations, follow_ups, scenarios
from devkit.fault_matrix.expectations import one_of
from devkit.fault_matrix.fault_kinds import (
    CONNECTION_FAULTS,
    CUT_NOT_PROCESSED,
    CUT_PROCESSED,
    FAULTS,
    NO_FAULT,
    FaultKind,
)
from devkit.fault_matrix.scenarios import AFTER_LOST_CREATE, SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from devkit.fault_matrix.expectations import Outcomes
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation

LIST_DELAYS = (1.0, 3.0, 8.0)  # seconds until the list shows a new message


@dataclass(frozen=True, slots=True)
class Cell:
    """One case of the matrix.

    Attributes:
        action: whose process is tried.
        point: the request, or whatever else, that fails.
        kind: how.
        often: how often, in a word.
        run: runs it in a lab.
        expected: for each of the observation's outcomes, those that are right.
        tls: whether the lab needs TLS.
    """

    action: str
    point: str
    kind: str
    often: str
    run: Callable[[FaultLab], Observation]
    expected: Outcomes
    tls: bool = False

    @property
    def column(self) -> str:
        return f"{self.action}: {self.point}"

    @property
    def name(self) -> str:
        return ", ".join(filter(None, (self.column, self.kind, self.often)))


def all_cells() -> list[Cell]:
    """Return the whole matrix."""
    return [*_faults(), *_later_lists(), *_follow_ups(), *_conditions(), *_assumptions()]


def quick_cells() -> list[Cell]:
    """Return a part of it: each kind and each column at least once, the scenarios by turns."""
    by_kind: dict[str, list[Cell]] = {}
    by_column: dict[str, list[Cell]] = {}
    for cell in all_cells():
        by_kind.setdefault(cell.kind, []).append(cell)
        by_column.setdefault(cell.column, []).append(cell)
    counts: Counter[str] = Counter()
    chosen = []
    for same_kind in by_kind.values():
        rarest = min(same_kind, key=lambda one: (counts[one.column], one.often == "always"))
        counts[rarest.column] += 1
        chosen.append(rarest)
    return chosen + [cells[0] for column, cells in by_column.items() if not counts[column]]


def _faults() -> Iterator[Cell]:
    for scenario in SCENARIOS:
        for kind in FAULTS:
            if kind.affects_reads or not scenario.reads:
                yield _cell(scenario, kind, 1)
                yield _cell(scenario, kind, None)
        for kind in CONNECTION_FAULTS:
            if scenario.connections and (kind.connection or scenario.point != AFTER_LOST_CREATE):
                yield _cell(scenario, kind, None)


def _cell(scenario: Scenario, kind: FaultKind, times: int | None) -> Cell:
    return Cell(
        scenario.action,
        scenario.point,
        kind.name,
        "once" if times else "always",
        lambda lab: scenario.run(lab, kind, times),
        scenario.expected(kind, times),
        tls=kind.of_connection,
    )


def _later_lists() -> Iterator[Cell]:
    """The first list request after a lost create is answered, those after it fail."""
    kinds = [kind for kind in FAULTS if kind.affects_reads]
    for action, run in (("Send SMS", scenarios.send), ("Wait", scenarios.ask)):
        for kind in kinds:
            for lost in (CUT_PROCESSED, CUT_NOT_PROCESSED):
                delays = LIST_DELAYS if lost is CUT_PROCESSED and not kind.slow else (1.0,)
                for delay in delays:
                    yield _later_list_cell(action, run, kind, lost, delay)


def _later_list_cell(
    action: str, run: scenarios.Run, kind: FaultKind, lost: FaultKind, delay: float
) -> Cell:
    def run_it(lab: FaultLab) -> Observation:
        lab.state.assumptions.list_delay = delay
        lab.add_fault(kind, "list", times=None, after=1)
        return run(lab, lost, 1)

    often = f"always from the 2nd on, {lost.name}, list {delay:g} s late"
    rows = one_of(expectations.UNKNOWN)
    expected = (rows,) if action == "Send SMS" else (one_of(expectations.WAITING), rows)
    return Cell(action, AFTER_LOST_CREATE, kind.name, often, run_it, expected)


def _follow_ups() -> Iterator[Cell]:
    for follow_up in follow_ups.FOLLOW_UPS:
        for trouble in follow_ups.TROUBLES:
            run = partial(follow_ups.send_follow_up, follow_up=follow_up, trouble=trouble)
            expected = follow_ups.expected(follow_up, trouble)
            yield Cell("Wait", follow_up.name, trouble.name, "", run, expected)


def _conditions() -> Iterator[Cell]:
    creates = [scenario for scenario in SCENARIOS if scenario.point == "create"]
    for name, apply in conditions.CONDITIONS.items():
        for scenario in creates:
            if name != conditions.SAME_TEXT or scenario.action == "Send SMS":
                for kind in conditions.KINDS:
                    yield _under(name, apply, scenario, kind)


def _under(name: str, apply: conditions.Condition, scenario: Scenario, kind: FaultKind) -> Cell:
    def run(lab: FaultLab) -> Observation:
        apply(lab)
        return scenario.run(lab, kind, 1)

    often = "" if kind is NO_FAULT else f"{kind.name}, once"
    expected = scenario.expected(kind, 1)
    if name == conditions.SAME_TEXT and kind is CUT_NOT_PROCESSED:
        expected = (one_of(expectations.UNKNOWN),)  # the older text may be this one
    if name in conditions.CLOCK_UNKNOWN and kind is CUT_PROCESSED and scenario.action == "Send SMS":
        expected = (one_of(expectations.SENT, expectations.UNKNOWN),)  # it may be an older text
    if name == conditions.LATE_LIST and scenario.point == "update":
        answered, *others = expected  # by the first poll or by a later one
        expected = (answered | one_of(expectations.WAITING), *others)
    return Cell(scenario.action, scenario.point, name, often, run, expected)


def _assumptions() -> Iterator[Cell]:
    """Each assumption about Twilio broken alone."""
    by_point = {(scenario.action, scenario.point): scenario for scenario in SCENARIOS}
    send, poll = by_point["Send SMS", "create"], by_point["Wait", "list (poll)"]
    update = by_point["Wait", "update"]
    for name, apply in conditions.ASSUMPTIONS.items():
        for kind in (CUT_PROCESSED, CUT_NOT_PROCESSED):
            yield _under(name, apply, send, kind)
        yield _under(name, apply, poll, NO_FAULT)
        yield _under(name, apply, scenarios.STOP, NO_FAULT)
        yield _under(name, apply, update, NO_FAULT)
