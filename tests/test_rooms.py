"""The rooms of the project are held apart: who may import whom."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from devkit.definitions import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANAGERS = {path.stem for path in (ROOT / "Managers").glob("*.py")}
SCRIPTS = {path.stem for path in (ROOT / "ActionsScripts").glob("*.py")}
SDK = {"ScriptResult", "Siemplify", "SiemplifyAction", "SiemplifyBase", "SiemplifyDataModel",
       "SiemplifyLogger", "SiemplifyUtils"}  # fmt: skip
STANDARD = sys.stdlib_module_names
PURE = ("TwilioAddresses", "TwilioTextNormalizing", "TwilioReply", "TwilioAnswer", "TwilioSettings",
        "TwilioReplySignature", "TwilioWaitState")  # fmt: skip
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


def outside(folder: str, allowed: set[str]) -> dict[str, set[str]]:
    """What a folder's files import that they may not, by file."""
    found = files(folder)
    assert found, folder
    strays = {str(path.relative_to(ROOT)): top(imports(path)) - allowed for path in found}
    return {path: names for path, names in strays.items() if names}


def beyond(folder: str, *rooms: str) -> dict[str, list[str]]:
    """What a folder's files import from other rooms of the devkit than these, by file."""
    strays = {
        str(path.relative_to(ROOT)): [
            name
            for name in imports(path)
            if name.split(".")[0] == "devkit" and not name.startswith(rooms)
        ]
        for path in files(folder)
    }
    return {path: names for path, names in strays.items() if names}


def test_managers_import_libraries_and_their_own_room() -> None:
    allowed = STANDARD | MANAGERS | SDK | {"twilio", "requests", "urllib3"}

    assert outside("Managers", allowed) == {}


def test_managers_have_names_that_are_nobody_elses() -> None:
    assert [name for name in MANAGERS if not name.startswith("Twilio")] == []
    assert not MANAGERS & (SDK | SCRIPTS | STANDARD)


def test_managers_import_no_resource_module_of_the_library() -> None:
    """They load some ninety modules; the client and its transport are all that is used."""
    names = [name for path in files("Managers") for name in imports(path)]

    assert [name for name in names if name.startswith("twilio.rest.")] == []


def test_scripts_import_the_managers_alone() -> None:
    assert outside("ActionsScripts", STANDARD | MANAGERS) == {}


def test_scripts_hide_no_library() -> None:
    """The script's folder comes first on the path: its names must be nobody else's."""
    assert not SCRIPTS & (STANDARD | MANAGERS | SDK | {"twilio", "requests", "urllib3"})


@pytest.mark.parametrize("folder", ["Managers", "ActionsScripts"])
def test_folders_of_the_platform_are_flat(folder: str) -> None:
    assert {path.parent.name for path in files(folder)} == {folder}


def test_devkit_never_imports_the_package() -> None:
    """A stand-in that shared our code would agree with our mistakes."""
    package = MANAGERS | SCRIPTS | {"Managers", "ActionsScripts"}
    found = {path: top(imports(path)) & package for path in files("devkit")}

    assert {path.name: names for path, names in found.items() if names} == {}


def test_standin_needs_flask_and_numbering_plans_alone() -> None:
    allowed = STANDARD | {"flask", "phonenumbers", "werkzeug", "devkit", "_typeshed"}
    strays = outside("devkit/standin", allowed)

    assert strays.pop("devkit/standin/server.py", set()) <= {"trustme", "cryptography"}
    assert strays == {}
    assert beyond("devkit/standin", "devkit.standin") == {}


def test_rooms_do_not_know_the_command_line() -> None:
    """It puts them together; what several of them need stands beside it."""
    users = {path for path in files("devkit") if any(map(_is_cli, imports(path)))}

    assert {path.relative_to(ROOT / "devkit").parts[0] for path in users} == {"__main__.py", "cli"}


def _is_cli(name: str) -> bool:
    return name.startswith("devkit.cli")


def test_host_imports_no_sdk() -> None:
    """An SDK takes standard output away when it is imported; it belongs into the child."""
    allowed = STANDARD | {"flask", "werkzeug", "devkit", "_typeshed"}

    assert outside("devkit/soar", allowed) == {}
    assert (
        beyond(
            "devkit/soar",
            "devkit.soar",
            "devkit.definitions",
            "devkit.sdk_folder",
            "devkit.http_server",
        )
        == {}
    )


def test_sdk_is_its_own_room() -> None:
    own = {path.stem for path in files("devkit/sdk")}

    assert outside("devkit/sdk", STANDARD | own | {"requests", "urllib3"}) == {}


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
