from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.soar import Case, Host
from tests.devkit.soar.throwaway import Throwaway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def workshop(tmp_path: Path) -> Throwaway:
    return Throwaway(tmp_path)


@pytest.fixture
def host(workshop: Throwaway) -> Iterator[Host]:
    with Host({"Key": "value"}, Case.sample(), workshop.root) as host:
        yield host
