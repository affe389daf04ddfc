"""Which files go into the ZIP file, and those that are generated for it.

Layout and generated files: as `mp pack` of chronicle/content-hub makes them.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from devkit.checks.canonical import written
from devkit.definitions import DEFINITIONS, MANAGERS, NOTES, SCRIPTS, WIDGET_PAGES, WIDGETS, Package

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PYTHON_VERSION = "3.11"
# Pictures are inside the `.def` file; all else of the repository is not for the platform.
PATTERNS = (
    f"{DEFINITIONS}/*.actiondef",
    f"{SCRIPTS}/*.py",
    f"{MANAGERS}/*.py",
    f"{WIDGETS}/*.json",
    f"{WIDGET_PAGES}/*.html",
    "resources/ai/*.yaml",
    NOTES,
)


def read(root: Path) -> dict[str, bytes]:
    """Return the files by their names in the archive, the libraries not among them.

    Args:
        root: the package's folder, checked.
    """
    package = Package(root)
    integration = package.integration()
    contents = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for pattern in PATTERNS
        for path in root.glob(pattern)
    }
    # So does Google's tool: the mark tells an imported package from one of the marketplace. In
    # the repository it is false, as a contribution needs it.
    definition = integration.raw | {"IsCustom": True}
    contents[package.definition_path.name] = written(definition).encode()
    details = full_details(package)
    contents[f"{integration.identifier}.fulldetails"] = written(details).encode()
    contents[".python-version"] = PYTHON_VERSION.encode()
    return contents


def full_details(package: Package) -> dict[str, Any]:
    """Return the summary of the package that the platform shows before the import."""
    raw = package.integration().raw
    widgets = sorted((package.root / WIDGETS).glob("*.json"))
    copied = (
        *("Description", "DisplayName", "DocumentationLink", "Identifier"),
        *("IntegrationProperties", "MinimumSystemVersion", "Version"),
    )
    return {name: raw[name] for name in copied} | {
        "Actions": list(package.actions()),
        "Connectors": [],
        "CustomFamilies": [],
        "ExampleUseCases": [],
        "IsCustom": False,
        "Jobs": [],
        "Managers": sorted(path.stem for path in package.managers.glob("*.py")),
        "MappingRules": [],
        "PackageName": raw["DisplayName"],
        "ReleaseNotes": _by_version(json.loads((package.root / NOTES).read_text("utf-8"))),
        "Widgets": [json.loads(path.read_text("utf-8"))["ActionIdentifier"] for path in widgets],
    }


def _by_version(notes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    groups = groupby(notes, key=lambda note: float(note["IntroducedInIntegrationVersion"]))
    return [_version(version, list(group)) for version, group in groups]


def _version(version: float, notes: list[dict[str, Any]]) -> dict[str, Any]:
    newest = max(note["PublishTime"] or 0 for note in notes)
    return {
        "Items": [note["ChangeDescription"] for note in notes],
        "PublishTimeUnixTime": newest * 1000,  # milliseconds here, seconds in the notes
        "Version": version,
    }
