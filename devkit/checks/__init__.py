"""What would keep the package from working, from being imported, or from passing Google's checks.

Files are read as data, and the actions run as processes; the package's code is never imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.checks import (
    actions,
    ai,
    integration,
    names,
    normal,
    notes,
    rehearsal,
    scripts,
    versions,
    widgets,
)
from devkit.checks.normal import fix
from devkit.checks.problem import Problem
from devkit.checks.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Problem", "fix", "problems", "problems_in_files"]

RULES = (
    integration.check,
    actions.check,
    scripts.check,
    names.check,
    notes.check,
    versions.check,
    widgets.check,
    ai.check,
    normal.check,
)


def problems(root: Path) -> list[Problem]:
    """Return all that is wrong with the package below a folder; runs its actions once.

    Args:
        root: the package's folder.
    """
    tree = Tree(root)
    found = [*_in_files(tree), *rehearsal.check(tree)]
    return _ordered(found)


def problems_in_files(root: Path) -> list[Problem]:
    """Return what can be seen without running anything."""
    return _ordered(_in_files(Tree(root)))


def _in_files(tree: Tree) -> list[Problem]:
    found = [problem for rule in RULES for problem in rule(tree)]
    # A field of a wrong form is told once, not by every rule that looks at it.
    known = {(problem.file, problem.field) for problem in tree.problems}
    return tree.problems + [one for one in found if (one.file, one.field) not in known]


def _ordered(found: list[Problem]) -> list[Problem]:
    return sorted(set(found), key=lambda one: (one.file, one.field, one.text))
