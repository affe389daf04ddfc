"""The texts for AI agents: `resources/ai` holds them, the definitions repeat them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from devkit.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from devkit.checks.tree import Document, Tree

FILE = "resources/ai/actions_ai_description.yaml"
INTEGRATION_FILE = "resources/ai/integration_ai_description.yaml"
TEXTS = ("ai_description", "ai_short_description", "parameters_description")
SECTIONS = ("### General Description", "### Flow Description", "### Additional Notes")
NO_PARAMETERS = "There are no parameters for this action"
CAPABILITIES = (
    "fetches_data",
    "can_mutate_external_data",
    "can_mutate_internal_data",
    "can_update_entities",
    "can_create_insight",
    "can_modify_alert_data",
    "can_create_case_comments",
)
ROW = re.compile(r"\| (?P<name>[^|]+) \| [^|]+ \| (?P<mandatory>Yes|No) \| [^|]+ \|")

# The categories as a definition spells them; the texts' file has them as lower-case words.
OUTCOMES = (
    "Enrich IOC (Indicator of Compromise)",
    "Enrich Asset",
    "Update Alert",
    "Add Alert Comment",
    "Create Ticket",
    "Update Ticket",
    "Add IOC to Blocklist",
    "Remove IOC from Blocklist",
    "Add IOC to Allowlist",
    "Remove IOC from Allowlist",
    "Disable Identity (User, Account)",
    "Enable Identity (User, Account)",
    "Contain Host",
    "Uncontain Host",
    "Reset Identity Password (User, Account)",
    "Update Identity (User, Account)",
    "Search Events",
    "Execute Command on the Host",
    "Download File",
    "Send Email",
    "Search Email",
    "Delete Email",
    "Update Email",
    "Submit File",
    "Send Message",
    "Search Asset",
    "Get Alert Information",
)
OUTCOME_KEYS = {name.partition(" (")[0].lower().replace(" ", "_"): name for name in OUTCOMES}
# So are the types of entities.
ENTITY_KEYS = {
    "email_message": "EMAILSUBJECT",
    "generic": "GENERICENTITY",
    "mac_address": "MacAddress",
    "url": "DestinationURL",
    "user": "USERUNIQNAME",
} | {
    key: key.replace("_", "").upper()
    for key in (
        *("address", "alert", "application", "child_hash", "child_process", "cluster"),
        *("container", "credit_card", "cve", "cve_id", "database", "deployment"),
        *("destination_domain", "domain", "event", "file_hash", "file_name", "host_name"),
        *("ip_set", "parent_hash", "parent_process", "phone_number", "pod", "process"),
        *("service", "source_domain", "threat_actor", "threat_campaign", "threat_signature"),
        "usb",
    )
}
ENTITIES = frozenset(ENTITY_KEYS.values())


def read(root: Path) -> dict[str, dict[str, Any]]:
    """Return the texts by action, or nothing where the file cannot be read."""
    try:
        texts = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    if not isinstance(texts, dict):
        return {}
    return {name: entry for name, entry in texts.items() if isinstance(entry, dict)}


def fields(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the definition's fields that an action's texts make; None for one to leave out."""
    if not all(isinstance(entry.get(name), str) for name in TEXTS):
        return {}
    made: dict[str, Any] = {
        # Text, new line, blank, table: so Google's tool composes it.
        "AiDescription": f"{entry['ai_description']}\n {entry['parameters_description']}",
        "AiShortDescription": entry["ai_short_description"],
        "ParametersDescription": entry["parameters_description"],
    }
    usage = _object(_object(entry, "entity_usage"), "entity_types")
    entities = [
        ENTITY_KEYS[key] for key in sorted(ENTITY_KEYS.keys() & usage) if usage[key] is True
    ]
    chosen = _object(entry, "outcome_categories")
    outcomes = [name for key, name in OUTCOME_KEYS.items() if chosen.get(key) is True]
    return made | {"EntityTypes": entities or None, "OutcomeCategories": outcomes or None}


