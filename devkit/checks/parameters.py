"""Rules of an action's parameters.

Facts: the loader of `mp` of chronicle/content-hub, its action parameter validation included,
which the tool has but does not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.checks.limits import described, field_name
from devkit.definitions import BOOLEAN_PARAMETER

if TYPE_CHECKING:
    from collections.abc import Iterator

MULTI_VALUES, DROP_DOWN, MULTI_CHOICE = 14, 15, 21
WITH_OPTIONS = (MULTI_VALUES, DROP_DOWN, MULTI_CHOICE)
TYPES = (*range(8), *range(10, 18), MULTI_CHOICE, -1)


def check_parameter(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a field and a sentence for all that is wrong with one parameter."""
    yield from field_name("Name", fields["Name"])
    yield from described("Description", fields["Description"])
    if fields["Type"] not in TYPES:
        yield "Type", f"The platform knows no type {fields['Type']}."
    if fields["Value"] != fields["DefaultValue"]:
        yield "DefaultValue", "This must be the same as Value."
    yield from _options(fields)
    yield from _default(fields)


def _options(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    options = fields["OptionalValues"]
    if fields["Type"] not in WITH_OPTIONS:
        if options is not None:
            yield "OptionalValues", "A parameter of this type has no options: this must be null."
    elif not options or not all(isinstance(one, str) and one.strip() for one in options):
        yield "OptionalValues", "A parameter of this type needs options."
    elif len(set(options)) != len(options):
        yield "OptionalValues", "An option stands there twice."


def _default(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("DefaultValue", "Value"):
        value = fields[name]
        if value in {None, ""}:
            continue
        if fields["Type"] == BOOLEAN_PARAMETER and str(value).lower() not in {"true", "false"}:
            yield name, "The default of a boolean must be true or false."
        if fields["OptionalValues"] and value not in fields["OptionalValues"]:
            yield name, "The default is none of the options."
