"""The libraries as wheels for the platform: CPython 3.11 on Linux x86_64."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from devkit.checks.lock import pins
from devkit.errors import DevkitError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FITS = "cp311-linux_x86_64"  # in the way of wheels' own names
# The platforms that Google's tool downloads for; wheels for any platform fit as well.
PLATFORM = (
    "--only-binary=:all:",
    "--python-version=3.11",
    "--implementation=cp",
    "--platform=manylinux_2_17_x86_64",
    "--platform=manylinux2014_x86_64",
    "--platform=manylinux1_x86_64",
)


def fetch(lock: Path, cache: Path) -> list[Path]:
    """Return one wheel for each pin of a lock file, downloaded unless it is in the cache.

    Args:
        lock: a complete lock file with hashes.
        cache: a folder; builds at the same time wait for each other.

    Raises:
        DevkitError: pip fails, or a wheel, downloaded or cached, is none of the lock file.
    """
    key = hashlib.sha256(repr((lock.read_text("utf-8"), PLATFORM)).encode()).hexdigest()[:16]
    folder = cache / key
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache):
        if not folder.is_dir():
            draft = cache / f"{key}.part"
            shutil.rmtree(draft, ignore_errors=True)
            _download(lock, draft)
            draft.rename(folder)
    _verify(lock, folder)
    return sorted(folder.iterdir())


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(lock: Path, folder: Path) -> None:
    """Run pip, without its own search for requirements: the lock file is complete."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download")
    ended = subprocess.run(
        (
            *pip,
            *PLATFORM,
            "--no-deps",
            "--require-hashes",
            f"--dest={folder}",
            f"--requirement={lock}",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        errors = [line for line in ended.stderr.splitlines() if line.startswith("ERROR:")]
        reason = errors[-1] if errors else f"exit code {ended.returncode}"
        raise DevkitError(f"pip could not download the libraries: {reason}")


def _verify(lock: Path, folder: Path) -> None:
    """Compare the SHA-256 of the wheels, which the cache may have kept for long, with the lock."""
    locked = pins(lock.read_text("utf-8")).values()
    wheels = list(folder.iterdir())
    for wheel in wheels:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if not any(digest in hashes for hashes in locked):
            raise DevkitError(f"{wheel} is not of {lock.name}. Delete it and build again.")
    if len(wheels) != len(locked):
        missing = f"{folder} does not hold one wheel for each line of {lock.name}"
        raise DevkitError(f"{missing}. Delete it and build again.")
