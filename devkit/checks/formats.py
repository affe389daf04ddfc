"""The platform's file formats: the fields of each file, their types, limits and rules.

Facts: the loader and the validations of `mp` of chronicle/content-hub. A field's rule looks at this
file alone; what holds between files is in `definitions`.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
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
HTML = 3
PNG = b"\x89PNG\r\n\x1a\n"


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("The text is blank.")
    return text


def _few_words(text: str) -> str:
    if len(text.split()) > MAX_WORDS:
        raise ValueError(f"The name has more than {MAX_WORDS} words.")
    return text


def _plain(value: object) -> object:
    if isinstance(value, dict | list):
        raise ValueError("This must be a text, a number, true, false or null.")  # noqa: TRY004
    return value


def _whole(version: float) -> float:
    if version < 1 or version % 1:
        raise ValueError("Versions are 1.0, 2.0 and so on.")
    return version


def _short_enough(most: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"The text has more than {most:,} characters.")
        return text

    return AfterValidator(check)


def _only_known(names: list[str], known: Any, kind: str) -> list[str]:  # noqa: ANN401
    for name in names:
        if name not in known:
            raise ValueError(f'The platform knows no {kind} "{name}".')
    return names


def _matching(pattern: str, sentence: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(sentence)
        return text

    return AfterValidator(check)


Identifier = Annotated[
    str, _matching("[A-Za-z0-9_-]{1,150}", "This must be 1 to 150 letters, digits, - or _.")
]
DisplayName = Annotated[
    str, _matching("[A-Za-z0-9 -]{1,150}", "This must be 1 to 150 letters, digits, - or blanks.")
]
FieldName = Annotated[
    str,
    _matching("[A-Za-z0-9' -]{1,150}", "This must be 1 to 150 letters, digits, -, ' or blanks."),
    AfterValidator(_few_words),
]
Link = Annotated[
    str, _matching(r"https://[^\s/]+/\S+", "This must be a link to the documentation.")
]
Text = Annotated[str, AfterValidator(_not_blank)]
ShortText = Annotated[Text, _short_enough(100)]
Label = Annotated[Text, _short_enough(150)]
Description = Annotated[Text, _short_enough(2050)]
Value = Annotated[Any, AfterValidator(_plain)]
Version = Annotated[float, AfterValidator(_whole)]
Categories = Annotated[
    list[str], AfterValidator(lambda names: _only_known(names, ai_names.OUTCOMES, "category"))
]
Entities = Annotated[
    list[str], AfterValidator(lambda names: _only_known(names, ai_names.ENTITIES, "entity type"))
]


class _Format(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, alias_generator=to_pascal, validate_default=False
    )


def _is_boolean(value: object) -> bool:
    return str(value).lower() in {"true", "false"}


def _check_unique(names: list[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f'There are two of the name "{name}".')


class Setting(_Format):
    integration_identifier: str
    is_mandatory: bool
    property_description: Description
    property_display_name: Label
    property_name: FieldName
    property_type: int
    value: Value

    @field_validator("property_type")
    @classmethod
    def _known(cls, kind: int) -> int:
        if not BOOLEAN_SETTING <= kind <= LAST_SETTING_TYPE:
            raise ValueError(f"The platform knows no type {kind}.")
        return kind

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
    image_base64: str
    integration_properties: Annotated[list[Setting], Field(max_length=MAX_FIELDS)]
    is_available_for_community: Literal[True]
    is_certified: Literal[False]
    is_custom: Literal[False]
    is_power_up: bool
    marketing_display_name: str
    minimum_system_version: float
    python_version: Literal[3]
    svg_image: Annotated[str, Field(alias="SVGImage")]
    should_installed_in_system: bool
    version: Version

    @field_validator("image_base64")
    @classmethod
    def _image(cls, text: str) -> str:
        try:
            image = base64.b64decode(text, validate=True)
        except ValueError:
            image = b""
        if not image.startswith(PNG):
            raise ValueError("This is no PNG in base64.")
        return text

    @field_validator("svg_image")
    @classmethod
    def _drawing(cls, text: str) -> str:
        if not (text.strip().startswith("<svg") and text.strip().endswith("</svg>")):
            raise ValueError("This is no SVG.")
        return text

    @field_validator("marketing_display_name")
    @classmethod
    def _same_name(cls, name: str, info: ValidationInfo) -> str:
        if name != info.data.get("display_name", name):
            raise ValueError("This must be the same as DisplayName.")
        return name

    @field_validator("minimum_system_version")
    @classmethod
    def _oldest(cls, version: float) -> float:
        if version != 5.3:  # noqa: PLR2004 (the only value that Google's tool writes)
            raise ValueError("This must be 5.3.")
        return version

    @field_validator("integration_properties")
    @classmethod
    def _settings(cls, settings: list[Setting]) -> list[Setting]:
        _check_unique([one.property_name for one in settings])
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
    type: int
    optional_values: list[Text] | None
    default_value: Value
    value: Value

    @field_validator("type")
    @classmethod
    def _known(cls, kind: int) -> int:
        if kind not in PARAMETER_TYPES:
            raise ValueError(f"The platform knows no type {kind}.")
        return kind

    @field_validator("optional_values")
    @classmethod
    def _options(cls, options: list[str] | None, info: ValidationInfo) -> list[str] | None:
        has_options = info.data.get("type") in WITH_OPTIONS
        if options is not None and not has_options and "type" in info.data:
            raise ValueError("A parameter of this type has no options: this must be null.")
        if has_options and not options:
            raise ValueError("A parameter of this type needs options.")
        _check_unique(options or [])
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

    @field_validator("value")
    @classmethod
    def _same_value(cls, value: object, info: ValidationInfo) -> object:
        if value != info.data.get("default_value", value):
            raise ValueError("This must be the same as DefaultValue.")
        return value


class JsonResult(_Format):
    result_example: str
    result_name: Literal["JsonResult"]
    show_result: Literal[True]

    @field_validator("result_example")
    @classmethod
    def _json(cls, text: str) -> str:
        try:
            parse_json(text)
        except ValueError:
            raise ValueError("This is no JSON.") from None
        return text


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
    entity_types: Entities | None = None
    integration_identifier: str
    is_async: bool
    is_custom: Literal[False]
    is_enabled: Literal[True]
    name: DisplayName
    outcome_categories: Categories | None = None
    parameters: Annotated[list[Parameter], Field(max_length=MAX_FIELDS)]
    parameters_description: Text
    script_result_name: ShortText
    simulation_data_json: str
    version: float

    @field_validator("parameters")
    @classmethod
    def _names(cls, parameters: list[Parameter]) -> list[Parameter]:
        _check_unique([one.name for one in parameters])
        return parameters

    @field_validator("version")
    @classmethod
    def _first(cls, version: float) -> float:
        if version != 1:
            raise ValueError("This must be 1.0: Google's tool resets it.")
        return version

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
    publish_time: int
    regressive: bool
    removed: bool
    ticket_number: str | None

    @field_validator("publish_time")
    @classmethod
    def _day(cls, seconds: int) -> int:
        if seconds <= 0 or seconds % DAY:  # Google's tool keeps the day alone
            raise ValueError("This must be the first second of a day (UTC), in epoch seconds.")
        return seconds


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
