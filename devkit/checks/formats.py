"""The platform's file formats: the fields of each file, their types, limits and rules.

Facts: the loader and the validations of `mp` of chronicle/content-hub. A field's rule looks at this
file alone; what holds between files is in `definitions`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable  # noqa: TC003 - pydantic reads the annotations
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic.alias_generators import to_camel, to_pascal

from devkit.checks import ai_names
from devkit.definitions import BOOLEAN_PARAMETER
from devkit.json_files import parse_json

VERIFY_SSL = ("Verify SSL", "Verify SSL Certificate", "SSL Verification")
BOOLEAN_SETTING, INTEGER_SETTING, LAST_SETTING_TYPE = 0, 1, 13
MULTI_VALUES, DROP_DOWN, MULTI_CHOICE = 14, 15, 21
WITH_OPTIONS = (MULTI_VALUES, DROP_DOWN, MULTI_CHOICE)
PARAMETER_TYPES = (*range(8), *range(10, 18), MULTI_CHOICE, -1)
MAX_FIELDS = 50
MAX_WORDS = 13
DAY = 86_400  # seconds
PNG = "iVBORw0KGgo"  # the first bytes of every PNG file, in base64


def rule(holds: Callable[[Any], object], sentence: str) -> AfterValidator:
    """Return a validator that tells this sentence of each value for which a test is false."""

    def check(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if not holds(value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _matching(pattern: str, sentence: str) -> AfterValidator:
    return rule(re.compile(pattern).fullmatch, sentence)


def _same_as(field: str) -> AfterValidator:
    def check(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON value
        if value != info.data.get(field, value):
            raise ValueError(f"This must be the same as {to_pascal(field)}.")
        return value

    return AfterValidator(check)


def _unique(name_of: Callable[[Any], str]) -> AfterValidator:
    def check(items: list[Any]) -> list[Any]:
        for name, count in Counter(map(name_of, items)).items():
            if count > 1:
                raise ValueError(f'There are two of the name "{name}".')
        return items

    return AfterValidator(check)


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except ValueError:
        return False
    return True


def _is_boolean(value: object) -> bool:
    return str(value).lower() in {"true", "false"}


NOT_BLANK = rule(str.strip, "The text is blank.")
Identifier = Annotated[
    str, _matching("[A-Za-z0-9_-]{1,150}", "This must be 1 to 150 letters, digits, - or _.")
]
DisplayName = Annotated[
    str, _matching("[A-Za-z0-9 -]{1,150}", "This must be 1 to 150 letters, digits, - or blanks.")
]
FieldName = Annotated[
    str,
    _matching("[A-Za-z0-9' -]{1,150}", "This must be 1 to 150 letters, digits, -, ' or blanks."),
    rule(lambda name: len(name.split()) <= MAX_WORDS, f"The name has more than {MAX_WORDS} words."),
]
Link = Annotated[
    str, _matching(r"https://[^\s/]+/\S+", "This must be a link to the documentation.")
]
Text = Annotated[str, NOT_BLANK]
ShortText = Annotated[str, Field(max_length=100), NOT_BLANK]
Label = Annotated[str, Field(max_length=150), NOT_BLANK]
Description = Annotated[str, Field(max_length=2050), NOT_BLANK]
Value = Annotated[
    Any,
    rule(
        lambda value: not isinstance(value, dict | list),
        "This must be a text, a number, true, false or null.",
    ),
]
Version = Annotated[
    float,
    rule(lambda version: version >= 1 and version % 1 == 0, "Versions are 1.0, 2.0 and so on."),
]
Category = Annotated[
    str, rule(ai_names.OUTCOMES.__contains__, "The platform knows no such category.")
]
EntityType = Annotated[
    str, rule(ai_names.ENTITIES.__contains__, "The platform knows no such entity type.")
]


class _Format(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, alias_generator=to_pascal, validate_default=False
    )


class Setting(_Format):
    integration_identifier: str
    is_mandatory: bool
    property_description: Description
    property_display_name: Label
    property_name: FieldName
    property_type: Annotated[
        int, rule(range(LAST_SETTING_TYPE + 1).__contains__, "The platform knows no such type.")
    ]
    value: Value

    @field_validator("value")
    @classmethod
    def _fitting(cls, value: object, info: ValidationInfo) -> object:
        kind = info.data.get("property_type")
        if kind == BOOLEAN_SETTING and not _is_boolean(value):
            raise ValueError("The default of a boolean must be true or false.")
        if kind == INTEGER_SETTING and value not in {None, ""} and not str(value).isdecimal():
            raise ValueError("The default of a whole number must be one.")
        return value


class Integration(_Format):
    """`Integration-<Identifier>.def`; a literal is what Google's tool writes whatever is there."""

    categories: Annotated[list[Text], Field(min_length=1)]
    description: Description
    display_name: DisplayName
    documentation_link: Link
    feature_tags: dict[str, Any] | None = None
    google_sec_ops_product: bool
    identifier: Identifier
    image_base64: Annotated[str, _matching(f"{PNG}.*", "This is no PNG in base64.")]
    integration_properties: Annotated[
        list[Setting], Field(max_length=MAX_FIELDS), _unique(lambda one: one.property_name)
    ]
    is_available_for_community: Literal[True]
    is_certified: Literal[False]
    is_custom: Literal[False]
    is_power_up: bool
    marketing_display_name: Annotated[str, _same_as("display_name")]
    minimum_system_version: Annotated[float, rule({5.3}.__contains__, "This must be 5.3.")]
    python_version: Literal[3]
    svg_image: Annotated[
        str, _matching(r"(?s)\s*<svg.*</svg>\s*", "This is no SVG."), Field(alias="SVGImage")
    ]
    should_installed_in_system: bool
    version: Version

    @field_validator("integration_properties")
    @classmethod
    def _settings(cls, settings: list[Setting]) -> list[Setting]:
        verifying = [one for one in settings if one.property_name in VERIFY_SSL]
        if not verifying:
            raise ValueError(f"One of {', '.join(VERIFY_SSL)} must be there.")
        for one in verifying:
            if one.property_type != BOOLEAN_SETTING or str(one.value).lower() != "true":
                raise ValueError(f"{one.property_name} must be a boolean whose default is true.")
        return settings


