"""Every regular expression of the shipped code is matched in a time that its form bounds.

Backtracking is exponential only where a repeat holds something of variable length. So a repeat may
hold one character alone, unless it gives nothing back (possessive, or in an atomic group), and few
repeats may stand in one pattern, because each can multiply the time by the length of the text.
"""

from __future__ import annotations

import ast
import importlib
import re
from re import _constants as op
from re import _parser as parser
from typing import TYPE_CHECKING, Any

import pytest

from devkit.definitions import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 60  # a repeat that may be longer than this counts as one of any length
MOST_REPEATS = 2
ONE_CHARACTER = {op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY, op.CATEGORY}
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT}
LOOKING = {op.ASSERT, op.ASSERT_NOT}


def faults(pattern: str, flags: int = 0) -> list[str]:
    """Return what may make a pattern slow, one sentence each."""
    tree = parser.parse(pattern, flags)
    found = [
        f"a repeat of more than one character: {part}"
        for name, part in _parts(tree)
        if name in REPEATS and part[1] > 1 and not _one_character(part[2])
    ]
    repeats = _long_repeats(tree)
    if repeats > MOST_REPEATS:
        found.append(f"{repeats} repeats of any length in a row")
    return found


def _one_character(body: Any) -> bool:
    return len(body) == 1 and body[0][0] in ONE_CHARACTER


def _parts(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what can be given back, at every level."""
    for name, part in tree:
        yield name, part
        for body in _bodies(name, part):
            yield from _parts(body)


def _bodies(name: Any, part: Any) -> list[Any]:
    if name in REPEATS:
        return [part[2]]
    if name is op.SUBPATTERN:
        return [part[3]]
    if name is op.BRANCH:
        return part[1]
    if name in LOOKING:
        return [part[1]]
    return []  # one character, or nothing is given back


def _long_repeats(tree: Any) -> int:
    """Count the repeats of any length on the way with the most of them."""
    total = 0
    for name, part in tree:
        inside = [_long_repeats(body) for body in _bodies(name, part)]
        total += (name in REPEATS and part[1] > LONG) + max(inside, default=0)
    return total


def patterns() -> Iterator[Any]:
    """Yield the compiled patterns of the modules, and those that their functions write out."""
    for path in sorted((ROOT / "Managers").glob("*.py")):
        values = vars(importlib.import_module(path.stem)).values()
        for pattern in _compiled(values):
            yield pytest.param(pattern.pattern, pattern.flags, id=f"{path.stem}: {pattern.pattern}")
        for text in _written(ast.parse(path.read_text(encoding="utf-8"))):
            yield pytest.param(text, 0, id=f"{path.stem}: {text}")


def _compiled(values: Any) -> Iterator[re.Pattern[str]]:
    for value in values:
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield value
        elif isinstance(value, tuple | list):
            yield from _compiled(value)


def _written(tree: ast.Module) -> Iterator[str]:
    """Yield the literal patterns in calls of `re`."""
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "re":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield str(first.value)


@pytest.mark.parametrize(("pattern", "flags"), list(patterns()))
def test_shipped_pattern_takes_bounded_time(pattern: str, flags: int) -> None:
    assert faults(pattern, flags & ~re.DEBUG) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:a|a)*b",
        r"sent from \w+(?:[ ,]+(?:phone|[A-Z]\w*))*$",
        r"(?:ab){2,}c",
        r"\s*\w*\s*$",
        r"(?=(?:a+)+b)",
    ],
)
def test_slow_pattern_is_found(pattern: str) -> None:
    assert faults(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"(?>(?:a+)+)b", r"(?:a+)*+b", r"[ \t]*+-{1,3}[ \t]*+$", r"(?:yes|no)? \w+", r"\d{1,12}x{2}"],
)
def test_bounded_pattern_is_let_through(pattern: str) -> None:
    assert faults(pattern) == []
