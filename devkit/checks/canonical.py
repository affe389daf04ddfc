"""The one way in which a JSON file is written, so that Google's tool rebuilds the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from devkit.checks.files import PackageFiles
from devkit.checks.problem import Problem
from devkit.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_CANONICAL = (
    "This is not in the form that Google's tool writes. Run `python -m devkit check --fix`."
)
# Where an action's example result is kept to be read and changed; the definition repeats it.
EXAMPLE = "resources/{stem}_JsonResult_example.json"


def written(value: object) -> str:
    """Return JSON as `mp build` writes it: four blanks, sorted keys, ASCII, no last new line."""
    return json.dumps(value, indent=4, sort_keys=True)


def check(files: PackageFiles) -> Iterator[Problem]:
    """Find files in another form, and examples that differ from those in `resources`."""
    for document in files.documents:
        if document.text != written(document.value):
            yield Problem(document.file, "", NOT_CANONICAL)
    for stem, document in files.actions.items():
        for result in document.content.dynamic_results_metadata:
            name = EXAMPLE.format(stem=stem)
            example = _example(files.root / name)
            if example != result.result_example:
                place = "DynamicResultsMetadata[JsonResult].ResultExample"
                text = f"This differs from {name}. Run `python -m devkit check --fix`."
                yield Problem(document.file, place, text)


def fix(root: Path) -> list[Path]:
    """Write the files in their form, with the texts and examples of `resources` in the definitions.

    Args:
        root: the package's folder.

    Returns:
        The files that changed.
    """
    files = PackageFiles(root)
    changed = []
    for document in files.documents:
        value = document.value
        if document.file.startswith(DEFINITIONS) and isinstance(value, dict):
            entry = files.texts.get(value.get("Name", ""))
            value = _with_texts(value, entry.fields() if entry else {})
            _put_example(value, root / EXAMPLE.format(stem=document.stem))
        path = root / document.file
        if document.text != written(value):
            path.write_text(written(value), encoding="utf-8")
            changed.append(path)
    return sorted(changed)


def _with_texts(definition: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in definition.items() if name not in texts}
    return kept | {name: value for name, value in texts.items() if value is not None}


def _put_example(definition: dict[str, Any], path: Path) -> None:
    example = _example(path)
    results = definition.get("DynamicResultsMetadata")
    if example is not None and isinstance(results, list) and [dict] == [*map(type, results)]:
        definition["DynamicResultsMetadata"] = [
            {"ResultExample": example, "ResultName": "JsonResult", "ShowResult": True}
        ]


def _example(path: Path) -> str | None:
    """Return an example as a definition holds it: in one line, the order of its keys kept."""
    try:
        return json.dumps(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return None
