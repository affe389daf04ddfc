from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.soar import Case, Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.devkit.package_builder import PackageBuilder


@pytest.fixture
def runner(package: PackageBuilder) -> Iterator[Runner]:
    with Runner({"Key": "value"}, Case.sample(), package.root) as runner:
        yield runner
