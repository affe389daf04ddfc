from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from devkit.errors import UsageError
from devkit.hub import contribute
from devkit.hub.checkout import INTEGRATION, Checkout

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = f"{INTEGRATION}/pyproject.toml"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    command = ("git", *who, *arguments)
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def write(root: Path, name: str, text: str = "") -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository with what the command looks for in a checkout of the hub."""
    root = tmp_path / "hub"
    write(root, "packages/mp/pyproject.toml")
    write(root, PROJECT, 'version = "17.0"\n')
    for version in ("2.9.1", "2.10.0"):
        write(root, f"packages/tipcommon/whls/TIPCommon-{version}-py3-none-any.whl")
        write(root, f"packages/integration_testing_whls/integration_testing-{version}-py3.whl")
        write(root, f"packages/envcommon/whls/EnvironmentCommon-{version}-py3-none-any.whl")
    git(root.parent, "init", "--quiet", str(root))
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "begin")
    return root


def refusal(folder: Path, tmp_path: Path) -> str:
    with pytest.raises(UsageError) as refused:
        contribute(folder, tmp_path / "cache", None, print)
    return str(refused.value)


@pytest.mark.parametrize("missing", [".git", "packages/mp", PROJECT])
def test_folder_without_a_part_of_the_hub_is_refused(hub: Path, tmp_path: Path, missing: str):
    (hub / missing).rename(tmp_path / "elsewhere")
    assert refusal(hub, tmp_path) == (
        f"{hub} is no checkout of chronicle/content-hub: no {missing}."
    )


def test_checkout_with_changes_is_refused_and_stays_as_it_is(hub: Path, tmp_path: Path):
    write(hub, "notes.txt", "mine")
    assert refusal(hub, tmp_path) == (
        f"{hub} holds changes that are not committed; commit them first."
    )
    assert git(hub, "status", "--porcelain") == "?? notes.txt\n"


def test_machine_without_git_is_told(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(hub, tmp_path) == "The command git is not on this machine, and this needs it."


def test_version_of_the_contribution_is_one_more_than_the_hubs(hub: Path):
    assert Checkout.open(hub).next_version == "18.0"


def test_newest_wheels_are_taken_by_their_numbers(hub: Path):
    wheels = Checkout.open(hub).wheels()
    assert wheels["tipcommon"] == (
        "../../../../packages/tipcommon/whls/TIPCommon-2.10.0-py3-none-any.whl"
    )
    assert set(wheels) == {"environmentcommon", "integration-testing", "tipcommon"}


def test_contribution_replaces_the_integration_alone(hub: Path, tmp_path: Path):
    checkout = Checkout.open(hub)
    clone = checkout.clone(tmp_path / "clone")
    clone.git("rm", "--quiet", PROJECT)
    write(clone.root, f"{INTEGRATION}/core/TwilioModels.py", "MODELS = 1\n")
    write(clone.root, "elsewhere.txt", "no part of it")
    clone.commit()
    checkout.replace(clone)
    assert git(hub, "status", "--porcelain").splitlines() == [
        f"A  {INTEGRATION}/core/TwilioModels.py",
        f"D  {PROJECT}",
    ]
