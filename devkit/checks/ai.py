"""The texts for AI agents, compared with the definitions that repeat them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from devkit.checks.ai_texts import TEXTS
from devkit.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.files import PackageFiles
    from devkit.checks.formats import Action

NO_PARAMETERS = "There are no parameters for this action"
ROW = re.compile(r"\| (?P<name>[^|]+) \| [^|]+ \| (?P<mandatory>Yes|No) \| [^|]+ \|")


def check(files: PackageFiles) -> Iterator[Problem]:
    """Compare the texts with the definitions."""
    texts = files.texts
    actions = {one.content.name: one for one in files.actions.values()}
    for name in texts.keys() - actions.keys():
        yield Problem(TEXTS, name, "There is no action of this name.")
    for name, document in actions.items():
        if name not in texts:
            yield Problem(TEXTS, name, "The action has no texts.")
            continue
        for text in _table(document.content, texts[name].parameters_description):
            yield Problem(TEXTS, f"{name}.parameters_description", text)
        for field, value in texts[name].fields().items():
            if (document.value.get(field) or None) != value:
                text = f"This differs from {TEXTS}. Run `python -m devkit check --fix`."
                yield Problem(document.file, field, text)


def _table(action: Action, text: str) -> Iterator[str]:
    """Compare the table of parameters with a definition."""
    wanted = {one.name: "Yes" if one.is_mandatory else "No" for one in action.parameters}
    rows = [row for row in map(ROW.fullmatch, text.splitlines()) if row]
    found = {row["name"]: row["mandatory"] for row in rows}
    if not wanted and text != NO_PARAMETERS:
        yield f'The text must be "{NO_PARAMETERS}".'
    for name in wanted.keys() | found.keys():
        if wanted.get(name) != found.get(name):
            said = "has no row" if name not in found else "has a row that is not true"
            yield f'The parameter "{name}" {said}.'
