from __future__ import annotations

import hashlib
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from devkit.errors import DevkitError
from devkit.packaging.wheels import fetch

if TYPE_CHECKING:
    from pathlib import Path


class WheelIndex:
    """A folder of wheels in place of a registry, and a lock file."""

    def __init__(self, root: Path) -> None:
        self.wheels = root / "wheel_index"
        self.wheels.mkdir()
        self.cache = root / "cache"
        self.lock = root / "package.txt"

    def add(self, name: str, version: str, tag: str, *requirements: str) -> str:
        info = f"{name}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {one}\n" for one in requirements)
        wheel = self.wheels / f"{name}-{version}-{tag}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"
            archive.writestr(f"{info}/METADATA", about)
            archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
            archive.writestr(f"{info}/RECORD", "")
        return wheel.name

    def lock_line(self, name: str) -> str:
        """Pin a wheel of the folder by its hash."""
        library, version, *_ = name.split("-")
        digest = hashlib.sha256((self.wheels / name).read_bytes()).hexdigest()
        return f"{library.replace('_', '-')}=={version} \\\n    --hash=sha256:{digest}\n"

    def fetch(self, *lines: str) -> list[str]:
        self.lock.write_text("".join(lines))
        return [path.name for path in fetch(self.lock, self.cache)]


@pytest.fixture
def wheel_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WheelIndex:
    made = WheelIndex(tmp_path)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(made.wheels))
    return made


def test_fetch_takes_the_wheels_of_the_platform_and_of_the_lock_alone(wheel_index: WheelIndex):
    pure = wheel_index.add("pure_one", "1.0", "py3-none-any", "other>=1")
    wheel_index.add("other", "1.0", "py3-none-any")
    linux = wheel_index.add("fast", "2.0", "cp311-cp311-manylinux_2_17_x86_64")
    for tag in ("cp312-cp312-manylinux_2_17_x86_64", "cp311-cp311-macosx_11_0_arm64"):
        wheel_index.add("fast", "2.0", tag)
    assert wheel_index.fetch(wheel_index.lock_line(linux), wheel_index.lock_line(pure)) == [
        linux,
        pure,
    ]


def test_fetch_asks_pip_once_for_each_lock(wheel_index: WheelIndex):
    old, new = (wheel_index.add("pure", version, "py3-none-any") for version in ("1.0", "2.0"))
    locked = wheel_index.lock_line(old)
    wheel_index.fetch(locked)
    (wheel_index.wheels / old).unlink()
    assert wheel_index.fetch(locked) == [old]
    assert wheel_index.fetch(wheel_index.lock_line(new)) == [new]


def test_fetch_tells_why_pip_failed_and_tries_again(wheel_index: WheelIndex):
    mac = wheel_index.add("pure", "1.0", "cp311-cp311-macosx_11_0_arm64")
    with pytest.raises(DevkitError, match=r"No matching distribution found for pure==1\.0"):
        wheel_index.fetch(wheel_index.lock_line(mac))
    name = wheel_index.add("pure", "1.0", "py3-none-any")
    assert wheel_index.fetch(wheel_index.lock_line(name)) == [name]


def test_fetch_refuses_a_download_with_another_hash(wheel_index: WheelIndex):
    locked = wheel_index.lock_line(wheel_index.add("pure", "1.0", "py3-none-any"))
    wheel_index.add("pure", "1.0", "py3-none-any", "more")
    with pytest.raises(DevkitError, match="DO NOT MATCH THE HASHES"):
        wheel_index.fetch(locked)


def test_fetch_refuses_a_cache_that_lacks_a_wheel(wheel_index: WheelIndex):
    locked = [
        wheel_index.lock_line(wheel_index.add(name, "1.0", "py3-none-any")) for name in ("a", "b")
    ]
    wheel_index.fetch(*locked)
    next(wheel_index.cache.rglob("*.whl")).unlink()
    with pytest.raises(DevkitError, match=r"one wheel for each line of package\.txt"):
        wheel_index.fetch(*locked)


def test_fetch_refuses_a_changed_wheel_in_the_cache(wheel_index: WheelIndex):
    locked = wheel_index.lock_line(wheel_index.add("pure", "1.0", "py3-none-any"))
    wheel_index.fetch(locked)
    (wheel,) = wheel_index.cache.rglob("*.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("pure.py", "raise SystemExit")
    with pytest.raises(DevkitError, match=r"pure-1\.0-.*is not of package\.txt"):
        wheel_index.fetch(locked)
