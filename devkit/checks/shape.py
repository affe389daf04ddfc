"""Which fields a JSON file has, of which types.

Facts: the platform's flat file formats, as `mp` of chronicle/content-hub loads and writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = type(None)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field may hold.

    Attributes:
        types: its types; the first one's empty value stands in for a wrong one.
        required: whether the field must be there.
    """

    types: tuple[type, ...]
    required: bool = True

    def neutral(self) -> Any:  # noqa: ANN401 (a value of any of the types)
        return None if NONE in self.types else self.types[0]()

    def fits(self, value: object) -> bool:
        # A bool is an int to Python, but not to the platform.
        return type(value) in self.types


TEXT = Kind((str,))
TEXT_OR_NULL = Kind((str, NONE))
MAYBE_TEXT = Kind((str,), required=False)
FLAG = Kind((bool,))
NUMBER = Kind((float, int))
WHOLE = Kind((int,))
ITEMS = Kind((list,))
MAYBE_ITEMS = Kind((list,), required=False)
OBJECT = Kind((dict,))
VALUE = Kind((str, bool, int, float, NONE))

INTEGRATION = {
    "Categories": ITEMS,
    "Description": TEXT,
    "DisplayName": TEXT,
    "DocumentationLink": TEXT_OR_NULL,
    "FeatureTags": Kind((dict,), required=False),
    "GoogleSecOpsProduct": FLAG,
    "Identifier": TEXT,
    "ImageBase64": TEXT_OR_NULL,
    "IntegrationProperties": ITEMS,
    "IsAvailableForCommunity": FLAG,
    "IsCertified": FLAG,
    "IsCustom": FLAG,
    "IsPowerUp": FLAG,
    "MarketingDisplayName": TEXT,
    "MinimumSystemVersion": NUMBER,
    "PythonVersion": WHOLE,
    "SVGImage": TEXT_OR_NULL,
    "ShouldInstalledInSystem": FLAG,
    "Version": NUMBER,
}
PROPERTY = {
    "IntegrationIdentifier": TEXT,
    "IsMandatory": FLAG,
    "PropertyDescription": TEXT,
    "PropertyDisplayName": TEXT,
    "PropertyName": TEXT,
    "PropertyType": WHOLE,
    "Value": VALUE,
}
ACTION = {
    "AiCategories": MAYBE_ITEMS,
    "AiDescription": TEXT,
    "AiShortDescription": TEXT,
    "Creator": TEXT,
    "DefaultResultValue": MAYBE_TEXT,
    "Description": TEXT,
    "DocumentationLink": MAYBE_TEXT,
    "DynamicResultsMetadata": ITEMS,
    "EntityTypes": MAYBE_ITEMS,
    "IntegrationIdentifier": TEXT,
    "IsAsync": FLAG,
    "IsCustom": FLAG,
    "IsEnabled": FLAG,
    "Name": TEXT,
    "OutcomeCategories": MAYBE_ITEMS,
    "Parameters": ITEMS,
    "ParametersDescription": TEXT,
    "ScriptResultName": TEXT,
    "SimulationDataJson": TEXT,
    "Version": NUMBER,
}
PARAMETER = {
    "DefaultValue": VALUE,
    "Description": TEXT,
    "IsMandatory": FLAG,
    "Name": TEXT,
    "OptionalValues": Kind((list, NONE)),
    "Type": WHOLE,
    "Value": VALUE,
}
RESULT = {"ResultExample": TEXT_OR_NULL, "ResultName": TEXT, "ShowResult": FLAG}
NOTE = {
    "ChangeDescription": TEXT,
    "Deprecated": FLAG,
    "IntroducedInIntegrationVersion": NUMBER,
    "ItemName": TEXT,
    "ItemType": TEXT,
    "New": FLAG,
    "PublishTime": Kind((int, NONE)),
    "Regressive": FLAG,
    "Removed": FLAG,
    "TicketNumber": TEXT_OR_NULL,
}
WIDGET = {
    "ActionIdentifier": TEXT,
    "ConditionsGroup": OBJECT,
    "DataDefinition": OBJECT,
    "DefaultSize": WHOLE,
    "Description": TEXT,
    "Scope": WHOLE,
    "Title": TEXT,
    "Type": WHOLE,
}


def conform(
    value: Mapping[str, Any], shape: Mapping[str, Kind], file: str, place: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Return a copy with every field of the shape in place, and what was wrong.

    Args:
        value: a JSON object.
        shape: its fields.
        file: the file's path, for the problems.
        place: what stands before the field's name, for the problems.
    """
    problems = [
        Problem(file, f"{place}{name}", "The platform's tools know no such field and drop it.")
        for name in value.keys() - shape.keys()
    ]
    clean: dict[str, Any] = {}
    for name, kind in shape.items():
        field = f"{place}{name}"
        if name not in value:
            clean[name] = kind.neutral()
            if kind.required:
                problems.append(Problem(file, field, "The field is missing."))
        elif kind.fits(value[name]):
            clean[name] = value[name]
        else:
            clean[name] = kind.neutral()
            wanted = " or ".join(_word(one) for one in kind.types)
            problems.append(Problem(file, field, f"This is no {wanted}."))
    return clean, sorted(problems, key=lambda problem: problem.field)


def conform_items(
    items: list[Any], name: str, shape: Mapping[str, Kind], file: str, place: str
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Do the same for a list of objects, each of which one field names."""
    clean: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            problems.append(Problem(file, f"{place}[{index}]", "This is no object."))
            continue
        label = item.get(name) if isinstance(item.get(name), str) else index
        one, found = conform(item, shape, file, f"{place}[{label}].")
        clean.append(one)
        problems += found
    return clean, problems


def _word(kind: type) -> str:
    names = {str: "text", bool: "boolean", int: "whole number", float: "number", NONE: "null"}
    return names.get(kind, "list" if kind is list else "object")
