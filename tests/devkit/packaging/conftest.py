from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.packaging import build
from tests.devkit.checks.copy import Copy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is, built once; its wheels are downloaded once for all runs."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    root = tmp_path / "package"
    root.mkdir()
    return Copy(root)
