"""The ZIP file on a machine that has nothing but Python: no registry, none of our libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

from devkit.definitions import ROOT
from devkit.sdk_folder import OWN_SDK
from devkit.soar import COMPLETED, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import code_in, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECIPIENT = "+15551230001"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Runs before any script: the libraries of the environment that the tests run in disappear.
ONLY_OWN_LIBRARIES = """
import sys
sys.path[:] = [entry for entry in sys.path if "site-packages" not in entry]
"""


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("platform") / "Twilio"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def libraries(unpacked: Path) -> Path:
    """What pip installs from the wheels alone."""
    target = unpacked.parent / "libraries"
    wheels = unpacked / "Dependencies"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(unpacked.parent),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    options = (
        "--quiet",
        "--no-compile",
        "--no-index",
        f"--find-links={wheels}",
        f"--target={target}",
    )
    subprocess.run(
        (sys.executable, "-m", "pip", "install", *options, *PROJECT["dependencies"]),
        env=environment,
        check=True,
        capture_output=True,
    )
    (target / "sitecustomize.py").write_text(ONLY_OWN_LIBRARIES)
    return target


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def host(unpacked: Path, libraries: Path, twilio: StandIn) -> Iterator[Runner]:
    settings = settings_for(twilio.state.account, twilio.url)
    path = os.pathsep.join(map(str, (OWN_SDK, unpacked / "Managers", libraries)))
    with Runner(settings, root=unpacked, sdk=OWN_SDK, env={"PYTHONPATH": path}) as running:
        yield running


def test_wheels_install_without_a_registry(unpacked: Path, libraries: Path):
    wheels = {wheel.name.split("-")[0].lower() for wheel in (unpacked / "Dependencies").iterdir()}
    installed = {path.name.split("-")[0].lower() for path in libraries.glob("*.dist-info")}
    # Every wheel is needed: what pip leaves out could have been left out of the ZIP file.
    assert installed == wheels


def test_libraries_are_those_of_the_package(host: Runner, unpacked: Path, libraries: Path):
    probe = unpacked / "ActionsScripts" / "Ping.py"
    original = probe.read_text()
    try:
        probe.write_text("import twilio, requests\nprint(twilio.__file__, requests.__file__)")
        result = host.run("Ping")
    finally:
        probe.write_text(original)
    assert result.stdout.split() == [
        str(libraries / name / "__init__.py") for name in ("twilio", "requests")
    ]


def test_actions_run_from_the_package(host: Runner, twilio: StandIn):
    """In one test: what they share takes longer than they do."""
    ping = host.run("Ping")
    sent = host.run("Send SMS", {"Phone Number": RECIPIENT, "Message": "Testing"})
    twilio.state.phone(RECIPIENT).answer(lambda text: f"Yes {code_in(text)}")
    params = {"Phone Number": RECIPIENT, "Message": "Was it you?"}
    *_, answered = host.play("Send SMS And Wait", params, interval=0.05, total_seconds=60)

    for result in (ping, sent, answered):
        assert (result.error, result.state) == ("", COMPLETED)
    assert (ping.value, sent.value, answered.value) == (True, True, "Yes")
    texts = [one.body.splitlines()[0] for one in twilio.state.account.outbound(RECIPIENT)]
    assert texts == ["Testing", "Was it you?"]
