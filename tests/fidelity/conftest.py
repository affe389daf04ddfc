"""The two SDKs to compare, and the question that plays go on from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devkit.sdk_folder import OWN_SDK, find_sdk
from tests.fidelity.lab import SavedWait, begin_wait

HOW = (
    "no SOAR_SDK: git clone https://github.com/chronicle/soar-sdk ../soar-sdk && "
    'make test SOAR_SDK="$PWD/../soar-sdk/src/soar_sdk" (docs/fidelity.md)'
)


@pytest.fixture(scope="session")
def saved_wait() -> SavedWait:
    return begin_wait(OWN_SDK)


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of the platform's own SDK."""
    folder = os.environ.get("SOAR_SDK")
    if not folder:
        pytest.skip(HOW)
    return find_sdk(Path(folder))
