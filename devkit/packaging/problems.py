"""Why there is no ZIP file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.errors import DevkitError

if TYPE_CHECKING:
    from devkit.checks import Problem


class PackageError(DevkitError):
    """The package could not be built."""


class PackageRefusedError(PackageError):
    """The package is not in order.

    Attributes:
        problems: all that the checks found.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The package has {count} and was not built:\n{lines}")