def check(tree: Tree) -> Iterator[Problem]:
    """Compare the texts with the definitions, and look for what is missing in them."""
    texts = read(tree.root)
    if not texts:
        yield Problem(FILE, "", "The file is missing, or holds no texts by action.")
        return
    names = {action.fields["Name"] for action in tree.actions}
    for name in texts.keys() - names:
        yield Problem(FILE, str(name), "There is no action of this name.")
    for action in tree.actions:
        entry = texts.get(action.fields["Name"])
        if entry is None:
            yield Problem(FILE, action.fields["Name"], "The action has no texts.")
        else:
            yield from _complete(action, entry)
            yield from _agreeing(action, entry)
    yield from _categories(tree.root)


def _complete(action: Document, entry: dict[str, Any]) -> Iterator[Problem]:
    name = action.fields["Name"]
    for key in TEXTS:
        if not str(entry.get(key) or "").strip():
            yield Problem(FILE, f"{name}.{key}", "The text is missing.")
    for section in SECTIONS:
        if section not in str(entry.get("ai_description")):
            yield Problem(FILE, f"{name}.ai_description", f'The section "{section}" is missing.')
    yield from _flags(name, entry, "capabilities", CAPABILITIES)
    for key in _object(_object(entry, "entity_usage"), "entity_types").keys() - ENTITY_KEYS.keys():
        yield Problem(FILE, f"{name}.entity_usage.{key}", "The platform knows no such entity.")
    yield from _flags(name, entry, "outcome_categories", tuple(OUTCOME_KEYS))
    yield from _table(action, str(entry.get("parameters_description")))


def _flags(name: str, entry: dict[str, Any], part: str, keys: tuple[str, ...]) -> Iterator[Problem]:
    values = _object(entry, part)
    for key in (*keys, *(values.keys() - {*keys, "reasoning"})):
        if key.endswith("_explanation"):
            continue
        if key not in keys:
            yield Problem(FILE, f"{name}.{part}.{key}", "The platform knows no such category.")
        elif not isinstance(values.get(key), bool):
            yield Problem(FILE, f"{name}.{part}.{key}", "This must be true or false.")


def _table(action: Document, text: str) -> Iterator[Problem]:
    place = f"{action.fields['Name']}.parameters_description"
    wanted = {
        one["Name"]: "Yes" if one["IsMandatory"] else "No" for one in action.fields["Parameters"]
    }
    rows = [row for row in map(ROW.fullmatch, text.splitlines()) if row]
    found = {row["name"]: row["mandatory"] for row in rows}
    if not wanted and text != NO_PARAMETERS:
        yield Problem(FILE, place, f'The text must be "{NO_PARAMETERS}".')
    for name in wanted.keys() | found.keys():
        if wanted.get(name) != found.get(name):
            said = "has no row" if name not in found else "has a row that is not true"
            yield Problem(FILE, place, f'The parameter "{name}" {said}.')


def _agreeing(action: Document, entry: dict[str, Any]) -> Iterator[Problem]:
    for name, value in fields(entry).items():
        if (action.fields[name] or None) != value:
            text = f"This differs from {FILE}. Run `python -m devkit check --fix`."
            yield Problem(action.file, name, text)


def _categories(root: Path) -> Iterator[Problem]:
    try:
        known = yaml.safe_load((root / INTEGRATION_FILE).read_text(encoding="utf-8"))
        chosen = known["product_categories"]
        if not all(isinstance(chosen[key], bool) for key in chosen if key != "reasoning"):
            yield Problem(INTEGRATION_FILE, "product_categories", "These must be true or false.")
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        yield Problem(INTEGRATION_FILE, "product_categories", "The categories are missing.")


def _object(entry: dict[str, Any], key: str) -> dict[str, Any]:
    value = entry.get(key)
    return value if isinstance(value, dict) else {}
