"""A lab for the recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.lab import Lab, open_lab
from tests.actions.assertions import assert_keeps_contract

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def lab() -> Iterator[Lab]:
    with open_lab() as opened:
        opened.check = assert_keeps_contract
        yield opened
