"""What would keep the package from working, from being imported, or from passing Google's checks.

Files are read as data, and the actions run as processes; the package's code is never imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.checks import ai, canonical, definitions, example_runs
from devkit.checks.canonical import fix
from devkit.checks.files import PackageFiles
from devkit.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Rule = Callable[[PackageFiles], Iterator[Problem]]

__all__ = ["Problem", "fix", "problems", "problems_in_files"]

# Rules of one group are looked at only when the group before found nothing: what a wrong name or
# form makes of the others would be told as many problems, and is one.
GROUPS = (
    (definitions.check_scripts, definitions.check_versions),
    (definitions.check_integration, definitions.check_actions),
    (definitions.check_notes, definitions.check_widgets, ai.check, canonical.check),
    (example_runs.check,),
)


def problems(root: Path) -> list[Problem]:
    """Return what is wrong with the package below a folder; runs its actions once.

    Args:
        root: the package's folder.
    """
    return _first_found(PackageFiles(root), GROUPS)


def problems_in_files(root: Path) -> list[Problem]:
    """Return what can be seen without running anything."""
    return _first_found(PackageFiles(root), GROUPS[:-1])


def _first_found(files: PackageFiles, groups: Sequence[Sequence[Rule]]) -> list[Problem]:
    for group in groups:
        found = [problem for rule in group for problem in rule(files)]
        if found or files.problems:
            return sorted({*files.problems, *found})
    return []
