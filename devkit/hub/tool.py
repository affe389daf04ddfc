"""The hub's own tool `mp`, in a virtual environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import venv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devkit.errors import DevkitError, UsageError
from devkit.hub.checkout import TOOL
from devkit.soar.process import kill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.hub.checkout import Checkout

SDK_ADDRESS = "https://github.com/chronicle/soar-sdk.git"
_NO_REPORTS = "install_id: none\nuuid4: none\nreport: false\n"
_LAST_LINES = 40


@dataclass(frozen=True, slots=True)
class Tool:
    """How to call `mp` for one clone of the hub.

    Attributes:
        python: the interpreter of the tool's environment.
        clone: where it works.
        environment: the variables it gets besides those of this process.
    """

    python: Path
    clone: Checkout
    environment: Mapping[str, str]

    @classmethod
    def install(
        cls, clone: Checkout, cache: Path, scratch: Path, variables: Mapping[str, str]
    ) -> Tool:
        """Install the tool of a clone, unless the cache holds it, and set it up.

        Args:
            clone: a clone of the hub.
            cache: holds one environment for each state of the tool.
            scratch: takes the tool's settings, which are kept nowhere else.
            variables: see `sdk_variables`.

        Raises:
            DevkitError: the tool cannot be installed.
        """
        folder = cache / clone.git("rev-parse", f"HEAD:{TOOL}").strip()
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not (folder / "installed").is_file():
            venv.create(folder, with_pip=True, clear=True)
            pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
            _run((*pip, clone.root / TOOL), clone.root, os.environ, "Installing the hub's tool")
            (folder / "installed").touch()
        settings = scratch / "settings"
        (settings / "mp-cli-tool").mkdir(parents=True)
        (settings / "mp-cli-tool" / "telemetry_config.yaml").write_text(_NO_REPORTS, "utf-8")
        tool = cls(python, clone, {"XDG_CONFIG_HOME": str(settings), **variables})
        tool.run("config", "--root-path", str(clone.root), "--processes", "2")
        return tool

    def version(self) -> str:
        return self.run("--version").strip()

    def lock(self, integration: Path) -> str:
        """Write the integration's `uv.lock` and return the versions of its libraries."""
        command = (self.python, "-m", "uv", "lock", "--quiet")
        what = f"Locking the libraries ({SDK_ADDRESS} must be reachable, or SOAR_SDK given)"
        _run(command, integration, self._variables(), what)
        text = (integration / "uv.lock").read_text("utf-8")
        locked = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', text, re.MULTILINE))
        shown = ("twilio", "requests", "urllib3", "phonenumberslite", "tipcommon", "soar-sdk")
        return ", ".join(f"{name} {locked[name]}" for name in shown if name in locked)

    def run(self, *arguments: str, **variables: str) -> str:
        """Run a command of the tool in the clone and return what it prints.

        Raises:
            DevkitError: it failed; the text ends with what it printed last.
        """
        mp = self.python.with_name("mp.exe" if os.name == "nt" else "mp")
        what = f"mp {' '.join(arguments)}"
        return _run((mp, *arguments), self.clone.root, self._variables() | variables, what)

    def _variables(self) -> dict[str, str]:
        # Wide enough that the tool wraps no line.
        return {**os.environ, **self.environment, "COLUMNS": "300", "NO_COLOR": "1"}


def sdk_variables(sdk: Path | None) -> dict[str, str]:
    """Return git's variables that fetch the SDK from a checkout of it, named by any of its folders.

    Raises:
        UsageError: the folder is in no checkout of chronicle/soar-sdk.
    """
    if sdk is None:
        return {}
    folder = sdk.resolve()
    root = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if root is None or not (root / "src" / "soar_sdk").is_dir():
        raise UsageError(f"{sdk} is no checkout of chronicle/soar-sdk.")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{root}.insteadOf",
        "GIT_CONFIG_VALUE_0": SDK_ADDRESS,
    }


def _run(
    command: tuple[Path | str, ...], folder: Path, variables: Mapping[str, str], what: str
) -> str:
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed, _ = process.communicate()
        finally:
            # An interrupt must leave no child behind, nor what it started.
            kill(process)
    if process.returncode:
        lines = [line.rstrip() for line in printed.splitlines()]
        last = "\n".join(list(filter(None, lines))[-_LAST_LINES:])
        raise DevkitError(f"{what} failed:\n{last}")
    return printed
