from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.devkit.checks.copy import Copy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)
