"""The recipes of `docs/playbooks.md`, read as data."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.docs.markdown import PLAYBOOKS, fences, plain, read, sections, tables

PLACEHOLDERS = {
    "[Alert.Name]": "Impossible travel",
    "[Case.Id]": "42",
    "[Entity.Identifier]": "FINANCE-LAPTOP-7",
    "[Event.phone_number]": "+15551230001",
    "[Event.source_address]": "198.51.100.23",
    "[Event.start_time]": "20:15",
}
PLACEHOLDER = re.compile(r"\[[A-Z]\w+\.\w+\]")
_STEP = re.compile(r"^\*\*Step \d+: `([^`]+)`\*\*, as `([^`]+)`", re.MULTILINE)


class Step(NamedTuple):
    """A step: its parameters as typed, and (state, script result) of each thing that happens."""

    action: str
    name: str
    typed: dict[str, str]
    outcomes: dict[str, tuple[str, str]]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters with their placeholders filled in."""
        return {
            name: PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found.group()], value)
            for name, value in self.typed.items()
        }


class Recipe(NamedTuple):
    """A recipe: its text, its steps, and the lines that it says an analyst sees."""

    title: str
    text: str
    steps: list[Step]
    shown: list[str]


def _step(action: str, name: str, text: str) -> Step:
    typed: dict[str, str] = {}
    outcomes: dict[str, tuple[str, str]] = {}
    for found in tables(text):
        for row in found.records():
            if found.header[0] == "Parameter":
                typed[plain(row["Parameter"])] = plain(row["Value"])
            else:
                result = plain(row["Script result"])
                outcomes[row["What happens"]] = (row["State"], result)
    return Step(action, name, typed, outcomes)


def _recipe(title: str, text: str) -> Recipe:
    _, *parts = _STEP.split(text)
    steps = [_step(*part) for part in zip(parts[::3], parts[1::3], parts[2::3], strict=True)]
    shown = [line for block in fences(text, "text") for line in block.splitlines()]
    return Recipe(title, text, steps, shown)


RECIPES = {
    title: _recipe(title, text)
    for title, text in sections(read(PLAYBOOKS)).items()
    if title != "Before you begin"
}
STEPS = {
    f"{recipe.title}, {step.name}": step for recipe in RECIPES.values() for step in recipe.steps
}
