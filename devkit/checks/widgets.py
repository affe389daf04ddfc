"""Rules of the predefined widgets: a definition and a page each, bound to an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit import widget
from devkit.checks.limits import DISPLAY_NAME, described
from devkit.checks.problem import Problem
from devkit.definitions import WIDGET_PAGES, WIDGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.checks.tree import Tree

HTML = 3
SCOPES = (0, 1)
SIZES = (1, 2, 3, 4)
DEFINITION_SCOPES = (0, 1, 2)
LOGICAL_OPERATORS = (0, 1)
MATCHES = (0, 1, 2, 3, 5, 6, 7, 8)


def check(tree: Tree) -> Iterator[Problem]:
    """Look through the definitions, and let the widgets' own checks look through the pages."""
    yield from _pairs(tree)
    names = {action.fields["Name"] for action in tree.actions}
    for one in tree.widgets:
        found = [*_fields(one.fields, names), *_data(one.fields), *_conditions(one.fields)]
        yield from (Problem(one.file, field, text) for field, text in found)
    for sentence in widget.check(tree.root):
        file, _, text = sentence.partition(": ")
        yield Problem(file, "", text)


def _pairs(tree: Tree) -> Iterator[Problem]:
    definitions, pages = tree.files(WIDGETS), tree.files(WIDGET_PAGES)
    for folder, names, ending in ((WIDGETS, definitions, ".json"), (WIDGET_PAGES, pages, ".html")):
        for name in names:
            if not name.endswith(ending):
                yield Problem(f"{folder}/{name}", "", f"Only {ending} files belong here.")
    has_definition = {name.removesuffix(".json") for name in definitions if name.endswith(".json")}
    has_page = {name.removesuffix(".html") for name in pages if name.endswith(".html")}
    for stem in sorted(has_definition - has_page):
        yield Problem(f"{WIDGETS}/{stem}.json", "", f"There is no {WIDGET_PAGES}/{stem}.html.")
    for stem in sorted(has_page - has_definition):
        yield Problem(f"{WIDGET_PAGES}/{stem}.html", "", f"There is no {WIDGETS}/{stem}.json.")


def _fields(fields: dict[str, Any], names: set[str]) -> Iterator[tuple[str, str]]:
    if not DISPLAY_NAME.fullmatch(fields["Title"]):
        yield "Title", "This must be 1 to 150 letters, digits, - or blanks."
    yield from described("Description", fields["Description"])
    if fields["ActionIdentifier"] not in names:
        yield "ActionIdentifier", "There is no action of this name."
    for name, known in (("Type", (HTML,)), ("Scope", SCOPES), ("DefaultSize", SIZES)):
        if fields[name] not in known:
            yield name, f"The platform knows no {fields[name]} here."


def _data(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    data = fields["DataDefinition"]
    known: dict[str, tuple[object, ...]] = {
        "htmlContent": ("",),
        "safeRendering": (True, False),
        "type": (HTML,),
        "widgetDefinitionScope": DEFINITION_SCOPES,
    }
    for name, values in known.items():
        if data.get(name) not in values:
            yield f"DataDefinition.{name}", f"This must be one of {list(values)}."
    height = data.get("htmlHeight")
    if not isinstance(height, int) or height <= 0:
        yield "DataDefinition.htmlHeight", "This must be a height in pixels."


def _conditions(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    group = fields["ConditionsGroup"]
    if group.get("LogicalOperator") not in LOGICAL_OPERATORS:
        yield "ConditionsGroup.LogicalOperator", "This must be 0 or 1."
    conditions = group.get("Conditions")
    for index, one in enumerate(conditions if isinstance(conditions, list) else []):
        place = f"ConditionsGroup.Conditions[{index}]"
        if not isinstance(one, dict) or one.get("MatchType") not in MATCHES:
            yield f"{place}.MatchType", "The platform knows no such comparison."
        elif not one.get("FieldName"):
            yield f"{place}.FieldName", "The text is blank."
