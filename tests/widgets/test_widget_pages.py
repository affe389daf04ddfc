from __future__ import annotations

import json
import shutil

import pytest

from devkit.widget import ROOT, STEMS, build, check, page, render


@pytest.fixture
def package(tmp_path):
    """A copy of the widgets to break."""
    for folder in ("Widgets", "WidgetsScripts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def change(package, old, new, path="WidgetsScripts/SendSMS.html"):
    file = package / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_pages_in_the_package_are_current():
    assert check() == []


@pytest.mark.parametrize("stem", STEMS)
def test_page_is_the_same_every_time(stem, package):
    build(package)
    built = (package / "WidgetsScripts" / f"{stem}.html").read_bytes()
    assert built == page(stem).encode() == (ROOT / "WidgetsScripts" / f"{stem}.html").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("No result yet", "Nothing", "hash does not fit the <script>", id="script"),
        pytest.param("padding: 16px", "padding: 0", "hash does not fit the <style>", id="style"),
        pytest.param("</style>", "</style><style></style>", "has 2 <style>", id="second-style"),
        pytest.param("Content-Security-Policy", "X", "no content security policy", id="policy"),
        pytest.param("replaceChildren(", "innerHTML = (", "uses innerHTML", id="markup"),
        pytest.param("--ink", "background: url(x); --ink", "uses url(", id="request"),
        pytest.param("<plaintext", "<div", "does not end with a plaintext", id="plaintext"),
        pytest.param(".JsonResult]", ".JsonResult]</b>", "does not end with a", id="after-it"),
        pytest.param("text(value) {", "text(value) { [a.b];", "may replace [a.b]", id="lookalike"),
    ],
)
def test_check_finds_what_is_wrong_with_a_page(package, old, new, problem):
    change(package, old, new)
    assert any(
        p.startswith("WidgetsScripts/SendSMS.html:") and problem in p for p in check(package)
    )


def test_check_finds_a_missing_page(package):
    (package / "WidgetsScripts/SendSMSAndWait.html").unlink()
    assert check(package) == [
        "WidgetsScripts/SendSMSAndWait.html: missing. Run `python -m devkit widget --build`."
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param('"Send SMS"', '"Send Fax"', "ActionIdentifier is 'Send Fax'", id="action"),
        pytest.param('"htmlContent": ""', '"htmlContent": "x"', "must be empty", id="content"),
        pytest.param('"DataDefinition"', '"Data"', "not readable", id="field"),
        pytest.param("{", "", "not readable", id="json"),
    ],
)
def test_check_finds_what_is_wrong_with_a_definition(package, old, new, problem):
    change(package, old, new, "Widgets/SendSMS.json")
    (found,) = check(package)
    assert found.startswith("Widgets/SendSMS.json:")
    assert problem in found


@pytest.mark.parametrize("stem", STEMS)
def test_definition_has_the_fields_and_form_of_the_platforms_tool(stem):
    text = (ROOT / "Widgets" / f"{stem}.json").read_text("utf-8")
    definition = json.loads(text)
    assert text == json.dumps(definition, indent=4, sort_keys=True)
    assert definition["Title"] == f"Twilio - {STEMS[stem]}"
    assert (definition["Type"], definition["Scope"], definition["DefaultSize"]) == (3, 0, 1)
    assert set(definition) == {
        *("ActionIdentifier", "ConditionsGroup", "DataDefinition", "DefaultSize"),
        *("Description", "Scope", "Title", "Type"),
    }


@pytest.mark.parametrize("stem", STEMS)
def test_widget_is_shown_for_every_result_with_a_recipient_alone(stem):
    """The condition looks for a key that all results have: no reply can make it come or go."""
    definition = json.loads((ROOT / "Widgets" / f"{stem}.json").read_text("utf-8"))
    (condition,) = definition["ConditionsGroup"]["Conditions"]
    assert condition == {
        "CustomOperatorName": None,
        "FieldName": "[{stepInstanceName}.JsonResult]",
        "MatchType": 1,
        "Value": "possible_duplicate",
    }


def test_render_replaces_the_placeholder_alone():
    filled = render("SendSMS", '[{"to": "x"}]', "Twilio_Send SMS_1")
    assert filled == page("SendSMS").replace("[{stepInstanceName}.JsonResult]", '[{"to": "x"}]')
