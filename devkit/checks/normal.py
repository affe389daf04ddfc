"""The one way in which a JSON file is written, so that Google's tool rebuilds the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from devkit.checks import ai
from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS, NOTES, WIDGETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from devkit.checks.tree import Tree

TOLD = "This is not in the form that Google's tool writes. Run `python -m devkit check --fix`."


def written(value: object) -> str:
    """Return JSON as `mp build` writes it: four blanks, sorted keys, ASCII, no last new line."""
    return json.dumps(value, indent=4, sort_keys=True)


def check(tree: Tree) -> Iterator[Problem]:
    """Find files and example texts in another form."""
    for path in _files(tree.root):
        name = path.relative_to(tree.root).as_posix()
        value = _value(path)
        if value is not None and path.read_text(encoding="utf-8") != written(value):
            yield Problem(name, "", TOLD)
    for action in tree.actions:
        for result in action.fields["DynamicResultsMetadata"]:
            example = result["ResultExample"]
            if example and example != _example(example):
                place = f"DynamicResultsMetadata[{result['ResultName']}].ResultExample"
                yield Problem(action.file, place, TOLD)


def fix(root: Path) -> list[Path]:
    """Write the files in their form, with the texts of `resources/ai` in the definitions.

    Args:
        root: the package's folder.

    Returns:
        The files that changed.
    """
    texts = ai.read(root)
    changed = []
    for path in _files(root):
        value = _value(path)
        if value is None:
            continue
        if path.parent.name == DEFINITIONS and isinstance(value, dict):
            value = _with_texts(value, ai.fields(texts.get(value.get("Name", ""), {})))
        text = written(value)
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _with_texts(definition: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    results = definition.get("DynamicResultsMetadata")
    for result in results if isinstance(results, list) else []:
        if isinstance(result, dict) and isinstance(result.get("ResultExample"), str):
            result["ResultExample"] = _example(result["ResultExample"])
    kept = {name: value for name, value in definition.items() if name not in texts}
    return kept | {name: value for name, value in texts.items() if value is not None}


def _files(root: Path) -> list[Path]:
    found = [*root.glob("Integration-*.def"), root / NOTES]
    found += [*(root / DEFINITIONS).glob("*.actiondef"), *(root / WIDGETS).glob("*.json")]
    return sorted(path for path in found if path.is_file())


def _value(path: Path) -> Any:  # noqa: ANN401 (any JSON)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None  # reported where it is read


def _example(text: str | None) -> str | None:
    try:
        return json.dumps(json.loads(text)) if text else text
    except ValueError:
        return text
