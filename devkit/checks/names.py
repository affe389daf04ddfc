"""The names, options and defaults in the code, compared with those in the definitions.

The code is read as data. What counts as reading a parameter: a call of `text`, `flag`, `number`
or `choice` with a constant of `Managers/TwilioConstants.py` or a literal as first argument, or of
`read_numbers(context, NAME, …)`; as reading a setting: a call of `_text(values, NAME)`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.checks.problem import Problem
from devkit.definitions import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from devkit.checks.tree import Tree

READERS = ("text", "items", "flag", "number", "choice")
SETTING_READER = "_text"
LIST_READER = "read_numbers"
CONSTANTS = "Constants"


@dataclass(frozen=True, slots=True)
class Read:
    """A place in the code that reads a parameter or a setting."""

    file: str
    name: str
    call: ast.Call
    constants: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"line {self.call.lineno}"

    def option(self, name: str) -> object:
        """Return a keyword argument's literal, or None."""
        for keyword in self.call.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                return keyword.value.value
        return None

    def choices(self) -> list[str | None]:
        """Return the options of a `choice` call."""
        given = self.call.args[1] if len(self.call.args) > 1 else None
        items = given.elts if isinstance(given, ast.Tuple | ast.List) else []
        return [_text(item, self.constants) for item in items]


def check(tree: Tree) -> Iterator[Problem]:
    """Compare both ways."""
    constants = _constants(tree)
    yield from _parameters(tree, list(_reads(tree, constants, setting=False)))
    yield from _settings(tree, list(_reads(tree, constants, setting=True)))


def _parameters(tree: Tree, reads: list[Read]) -> Iterator[Problem]:
    defined = [(action.file, one) for action in tree.actions for one in action.fields["Parameters"]]
    known = {one["Name"] for _, one in defined}
    yield from _unknown(reads, known, "No action has such a parameter")
    for file, one in defined:
        readers = [read for read in reads if read.name == one["Name"]]
        if not readers:
            yield Problem(file, f"Parameters[{one['Name']}]", "No code reads this.")
        for read in readers:
            yield from _same(read, file, one)


def _settings(tree: Tree, reads: list[Read]) -> Iterator[Problem]:
    if tree.integration is None:
        return
    known = [one["PropertyName"] for one in tree.integration.fields["IntegrationProperties"]]
    yield from _unknown(reads, set(known), "The integration has no such setting")
    for name in set(known) - {one.name for one in reads}:
        place = f"IntegrationProperties[{name}]"
        yield Problem(tree.integration.file, place, "No code reads this.")


def _unknown(reads: list[Read], known: set[str], text: str) -> Iterator[Problem]:
    for one in reads:
        if one.name not in known:
            yield Problem(one.file, one.place, f'{text}: "{one.name}".')


def _same(read: Read, file: str, parameter: dict[str, Any]) -> Iterator[Problem]:
    place = f"Parameters[{read.name}]"
    default = read.option("default")
    if default is not None and as_text(parameter["Value"]) != as_text(default):
        where = f"{read.file}, {read.place}"
        yield Problem(file, f"{place}.Value", f"The code's default is another ({where}).")
    if read.option("mandatory") is True and not parameter["IsMandatory"]:
        yield Problem(file, f"{place}.IsMandatory", f"The code demands it ({read.file}).")
    choices = read.choices()
    if choices and choices != parameter["OptionalValues"]:
        where = f"{read.file}, {read.place}"
        yield Problem(file, f"{place}.OptionalValues", f"The code has other options ({where}).")


def _reads(tree: Tree, constants: Mapping[str, str], *, setting: bool) -> Iterator[Read]:
    for module in tree.modules:
        for node in module.nodes:
            argument = _argument(node, setting=setting)
            name = _text(argument, constants) if argument else None
            if name is not None and isinstance(node, ast.Call):
                yield Read(module.file, name, node, constants)


def _argument(node: ast.AST, *, setting: bool) -> ast.expr | None:
    """Return the expression that names what a call reads, or None for another node."""
    if not isinstance(node, ast.Call):
        return None
    called = node.func
    if setting:
        fits = isinstance(called, ast.Name) and called.id == SETTING_READER
        return node.args[1] if fits and len(node.args) > 1 else None
    if isinstance(called, ast.Name) and called.id == LIST_READER:
        return node.args[1]
    fits = isinstance(called, ast.Attribute) and called.attr in READERS
    return node.args[0] if fits and node.args else None


def _constants(tree: Tree) -> dict[str, str]:
    """Return the texts that the constants' module names."""
    wanted = f"{tree.identifier}{CONSTANTS}"
    return {
        target.id: node.value.value
        for module in tree.modules
        if module.stem == wanted
        for node in module.code.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return constants.get(node.id) if isinstance(node, ast.Name) else None
