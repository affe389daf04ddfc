"""The contribution to Google's Content Hub (chronicle/content-hub), made and proved by its tool.

The hub keeps integrations in a source layout; its tool `mp` converts ours. All of it happens in a
clone: the checkout is changed last, and only when every check has passed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from devkit.hub.checkout import INTEGRATION, Checkout
from devkit.hub.conversion import convert, flat_package
from devkit.hub.proof import compare, lint, run_tests, validate
from devkit.hub.tool import Tool, sdk_variables

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["contribute"]


def contribute(folder: Path, cache: Path, sdk: Path | None, say: Callable[[str], None]) -> None:
    """Update `google/twilio_integration` in a checkout of the hub.

    Args:
        folder: the checkout, without changes of its own.
        cache: where the hub's tool is installed.
        sdk: a checkout of chronicle/soar-sdk for machines that cannot reach GitHub.
        say: takes a line for each finished step.

    Raises:
        DevkitError: the folder is no clean checkout of the hub, or a step failed. The checkout is
            unchanged.
    """
    checkout, variables = Checkout.open(folder), sdk_variables(sdk)
    with tempfile.TemporaryDirectory(prefix="content-hub-") as name:
        scratch = Path(name).resolve()
        clone = checkout.clone(scratch / "hub")
        tool = Tool.install(clone, cache, scratch, variables)
        say(f"Installed the hub's tool: {tool.version()}")
        flat = flat_package(clone, scratch / "flat")
        convert(clone, flat, tool)
        say(f"Converted the package to {INTEGRATION}, version {clone.next_version}")
        say(f"Locked its libraries beside the hub's own: {tool.lock(clone.integration)}")
        say(lint(clone, tool))
        clone.commit()
        say(validate(tool))
        say(f"{validate(tool, pull_request=clone.head())}, as a pull request")
        say(run_tests(tool))
        say(compare(clone, flat, tool, scratch / "built"))
        checkout.replace(clone)
        say(f"Changed {checkout.integration}: look at it with git diff, and commit it")
