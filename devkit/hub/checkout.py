"""A checkout of chronicle/content-hub, and what of it the contribution needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devkit.errors import DevkitError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

INTEGRATION = "content/response_integrations/google/twilio_integration"
TOOL = "packages/mp"
_NEEDED = ("packages", INTEGRATION)
_VERSION = re.compile(r'^version = "(\d+)\.0"$', re.MULTILINE)
# Local packages that the contribution's tests need, by where their wheels lie.
_WHEELS = {
    "environmentcommon": "packages/envcommon/whls/EnvironmentCommon-*.whl",
    "integration-testing": "packages/integration_testing_whls/integration_testing-*.whl",
    "tipcommon": "packages/tipcommon/whls/TIPCommon-*.whl",
}


@dataclass(frozen=True, slots=True)
class Checkout:
    root: Path

    @classmethod
    def open(cls, folder: Path) -> Checkout:
        """Return the checkout in a folder.

        Raises:
            UsageError: it is none of the hub, or it holds changes that are not committed.
        """
        if shutil.which("git") is None:
            raise UsageError("The command git is not on this machine, and this needs it.")
        checkout = cls(folder.resolve())
        for name in (".git", TOOL, f"{INTEGRATION}/pyproject.toml"):
            if not (checkout.root / name).exists():
                raise UsageError(f"{folder} is no checkout of chronicle/content-hub: no {name}.")
        if checkout.git("status", "--porcelain"):
            raise UsageError(f"{folder} holds changes that are not committed; commit them first.")
        return checkout

    @property
    def integration(self) -> Path:
        return self.root / INTEGRATION

    @property
    def next_version(self) -> str:
        """The version of the contribution: the hub demands exactly one more than it has."""
        text = self.git("show", f"HEAD:{INTEGRATION}/pyproject.toml")
        found = _VERSION.search(text)
        if found is None:
            raise DevkitError(f"{INTEGRATION}/pyproject.toml names no version such as 17.0.")
        return f"{int(found[1]) + 1}.0"

    def wheels(self) -> dict[str, str]:
        """Return the newest wheel of each local package, as a path from the integration."""
        return {name: f"../../../../{self._newest(pattern)}" for name, pattern in _WHEELS.items()}

    def _newest(self, pattern: str) -> str:
        found = {
            tuple(int(part) for part in re.findall(r"\d+", path.name.split("-")[1])): path
            for path in self.root.glob(pattern)
        }
        if not found:
            raise DevkitError(f"The hub holds no {pattern}.")
        return found[max(found)].relative_to(self.root).as_posix()

    def clone(self, target: Path) -> Checkout:
        """Return a clone whose `origin/main` is what is checked out here."""
        # Some hundred of the hub's 18,000 files, which take as long to delete as to write.
        self.git("clone", "--quiet", "--shared", "--sparse", str(self.root), str(target))
        clone = Checkout(target)
        clone.git("sparse-checkout", "set", *_NEEDED)
        clone.git("update-ref", "refs/remotes/origin/main", "HEAD")
        clone.git("checkout", "--quiet", "-B", "twilio")
        return clone

    def commit(self) -> None:
        """Commit what is there; what the hub ignores stays out."""
        self.git("add", "--all", INTEGRATION)
        who = ("-c", "user.name=devkit", "-c", "user.email=devkit@localhost")
        self.git(*who, "commit", "--quiet", "--message", "Update Twilio")

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def replace(self, other: Checkout) -> None:
        """Put the committed integration of another checkout in the place of this one's."""
        archive = other.root.parent / "integration.tar"
        other.git("archive", f"--output={archive}", "HEAD", INTEGRATION)
        self.git("rm", "--quiet", "-r", "--cached", INTEGRATION)
        shutil.rmtree(self.integration)
        shutil.unpack_archive(archive, self.root, filter="data")
        self.git("add", INTEGRATION)

    def git(self, *arguments: str) -> str:
        """Run git in the checkout and return what it prints.

        Raises:
            DevkitError: it failed; the text ends with git's own reason.
        """
        command = (shutil.which("git") or "git", *arguments)
        ended = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise DevkitError(f"git {arguments[0]} failed: {ended.stderr.strip()}")
        return ended.stdout
