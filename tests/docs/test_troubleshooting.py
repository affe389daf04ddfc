"""`docs/troubleshooting.md` has every error code, and names settings and parameters that exist."""

from __future__ import annotations

import json

import pytest

import TwilioErrorCodes
from tests.docs.markdown import ROOT, plain, table

CODES = table(ROOT / "docs" / "troubleshooting.md", "Error codes", "Code").records()


def test_every_code_of_the_package_has_a_row_and_no_other() -> None:
    documented = [int(plain(row["Code"])) for row in CODES]

    assert documented == sorted(documented)
    assert documented == sorted(TwilioErrorCodes._CURES)


def names_in_the_definitions() -> set[str]:
    integration = json.loads((ROOT / "Integration-Twilio.def").read_text(encoding="utf-8"))
    names = {one["PropertyName"] for one in integration["IntegrationProperties"]}
    for file in (ROOT / "ActionsDefinitions").glob("*.actiondef"):
        action = json.loads(file.read_text(encoding="utf-8"))
        names |= {one["Name"] for one in action["Parameters"]}
    return names


@pytest.mark.parametrize("row", CODES, ids=[plain(row["Code"]) for row in CODES])
def test_cure_names_settings_and_parameters_that_exist(row: dict[str, str]) -> None:
    named = {name for name in row["What to do"].split("`")[1::2] if "…" not in name}

    assert named <= names_in_the_definitions()
