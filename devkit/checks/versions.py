"""One version in all files, one Python, and an exact version of every library."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from devkit.checks.lock import LOCK, bad_lines, normalized, pins
from devkit.checks.problem import Problem
from devkit.definitions import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Tree

PROJECT = "pyproject.toml"
CHANGES = "CHANGELOG.md"
PYTHON = ">=3.11,<3.12"
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def check(tree: Tree) -> Iterator[Problem]:
    """Compare the versions, and look through the project's file and the lock."""
    project = _project(tree)
    if project is not None:
        yield from _same(tree, str(project.get("version")))
        if project.get("requires-python") != PYTHON:
            yield Problem(PROJECT, "project.requires-python", f'This must be "{PYTHON}".')
        if not str(project.get("description") or "").strip():
            yield Problem(PROJECT, "project.description", "The text is blank.")
        yield from _lock(tree, project)


def _project(tree: Tree) -> dict[str, Any] | None:
    text = tree.text(PROJECT)
    try:
        project = tomllib.loads(text or "").get("project")
    except tomllib.TOMLDecodeError:
        project = None
    if text is not None and not isinstance(project, dict):
        tree.problems.append(Problem(PROJECT, "project", "The table cannot be read."))
    return project if isinstance(project, dict) else None


def _same(tree: Tree, version: str) -> Iterator[Problem]:
    if tree.integration:
        own = tree.integration.fields["Version"]
        if own < 1 or own % 1:
            yield Problem(tree.integration.file, "Version", "Versions are 1.0, 2.0 and so on.")
        if str(float(own)) != version:
            text = f"This is {own}, and {PROJECT} says {version}."
            yield Problem(tree.integration.file, "Version", text)
    newest = tree.notes[-1]["IntroducedInIntegrationVersion"] if tree.notes else None
    if newest is None or str(float(newest)) != version:
        text = f"The last note is of {newest}, and {PROJECT} says {version}."
        yield Problem(NOTES, "IntroducedInIntegrationVersion", text)
    changes = tree.text(CHANGES)
    if changes is not None and f"## [{version}] - " not in changes:
        yield Problem(CHANGES, "", f'There is no heading "## [{version}] - <date>".')


def _lock(tree: Tree, project: dict[str, Any]) -> Iterator[Problem]:
    text = tree.text(LOCK)
    if text is None:
        return
    for line in bad_lines(text):
        # An address would bind the build to one machine or registry.
        yield Problem(LOCK, "", f'A line must be a name, ==, a version and hashes: "{line}".')
    known = pins(text)
    for requirement in project.get("dependencies", []):
        name = REQUIREMENT.match(requirement)
        if name is None or normalized(name[0]) not in known:
            yield Problem(LOCK, "", f'{PROJECT} needs "{requirement}", and no line pins it.')
