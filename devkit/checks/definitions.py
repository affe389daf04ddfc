"""What must hold between the package's files: names, pairs, versions and libraries."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

from devkit import widget
from devkit.checks.files import path_of
from devkit.checks.lock import LOCK, bad_lines, normalized, pins
from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS, MANAGERS, NOTES, SCRIPTS, WIDGET_PAGES, WIDGETS
from devkit.sdk_folder import OWN_SDK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.files import PackageFiles

CHANGES = "CHANGELOG.md"
PROJECT = "pyproject.toml"
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LIBRARIES = frozenset({"phonenumbers", "requests", "twilio", "urllib3"})
SDK = frozenset(path.stem for path in OWN_SDK.glob("*.py") if not path.stem.startswith("_"))
PARTNERS = (
    (DEFINITIONS, SCRIPTS),
    (SCRIPTS, DEFINITIONS),
    (WIDGETS, WIDGET_PAGES),
    (WIDGET_PAGES, WIDGETS),
)
# A search for these very words is Google's test of Ping.
PING_WORDS = ("Successfully connected to the", "Failed to connect to the")


def check_integration(files: PackageFiles) -> Iterator[Problem]:
    """Look for the integration's name where it must stand."""
    if not files.integration:
        return
    name = files.integration.content.identifier
    if files.integration.file != f"Integration-{name}.def":
        text = "The file must be named Integration-<Identifier>.def."
        yield Problem(files.integration.file, "Identifier", text)
        return
    for setting in files.integration.content.integration_properties:
        if setting.integration_identifier != name:
            place = f"IntegrationProperties[{setting.property_name}].IntegrationIdentifier"
            yield Problem(files.integration.file, place, f"This must be {name}.")
    for action in files.actions.values():
        if action.content.integration_identifier != name:
            yield Problem(action.file, "IntegrationIdentifier", f"This must be {name}.")
    for module in files.modules:
        # All packages share one flat namespace.
        if module.file.startswith(MANAGERS) and not module.stem.startswith(name):
            yield Problem(module.file, "", f"The name must begin with {name}.")


def check_actions(files: PackageFiles) -> Iterator[Problem]:
    """Look for Ping, for equal names, and for the partner of each definition."""
    for folder, other in PARTNERS:
        for stem in files.stems[folder]:
            if stem not in files.stems[other]:
                text = f"There is no {path_of(other, stem)}."
                yield Problem(path_of(folder, stem), "", text)
    names = Counter(one.content.name.lower() for one in files.actions.values())
    for name, count in names.items():
        if count > 1:
            yield Problem(DEFINITIONS, "Name", f'Two actions are named "{name}".')
    if "ping" not in names:
        yield Problem(DEFINITIONS, "Name", "There is no action named Ping.")


def check_scripts(files: PackageFiles) -> Iterator[Problem]:
    """Look at the names of the shipped Python files, and at Ping's two sentences.

    On the platform all of them, the SDK and every library are top-level modules of one process,
    and the script's own folder comes first on the path.
    """
    taken = {name.casefold() for name in {*LIBRARIES, *SDK, *sys.stdlib_module_names}}
    for module in files.modules:
        if module.stem.casefold() in taken:
            yield Problem(module.file, "", "The name hides a library or another module.")
        taken.add(module.stem.casefold())
        if module.file == f"{SCRIPTS}/Ping.py":
            for words in PING_WORDS:
                if words not in module.text:
                    text = f'The words "{words}" must stand in this file.'
                    yield Problem(module.file, "", text)


def check_widgets(files: PackageFiles) -> Iterator[Problem]:
    """Compare the widgets' pages with their sources, and look at the actions they belong to."""
    for stem, action in widget.STEMS.items():
        file = path_of(WIDGET_PAGES, stem)
        text = files.text(file)
        if text is not None and text != widget.page(stem):
            text = "This differs from its sources. Run `python -m devkit widget --build`."
            yield Problem(file, "", text)
        definition = files.widgets.get(stem)
        if definition and definition.content.action_identifier != action:
            yield Problem(definition.file, "ActionIdentifier", f"This must be {action}.")


def check_notes(files: PackageFiles) -> Iterator[Problem]:
    """Look at the order of the release notes, and at what they are about."""
    notes = files.notes or []
    versions = [note.introduced_in_integration_version for note in notes]
    if versions != sorted(versions):
        yield Problem(NOTES, "IntroducedInIntegrationVersion", "The newest version must be last.")
    names = {one.content.name for one in files.actions.values()}
    names |= {one.content.title for one in files.widgets.values()}
    if files.integration:
        names.add(files.integration.content.identifier)
    for index, note in enumerate(notes):
        if note.item_name not in names and not note.removed:
            text = f'The package has nothing named "{note.item_name}".'
            yield Problem(NOTES, f"[{index}].ItemName", text)


def check_versions(files: PackageFiles) -> Iterator[Problem]:
    """Compare the versions, and look through the lock."""
    project = _project(files)
    if project is None:
        return
    version = str(project.get("version"))
    if files.integration and str(files.integration.content.version) != version:
        text = f"This is {files.integration.content.version}, and {PROJECT} says {version}."
        yield Problem(files.integration.file, "Version", text)
    if files.notes is not None:
        newest = files.notes[-1].introduced_in_integration_version if files.notes else None
        if str(newest) != version:
            text = f"The last note is of {newest}, and {PROJECT} says {version}."
            yield Problem(NOTES, "IntroducedInIntegrationVersion", text)
    heading = rf"(?m)^## \[{re.escape(version)}\]"
    changes = files.text(CHANGES)
    if changes is not None and not re.search(heading, changes):
        yield Problem(CHANGES, "", f'There is no heading "## [{version}]".')
    yield from _lock(files, project)


def _project(files: PackageFiles) -> dict[str, Any] | None:
    text = files.text(PROJECT)
    if text is None:
        return None
    try:
        project: dict[str, Any] = tomllib.loads(text)["project"]
    except (tomllib.TOMLDecodeError, KeyError):
        files.problems.append(Problem(PROJECT, "project", "The table cannot be read."))
        return None
    return project


def _lock(files: PackageFiles, project: dict[str, Any]) -> Iterator[Problem]:
    text = files.text(LOCK)
    if text is None:
        return
    bad = bad_lines(text)
    if bad:
        # An address would bind the build to one machine or registry.
        yield Problem(LOCK, "", f'A line must be a name, ==, a version and hashes: "{bad[0]}".')
        return
    needed = [REQUIREMENT.match(one) for one in project.get("dependencies", [])]
    missing = sorted({normalized(one[0]) for one in needed if one} - pins(text).keys())
    if missing:
        yield Problem(LOCK, "", f"No line pins {', '.join(missing)}. Run `make lock`.")
