from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.devkit.package_builder import PackageBuilder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path) -> PackageBuilder:
    return PackageBuilder(tmp_path)
