from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, assert_seen, cases, put
from tests.devkit.checks.copy import AI, SEND

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy


def parameter(key: str, value: object, text: str = "", seen: str | None = None) -> Break:
    """Change the first parameter of Send SMS."""
    field = f"Parameters[Phone Number].{seen or key}"
    return put(SEND, f"Parameters.0.{key}", value, field, text)


def drop_down(key: str, value: object, text: str = "") -> Break:
    """Change the parameter Entity Scope of Send SMS."""
    return put(SEND, f"Parameters.3.{key}", value, f"Parameters[Entity Scope].{key}", text)


BREAKS = {
    "name": put(SEND, "Parameters.0.Name", "Phone_Number", "Parameters[Phone_Number].Name"),
    "no-object": put(SEND, "Parameters.0", "Phone Number", "Parameters[0]", "no object"),
    "description": parameter("Description", " ", "blank"),
    "description-long": parameter("Description", "x" * 2051, "2,050"),
    "type-unknown": parameter("Type", 9, "no such type"),
    "type-missing-options": parameter("Type", 15, "needs options", seen="OptionalValues"),
    "value-differs": parameter("DefaultValue", "+1", "same as DefaultValue", seen="Value"),
    "options-without-type": parameter("OptionalValues", ["a"], "no options"),
    "options-twice": drop_down("OptionalValues", ["Phone Number only"] * 2, "two of"),
    "default-no-option": drop_down("DefaultValue", "Everybody", "none of the options"),
    "boolean": put(
        SEND,
        "Parameters.4.DefaultValue",
        "no",
        "Parameters[Include Case Reference].DefaultValue",
        "boolean",
    ),
    "twice": put(SEND, "Parameters.0.Name", "Message", "Parameters", "two of"),
    "table": put(
        SEND, "Parameters.0.Name", "Number", "Send SMS.parameters_description", "has no"
    )._replace(file=AI, is_alone=False),
}


@cases(BREAKS)
def test_parameters_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
