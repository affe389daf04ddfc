"""The SDKs to test: ours, and the platform's own where `SOAR_SDK` names its folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devkit.sdk_folder import OWN_SDK
from devkit.soar import Runner
from tests.devkit.package_builder import PackageBuilder
from tests.devkit.sdk.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> PackageBuilder:
    return PackageBuilder(tmp_path_factory.mktemp("sdk"))


@pytest.fixture(scope="session")
def own(workshop: PackageBuilder) -> Iterator[Stage]:
    with Runner(root=workshop.root, sdk=OWN_SDK) as host:
        yield Stage(host, workshop)


@pytest.fixture(scope="session")
def real(workshop: PackageBuilder) -> Iterator[Stage]:
    folder = os.environ.get("SOAR_SDK")
    if not folder:
        pytest.skip("no SOAR_SDK=<folder>: the platform's own SDK is tested there")
    with Runner(root=workshop.root, sdk=Path(folder)) as host:
        yield Stage(host, workshop)


@pytest.fixture(params=["own", "real"])
def stage(request: pytest.FixtureRequest) -> Stage:
    chosen: Stage = request.getfixturevalue(request.param)
    return chosen