class Parameter(_Format):
    description: Description
    is_mandatory: bool
    name: FieldName
    type: Annotated[int, rule(PARAMETER_TYPES.__contains__, "The platform knows no such type.")]
    optional_values: Annotated[list[Text], _unique(str)] | None
    default_value: Value
    value: Annotated[Value, _same_as("default_value")]

    @field_validator("optional_values")
    @classmethod
    def _options(cls, options: list[str] | None, info: ValidationInfo) -> list[str] | None:
        has_options = info.data.get("type") in WITH_OPTIONS
        if options is not None and not has_options and "type" in info.data:
            raise ValueError("A parameter of this type has no options: this must be null.")
        if has_options and not options:
            raise ValueError("A parameter of this type needs options.")
        return options

    @field_validator("default_value", "value")
    @classmethod
    def _fitting(cls, value: object, info: ValidationInfo) -> object:
        if value in {None, ""}:
            return value
        if info.data.get("type") == BOOLEAN_PARAMETER and not _is_boolean(value):
            raise ValueError("The default of a boolean must be true or false.")
        options = info.data.get("optional_values")
        if options and value not in options:
            raise ValueError("The default is none of the options.")
        return value


class JsonResult(_Format):
    result_example: Annotated[str, rule(_is_json, "This is no JSON.")]
    result_name: Literal["JsonResult"]
    show_result: Literal[True]


class Action(_Format):
    """`ActionsDefinitions/*.actiondef`."""

    ai_categories: list[Literal["Enrichment", "Remediation"]] | None = None
    ai_description: Text
    ai_short_description: Text
    creator: Text
    default_result_value: str | None = None
    description: Description
    documentation_link: Link | None = None
    dynamic_results_metadata: list[JsonResult]
    entity_types: list[EntityType] | None = None
    integration_identifier: str
    is_async: bool
    is_custom: Literal[False]
    is_enabled: Literal[True]
    name: DisplayName
    outcome_categories: list[Category] | None = None
    parameters: Annotated[
        list[Parameter], Field(max_length=MAX_FIELDS), _unique(lambda one: one.name)
    ]
    parameters_description: Text
    script_result_name: ShortText
    simulation_data_json: str
    version: Annotated[float, rule({1}.__contains__, "This must be 1.0: Google's tool resets it.")]

    @field_validator("simulation_data_json")
    @classmethod
    def _simulated(cls, text: str, info: ValidationInfo) -> str:
        try:
            entities = json.loads(text)["Entities"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValueError('This must be JSON like {"Entities": []}.') from None
        if "entity_types" in info.data and entities != (info.data["entity_types"] or []):
            raise ValueError("The entities differ from EntityTypes.")
        return text


class Note(_Format):
    """One item of `RN.json`."""

    change_description: Description
    deprecated: bool
    introduced_in_integration_version: Version
    item_name: str
    item_type: Literal["Integration", "Action", "Connector", "Job", "Widget", "Manager"]
    new: bool
    publish_time: Annotated[
        int,  # Google's tool keeps the day alone
        rule(
            lambda seconds: seconds > 0 and seconds % DAY == 0,
            "This must be the first second of a day (UTC), in epoch seconds.",
        ),
    ]
    regressive: bool
    removed: bool
    ticket_number: str | None


class _Condition(_Format):
    custom_operator_name: None
    field_name: Text
    match_type: Literal[0, 1, 2, 3, 5, 6, 7, 8]
    value: Value


class _Conditions(_Format):
    conditions: list[_Condition]
    logical_operator: Literal[0, 1]


class _WidgetData(_Format):
    model_config = ConfigDict(alias_generator=to_camel)

    html_content: Literal[""]
    html_height: Annotated[int, Field(gt=0)]
    safe_rendering: bool
    type: Literal[3]
    widget_definition_scope: Literal[0, 1, 2]


class Widget(_Format):
    """`Widgets/*.json`."""

    action_identifier: str
    conditions_group: _Conditions
    data_definition: _WidgetData
    default_size: Literal[1, 2, 3, 4]
    description: Description
    scope: Literal[0, 1]
    title: DisplayName
    type: Literal[3]
