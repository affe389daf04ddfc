"""Rules of the action definitions.

Facts: `mp validate` of chronicle/content-hub, and the limits its loader enforces.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from devkit.checks import ai
from devkit.checks.limits import (
    DISPLAY_NAME,
    DOCUMENTATION_LINK,
    MAX_FIELDS,
    described,
    duplicates,
)
from devkit.checks.parameters import check_parameter
from devkit.checks.problem import Problem
from devkit.checks.tree import ACTION_ENDING
from devkit.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Document, Tree

MAX_RESULT_NAME = 100
PING = "ping"
JSON_RESULT = "JsonResult"
AI_CATEGORIES = ("Enrichment", "Remediation")


def check(tree: Tree) -> Iterator[Problem]:
    """Look through the definitions of the actions."""
    for name in tree.files(DEFINITIONS):
        if not name.endswith(ACTION_ENDING):
            yield Problem(f"{DEFINITIONS}/{name}", "", f"Only {ACTION_ENDING} files belong here.")
    names = [action.fields["Name"] for action in tree.actions]
    if PING not in {name.lower() for name in names}:
        yield Problem(DEFINITIONS, "Name", "There is no action named Ping.")
    for name in duplicates(name.lower() for name in names):
        yield Problem(DEFINITIONS, "Name", f'Two actions are named "{name}".')
    for action in tree.actions:
        found = [
            *_names(action.fields, tree.identifier),
            *_flags(action.fields),
            *_parameters(action.fields),
            *_ai(action.fields),
            *_results(action.fields),
            *_simulation(action.fields),
        ]
        yield from (Problem(action.file, field, text) for field, text in found)


def json_results(action: Document) -> list[dict[str, Any]]:
    """Return what a definition tells about the action's JSON result."""
    return [
        one for one in action.fields["DynamicResultsMetadata"] if one["ResultName"] == JSON_RESULT
    ]


def _names(fields: dict[str, Any], identifier: str) -> Iterator[tuple[str, str]]:
    if not DISPLAY_NAME.fullmatch(fields["Name"]):
        yield "Name", "This must be 1 to 150 letters, digits, - or blanks."
    yield from described("Description", fields["Description"])
    if fields["IntegrationIdentifier"] != identifier:
        yield "IntegrationIdentifier", f"This must be {identifier}."
    if not fields["Creator"]:
        yield "Creator", "The text is blank."
    if not 0 < len(fields["ScriptResultName"]) <= MAX_RESULT_NAME:
        yield "ScriptResultName", f"This must be 1 to {MAX_RESULT_NAME} characters."
    link = fields["DocumentationLink"]
    if link and not DOCUMENTATION_LINK.fullmatch(link):
        yield "DocumentationLink", "This must be a link to the documentation."


def _flags(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if fields["IsCustom"]:
        yield "IsCustom", "This must be false."
    if not fields["IsEnabled"]:
        yield "IsEnabled", "This must be true."
    if fields["Version"] != 1:
        yield "Version", "This must be 1.0: Google's tool resets it."


def _parameters(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parameters = fields["Parameters"]
    if len(parameters) > MAX_FIELDS:
        yield "Parameters", f"There are more than {MAX_FIELDS}."
    for name in duplicates(one["Name"] for one in parameters):
        yield f"Parameters[{name}]", "There are two of this name."
    for one in parameters:
        for field, text in check_parameter(one):
            yield f"Parameters[{one['Name']}].{field}", text


def _ai(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("AiDescription", "AiShortDescription", "ParametersDescription"):
        if not fields[name].strip():
            yield name, "The text is blank."
    known = {"AiCategories": AI_CATEGORIES, "OutcomeCategories": ai.OUTCOMES}
    for name, values in known.items():
        for one in fields[name] or []:
            if one not in values:
                yield name, f'The platform knows no category "{one}".'
    for one in fields["EntityTypes"] or []:
        if one not in ai.ENTITIES:
            yield "EntityTypes", f'The platform knows no entity type "{one}".'


def _results(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for result in fields["DynamicResultsMetadata"]:
        place = f"DynamicResultsMetadata[{result['ResultName']}]"
        if result["ResultName"] != JSON_RESULT:
            yield f"{place}.ResultName", f"This must be {JSON_RESULT}."
        if not result["ShowResult"]:
            yield f"{place}.ShowResult", "This must be true."
        try:
            json.loads(result["ResultExample"] or "")
        except ValueError:
            yield f"{place}.ResultExample", "This is no JSON."


def _simulation(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        simulated = json.loads(fields["SimulationDataJson"])["Entities"]
    except (ValueError, TypeError, KeyError):
        yield "SimulationDataJson", 'This must be JSON like {"Entities": []}.'
        return
    if simulated != (fields["EntityTypes"] or []):
        yield "SimulationDataJson", "The entities differ from EntityTypes."
