from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from devkit.definitions import Package, as_text
from devkit.errors import DevkitError
from tests.devkit.package_builder import PackageBuilder, parameter

if TYPE_CHECKING:
    from pathlib import Path


def test_action_is_found_by_name_stem_and_prefixed_name(package: PackageBuilder) -> None:
    raw = {"Name": "Send It", "IsAsync": True, "Parameters": []}
    (package.root / "ActionsDefinitions" / "SendIt.actiondef").write_text(json.dumps(raw))
    actions = Package(package.root)

    found = [
        actions.action(name)
        for name in ("Send It", "SendIt", "Demo_Send It", "SEND IT", "demo_sendit")
    ]

    assert {action.script for action in found} == {package.root / "ActionsScripts" / "SendIt.py"}
    assert found[0].is_async


def test_parameters_default_to_value_then_default_value_as_text(package: PackageBuilder) -> None:
    name = package.add(
        "",
        Parameters=[
            parameter("A", "v", DefaultValue="d"),
            parameter("B", "", DefaultValue="d"),
            parameter("C", False),
            parameter("D", None),
            parameter("E", 5, OptionalValues=["5", "6"]),
        ],
    )

    action = Package(package.root).action(name)

    assert action.defaults() == {"A": "v", "B": "d", "C": "false", "D": "", "E": "5"}
    assert action.parameters[4].options == ("5", "6")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("{", "Bad.actiondef cannot be read: it is no JSON", id="cut"),
        pytest.param("[" * 100_000, "Bad.actiondef cannot be read: .*nested too deeply", id="deep"),
        pytest.param("[]", "Bad.actiondef cannot be read: it must be a JSON object", id="list"),
        pytest.param("{}", "Bad.actiondef cannot be read: Name is missing", id="no-name"),
    ],
)
def test_damaged_definition_is_named(package: PackageBuilder, text: str, words: str) -> None:
    (package.root / "ActionsDefinitions" / "Bad.actiondef").write_text(text)

    with pytest.raises(DevkitError, match=words):
        Package(package.root).actions()


def test_folder_without_a_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DevkitError, match="holds 0 files"):
        Package(tmp_path).integration()


def test_integration_tells_its_settings(tmp_path: Path) -> None:
    settings = [
        {"PropertyName": "Root", "PropertyType": 2, "IsMandatory": False, "Value": "https://a"},
        {"PropertyName": "Secret", "PropertyType": 3, "IsMandatory": True, "Value": None},
        {"PropertyName": "Check", "PropertyType": 0, "IsMandatory": True, "Value": True},
    ]
    raw = {"Identifier": "X", "Version": 2.0, "IntegrationProperties": settings}
    (tmp_path / "Integration-X.def").write_text(json.dumps(raw))

    integration = Package(tmp_path).integration()

    assert (integration.identifier, integration.version) == ("X", 2.0)
    assert integration.defaults() == {"Root": "https://a", "Check": "true"}


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (5, "5"), ("x", "x"), (None, None)]
)
def test_values_become_the_platforms_text(value: object, text: str | None) -> None:
    assert as_text(value) == text
