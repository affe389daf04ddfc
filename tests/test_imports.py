"""Imports that the contracts in pyproject.toml cannot name."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from devkit.definitions import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def imports(path: Path) -> Iterator[str]:
    """Yield the whole names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_managers_load_no_resource_module_of_the_twilio_library() -> None:
    """They load some ninety modules; the client and its transport are all that is used."""
    names = {name for path in (ROOT / "Managers").glob("*.py") for name in imports(path)}

    assert "twilio.rest" in names
    assert [name for name in names if name.startswith("twilio.rest.")] == []


def test_sdk_imports_its_own_files_and_requests_alone() -> None:
    files = list((ROOT / "devkit/sdk").glob("*.py"))
    allowed = {path.stem for path in files} | sys.stdlib_module_names | {"requests", "urllib3"}

    assert {name.split(".")[0] for path in files for name in imports(path)} - allowed == set()
