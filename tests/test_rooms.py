"""The rooms of the project are held apart: who may import whom."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from devkit.layout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANAGERS = {path.stem for path in (ROOT / "Managers").glob("*.py")}
SCRIPTS = {path.stem for path in (ROOT / "ActionsScripts").glob("*.py")}
SDK = {"ScriptResult", "Siemplify", "SiemplifyAction", "SiemplifyBase", "SiemplifyDataModel",
       "SiemplifyLogger", "SiemplifyUtils"}  # fmt: skip
STANDARD = sys.stdlib_module_names
PURE = ("TwilioAddresses", "TwilioFolding", "TwilioQuestion", "TwilioReply", "TwilioSettings",
        "TwilioWait")  # fmt: skip
IN_OUT = {
    "aiohttp", "asyncio", "ftplib", "http", "io", "logging", "multiprocessing", "os", "pathlib",
    "requests", "select", "shelve", "shutil", "signal", "smtplib", "socket", "socketserver",
    "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "twilio", "urllib3",
}  # fmt: skip
IN_OUT_CALLS = {"open", "print", "input"}


def imports(path: Path) -> Iterator[str]:
    """Whole names of what a file imports, wherever in it; relative ones keep their dots."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and _is_dynamic(node.func):
            yield from _texts(node)


def _is_dynamic(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def _texts(node: ast.Call) -> Iterator[str]:
    for argument in node.args[:1]:
        yield str(argument.value) if isinstance(argument, ast.Constant) else "<computed>"


def top(names: Iterator[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def each(folder: str) -> pytest.MarkDecorator:
    found = files(folder)
    assert found, folder
    names = [str(path.relative_to(ROOT)) for path in found]
    return pytest.mark.parametrize("path", found, ids=names)


@each("Managers")
def test_manager_imports_libraries_and_its_own_room(path: Path) -> None:
    assert top(imports(path)) <= STANDARD | MANAGERS | SDK | {"twilio", "requests", "urllib3"}


@each("Managers")
def test_manager_has_a_name_that_is_nobody_elses(path: Path) -> None:
    assert path.parent.name == "Managers", "the platform's folders are flat"
    assert path.stem.startswith("Twilio")
    assert path.stem not in SDK | SCRIPTS


@each("Managers")
def test_manager_imports_no_resource_module_of_the_library(path: Path) -> None:
    """They load some ninety modules; the client and its transport are all that is used."""
    heavy = [name for name in imports(path) if name.startswith("twilio.rest.")]

    assert heavy == []


@each("ActionsScripts")
def test_script_imports_the_managers_alone(path: Path) -> None:
    assert top(imports(path)) <= STANDARD | MANAGERS


@each("ActionsScripts")
def test_script_hides_no_library(path: Path) -> None:
    """The script's folder comes first on the path: its name must be nobody else's."""
    assert path.stem not in STANDARD | MANAGERS | SDK | {"twilio", "requests", "urllib3"}
    assert path.parent.name == "ActionsScripts", "the platform's folders are flat"


@each("devkit")
def test_devkit_never_imports_the_package(path: Path) -> None:
    if path.is_relative_to(ROOT / "devkit" / "sdk"):
        return  # its modules bear the SDK's own names
    assert not top(imports(path)) & (MANAGERS | SCRIPTS | {"Managers", "ActionsScripts"})


@each("devkit/standin")
def test_standin_needs_flask_alone(path: Path) -> None:
    allowed = {"flask", "werkzeug", "devkit", "_typeshed"}
    allowed |= {"trustme", "cryptography"} if path.name == "server.py" else set()
    allowed |= {"jsonschema", "openapi_schema_validator"} if path.name == "openapi.py" else set()

    assert top(imports(path)) <= STANDARD | allowed
    assert all_below(path, "devkit.standin")


@each("devkit/host")
def test_host_imports_no_sdk(path: Path) -> None:
    """An SDK takes standard output away when it is imported; it belongs into the child."""
    assert not top(imports(path)) & SDK
    assert "devkit.sdk" not in ",".join(imports(path))
    assert all_below(path, "devkit.host", "devkit.layout")


@each("devkit/sdk")
def test_sdk_is_its_own_room(path: Path) -> None:
    own = {path.stem for path in files("devkit/sdk")}

    assert top(imports(path)) <= STANDARD | own | {"requests", "urllib3"}


def all_below(path: Path, *rooms: str) -> bool:
    ours = [name for name in imports(path) if name.split(".")[0] == "devkit"]
    return all(name.startswith(rooms) for name in ours)


@pytest.mark.parametrize("name", PURE)
def test_pure_module_does_no_input_or_output(name: str) -> None:
    """Nor does any of our own modules that it imports."""
    for path in reachable(name):
        assert not top(imports(path)) & IN_OUT, path.name
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & IN_OUT_CALLS, path.name


def reachable(name: str) -> list[Path]:
    found: dict[str, Path] = {}
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in MANAGERS and module not in found:
            found[module] = ROOT / "Managers" / f"{module}.py"
            waiting += top(imports(found[module]))
    return list(found.values())


def test_the_sdk_has_one_door() -> None:
    doors = {path.stem for path in files("Managers") if top(imports(path)) & SDK}

    assert doors == {"TwilioAction"}


def test_twilio_has_one_door() -> None:
    """Library objects stay with the manager and its transport, and in types."""
    doors = set()
    for path in files("Managers") + files("ActionsScripts"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typed = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        real = (
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and id(node) not in typed
        )
        if any(name.split(".")[0] in {"twilio", "requests", "urllib3"} for name in real):
            doors.add(path.stem)

    assert doors <= {"TwilioManager", "TwilioTransport", "TwilioNetworkErrors"}


@pytest.mark.parametrize("folder", ["Managers", "ActionsScripts"])
def test_package_needs_no_test_tool_and_no_machine(folder: str) -> None:
    for path in files(folder):
        text = path.read_text(encoding="utf-8")
        assert "devkit" not in text, path.name
        assert "os.environ" not in text, path.name
