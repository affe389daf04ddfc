from __future__ import annotations

from collections import Counter

import pytest

from devkit.fault_matrix.expectations import created
from devkit.fault_matrix.fault_kinds import FAULTS, Effect, FaultKind
from devkit.fault_matrix.matrix import all_cells, quick_cells

# Issue and contract name these; a matrix without one of them proves too little.
KINDS = """
DNS|refused|connect timeout|TLS self-signed|TLS wrong host|TLS expired|TLS handshake cut
no answer, not processed|no answer, processed|cut, not processed|cut, processed|400|401|403|404
409|429|429 with Retry-After|500, not processed|500, processed|502, not processed|502, processed
503, not processed|503, processed|504, not processed|504, processed|HTML, not processed
empty, not processed|empty, processed|other JSON, not processed
drip|cut in the body|redirect|unknown messages in the list|clock 10 min ahead|clock 10 min behind
clock 10 min ahead, Date header not|clock 10 min behind, Date header not
list shows new messages after 3 s
"""
PROCESSED_KINDS = [kind for kind in FAULTS if kind.effect is Effect.PROCESSED]


def test_matrix_names_each_cell_once() -> None:
    repeated = [
        name for name, times in Counter(one.name for one in all_cells()).items() if times > 1
    ]
    assert repeated == []


@pytest.mark.parametrize("cells", [all_cells, quick_cells], ids=["full", "quick"])
def test_matrix_holds_every_kind_of_failure(cells) -> None:
    wanted = {kind for line in KINDS.strip().splitlines() for kind in line.split("|")}
    assert wanted - {cell.kind for cell in cells()} == set()


def test_matrix_in_its_quick_form_has_every_point_and_far_fewer_cells() -> None:
    points = {(cell.action, cell.point) for cell in all_cells()}
    assert points == {(cell.action, cell.point) for cell in quick_cells()}
    assert len(quick_cells()) < len(all_cells()) / 3


@pytest.mark.parametrize("kind", PROCESSED_KINDS, ids=lambda kind: kind.name)
def test_created_wants_a_message_that_was_carried_out_to_be_known(kind: FaultKind) -> None:
    assert "not sent" not in created(kind, 1) | created(kind, None)
    assert "sent again" not in created(kind, 1)
