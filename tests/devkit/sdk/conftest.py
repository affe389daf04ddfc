"""The SDKs to test: ours, and the platform's own where `SOAR_SDK` names its folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devkit.sdk_folder import OWN_SDK
from devkit.soar import Runner
from tests.devkit.package_builder import PackageBuilder
from tests.devkit.sdk.sdk_runner import SdkRunner

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> PackageBuilder:
    return PackageBuilder(tmp_path_factory.mktemp("sdk"))


@pytest.fixture(scope="session")
def own(builder: PackageBuilder) -> Iterator[SdkRunner]:
    with Runner(root=builder.root, sdk=OWN_SDK) as runner:
        yield SdkRunner(runner, builder)


@pytest.fixture(scope="session")
def real(builder: PackageBuilder) -> Iterator[SdkRunner]:
    folder = os.environ.get("SOAR_SDK")
    if not folder:
        pytest.skip("no SOAR_SDK=<folder>: the platform's own SDK is tested there")
    with Runner(root=builder.root, sdk=Path(folder)) as runner:
        yield SdkRunner(runner, builder)


@pytest.fixture(params=["own", "real"])
def sdk(request: pytest.FixtureRequest) -> SdkRunner:
    chosen: SdkRunner = request.getfixturevalue(request.param)
    return chosen
