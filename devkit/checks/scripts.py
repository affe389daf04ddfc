"""Rules of the shipped Python files: pairs, names, imports and Ping's two sentences.

On the platform all of them, the SDK and every library are top-level modules of one process, and
the script's own folder comes first on the path.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS, MANAGERS, SCRIPTS
from devkit.sdk_folder import OWN_SDK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Module, Tree

LIBRARIES = frozenset({"phonenumbers", "requests", "twilio", "urllib3"})
SDK = frozenset(path.stem for path in OWN_SDK.glob("*.py") if not path.stem.startswith("_"))
# A search for these very words is Google's test of Ping.
PING_WORDS = ("Successfully connected to the", "Failed to connect to the")


def check(tree: Tree) -> Iterator[Problem]:
    """Look through the shipped Python files."""
    yield from _pairs(tree)
    yield from _strangers(tree)
    yield from _names(tree)
    yield from _imports(tree)
    yield from _ping(tree)


def _pairs(tree: Tree) -> Iterator[Problem]:
    definitions = {action.stem for action in tree.actions}
    scripts = {module.stem for module in tree.modules if module.file.startswith(SCRIPTS)}
    for stem in sorted(definitions - scripts):
        yield Problem(f"{DEFINITIONS}/{stem}.actiondef", "", f"There is no {SCRIPTS}/{stem}.py.")
    for stem in sorted(scripts - definitions):
        yield Problem(f"{SCRIPTS}/{stem}.py", "", f"There is no {DEFINITIONS}/{stem}.actiondef.")


def _strangers(tree: Tree) -> Iterator[Problem]:
    for folder in (SCRIPTS, MANAGERS):
        for name in tree.files(folder):
            if name == "__init__.py":
                yield Problem(f"{folder}/{name}", "", "The folders are flat: no packages.")
            elif not name.endswith(".py"):
                yield Problem(f"{folder}/{name}", "", "Only Python files belong here.")


def _names(tree: Tree) -> Iterator[Problem]:
    taken = {name.casefold() for name in {*LIBRARIES, *SDK, *sys.stdlib_module_names}}
    for module in tree.modules:
        manager = module.file.startswith(MANAGERS)
        if module.stem.casefold() in taken:
            yield Problem(module.file, "", "The name hides a library or an SDK module.")
        elif manager and not module.stem.startswith(tree.identifier):
            # All packages share one flat namespace.
            yield Problem(module.file, "", f"The name must begin with {tree.identifier}.")
        taken.add(module.stem.casefold())


def _imports(tree: Tree) -> Iterator[Problem]:
    own = {module.stem for module in tree.modules if module.file.startswith(MANAGERS)}
    known = own | LIBRARIES | SDK | sys.stdlib_module_names
    for module in tree.modules:
        for line, name in _imported(module):
            place = f"line {line}"
            if not name:
                yield Problem(module.file, place, "The folders are flat: no relative imports.")
            elif name.partition(".")[0] not in known:
                yield Problem(module.file, place, f"{name} is not there on the platform.")


def _imported(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each imported module; no name for a relative import."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "" if node.level else node.module or ""


def _ping(tree: Tree) -> Iterator[Problem]:
    for module in tree.modules:
        if module.file.lower() != f"{SCRIPTS}/ping.py".lower():
            continue
        for words in PING_WORDS:
            if words not in module.text:
                yield Problem(module.file, "", f'The words "{words}" must stand in this file.')
