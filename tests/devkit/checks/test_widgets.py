from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, put, replaced
from tests.devkit.checks.copy import WIDGET

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "no-page": deleted("WidgetsScripts/SendSMS.html", WIDGET, "There is no WidgetsScripts"),
    "no-definition": deleted(WIDGET, "WidgetsScripts/SendSMS.html", "There is no Widgets/"),
    "stranger": added("Widgets/notes.txt", text="Only .json"),
    "stale-page": replaced("WidgetsScripts/SendSMS.html", "</style>", " </style>", text="--build"),
    "title": put(WIDGET, "Title", "A_B", "Title", "letters"),
    "description": put(WIDGET, "Description", "", "Description", "blank"),
    "action": put(WIDGET, "ActionIdentifier", "Send", "ActionIdentifier", "must be Send SMS"),
    "type": put(WIDGET, "Type", 1, "Type"),
    "scope": put(WIDGET, "Scope", 2, "Scope"),
    "size": put(WIDGET, "DefaultSize", 5, "DefaultSize"),
    "content": put(WIDGET, "DataDefinition.htmlContent", "x", "DataDefinition.htmlContent"),
    "height": put(WIDGET, "DataDefinition.htmlHeight", 0, "DataDefinition.htmlHeight"),
    "operator": put(
        WIDGET, "ConditionsGroup.LogicalOperator", 2, "ConditionsGroup.LogicalOperator"
    ),
    "match": put(
        WIDGET,
        "ConditionsGroup.Conditions.0.MatchType",
        9,
        "ConditionsGroup.Conditions[0].MatchType",
    ),
    "field": put(
        WIDGET,
        "ConditionsGroup.Conditions.0.FieldName",
        "",
        "ConditionsGroup.Conditions[0].FieldName",
    ),
}


@cases(BREAKS)
def test_widgets_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
