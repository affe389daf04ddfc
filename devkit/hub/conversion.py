"""From the flat layout to the hub's: `mp build --deconstruct`, and what it leaves to repair."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from devkit.checks.canonical import written
from devkit.definitions import ROOT, Package
from devkit.errors import DevkitError
from devkit.hub.checkout import INTEGRATION
from devkit.packaging import CACHE, LOCK
from devkit.packaging.contents import read
from devkit.packaging.wheels import fetch

if TYPE_CHECKING:
    from devkit.hub.checkout import Checkout
    from devkit.hub.tool import Tool

FILES = Path(__file__).parent / "files"  # what is added; each name has .txt behind it
NOTES = Path(__file__).parent / "release_notes.yaml"
CATEGORIES = "resources/ai/integration_ai_description.yaml"
FUTURE = "from __future__ import annotations\n"


def flat_package(clone: Checkout, target: Path) -> Path:
    """Write the flat package with the hub's next version, in a folder named as `mp` wants it.

    Returns:
        The folder of the package, inside `target`.
    """
    package = Package(ROOT)
    contents = read(ROOT)
    definition = json.loads(package.definition_path.read_text("utf-8"))
    definition["Version"] = float(clone.next_version)
    contents[package.definition_path.name] = written(definition).encode()
    for name in ("image.png", "logo.svg"):
        contents[f"resources/{name}"] = (ROOT / "resources" / name).read_bytes()
    for wheel in fetch(ROOT / LOCK, CACHE):
        contents[f"Dependencies/{wheel.name}"] = wheel.read_bytes()
    folder = target / package.integration().identifier
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def convert(clone: Checkout, flat: Path, tool: Tool) -> None:
    """Put the package, converted and repaired, in the place of the hub's; its tests stay."""
    notes = joined_notes(clone)
    source = flat.parent / "source"
    source.mkdir()
    folders = ("--src", str(flat.parent), "--dst", str(source))
    tool.run("build", "integration", flat.name, "--deconstruct", *folders)
    converted = source / clone.integration.name
    header = _license_header(clone)
    _write_project(clone, converted)
    (converted / NOTES.name).write_text(notes, "utf-8")
    shutil.copy(ROOT / CATEGORIES, converted / CATEGORIES)
    _add_files(converted)
    for path in converted.rglob("*.py"):
        # The tool adds the import a second time below a module's description.
        text = path.read_text("utf-8").replace(f"{FUTURE}\n{FUTURE}", f"\n{FUTURE}")
        path.write_text(text if "Copyright" in text else header + text, "utf-8")
    _keep_tests(clone.integration / "tests", converted / "tests")
    shutil.rmtree(clone.integration)
    shutil.copytree(converted, clone.integration)


def _license_header(clone: Checkout) -> str:
    """Return the comment that the hub's own files begin with."""
    lines = (clone.integration / "actions/Ping.py").read_text("utf-8").splitlines(keepends=True)
    header = [line for line in lines[: lines.index("\n")] if line.startswith("#")]
    if not header or "Copyright" not in header[0]:
        raise DevkitError(f"{INTEGRATION}/actions/Ping.py has no license header to begin with.")
    return "".join(header) + "\n"


def joined_notes(clone: Checkout) -> str:
    """Return the hub's release notes with those of this contribution behind them.

    Raises:
        DevkitError: ours are for another version. The hub takes new notes of one version alone,
            so they are not those of `RN.json`, where a later note corrects an earlier one.
    """
    ours = NOTES.read_text("utf-8")
    versions = {str(note["version"]) for note in yaml.safe_load(ours)}
    if versions != {clone.next_version}:
        raise DevkitError(
            f"The hub's next version is {clone.next_version}, and {NOTES.relative_to(ROOT)} is for "
            f"{', '.join(sorted(versions))}: write there what changes from the hub's version."
        )
    theirs = (clone.integration / NOTES.name).read_text("utf-8").rstrip("\n")
    return f"{theirs}\n{ours}"


def _write_project(clone: Checkout, converted: Path) -> None:
    """Take the hub's project file, with our version, description, libraries and test tools."""
    text = (clone.integration / "pyproject.toml").read_text("utf-8")
    made = tomllib.loads((converted / "pyproject.toml").read_text("utf-8"))["project"]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    sources = {"soar-sdk": None} | clone.wheels()
    dev = ["pytest>=9.0.3", "pytest-json-report>=1.5.0", *sources]
    for pattern, value in (
        (r'^version = ".*"$', f'version = "{made["version"]}"'),
        (r'^description = ".*"$', f"description = {json.dumps(made['description'])}"),
        (r"^dependencies = \[[^\]]*\]$", f"dependencies = {_toml(ours['dependencies'])}"),
        (r"^dev = \[[^\]]*\]$", f"dev = {_toml(sorted(dev))}"),
    ):
        parts = re.split(pattern, text, flags=re.MULTILINE)
        if len(parts) != 2:  # noqa: PLR2004 (what is before and behind)
            raise DevkitError(f"{INTEGRATION}/pyproject.toml does not hold {pattern} once.")
        text = value.join(parts)
    for name, path in clone.wheels().items():
        line = f'{name} = {{ path = "{path}" }}\n'
        text = re.sub(rf"^{name} = \{{.*\n?", "", text, flags=re.MULTILINE)
        text = text.replace("[tool.uv.sources]\n", f"[tool.uv.sources]\n{line}")
    (converted / "pyproject.toml").write_text(text, "utf-8")


def _toml(items: list[str]) -> str:
    lines = "".join(f"    {json.dumps(item)},\n" for item in items)
    return f"[\n{lines}]"


def _add_files(target: Path) -> None:
    for path in sorted(FILES.rglob("*.txt")):
        copy = target / path.relative_to(FILES).as_posix().removesuffix(".txt")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


def _keep_tests(theirs: Path, target: Path) -> None:
    for path in sorted(theirs.rglob("*")):
        copy = target / path.relative_to(theirs)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
