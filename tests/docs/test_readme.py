"""What the README's tables and examples say is what the package has and does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import TwilioErrorCodes
from tests.docs.markdown import README, ROOT, Table, fences, plain, read, table
from TwilioQuestion import read_options
from TwilioReply import read_reply

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE = "482139"
QUESTION = f"Was it you?\nTo respond, type your reply followed by {CODE}\nSiemplifyID: {CODE}"
HOW = "How a reply is recognised"
SETTING_TYPES = {0: "Boolean", 2: "String", 3: "Password"}
PARAMETER_TYPES = {0: "String", 1: "Boolean", 15: "Drop-down"}
SHARED = "Parameters of both sending actions"
ACTIONS = {"Send SMS": "SendSMS", "Send SMS And Wait": "SendSMSAndWait"}

Row = tuple[str, str, bool, str]


def definition(stem: str) -> dict[str, Any]:
    file = ROOT / "ActionsDefinitions" / f"{stem}.actiondef"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def told(*found: Table) -> dict[str, Row]:
    """Return name, type, mandatory and default as tables tell them."""
    rows = {}
    for one in found:
        for record in one.records():
            name = plain(record[one.header[0]])
            default, mandatory = plain(record["Default"]), record["Mandatory"]
            assert mandatory in {"yes", "no"}
            rows[name] = (name, record["Type"], mandatory == "yes", default)
    assert sum(len(one.rows) for one in found) == len(rows), "a name stands there twice"
    return rows


def by_name(rows: Iterable[Row]) -> dict[str, Row]:
    return {row[0]: row for row in rows}


def test_settings_table_equals_the_definition() -> None:
    integration = json.loads((ROOT / "Integration-Twilio.def").read_text(encoding="utf-8"))
    real = by_name(
        (
            one["PropertyName"],
            SETTING_TYPES[one["PropertyType"]],
            one["IsMandatory"],
            one["Value"] or "",
        )
        for one in integration["IntegrationProperties"]
    )

    assert told(table(README, "Settings", "Setting")) == real


@pytest.mark.parametrize("action", ACTIONS)
def test_parameter_tables_equal_the_definition(action: str) -> None:
    real = by_name(
        (one["Name"], PARAMETER_TYPES[one["Type"]], one["IsMandatory"], one["DefaultValue"] or "")
        for one in definition(ACTIONS[action])["Parameters"]
    )

    shared, own = table(README, SHARED, "Parameter"), table(README, action, "Parameter")

    assert told(shared, own) == real


def test_ping_has_no_parameters_as_the_readme_says() -> None:
    assert definition("Ping")["Parameters"] == []
    assert "It has no parameters." in read(README)


def test_drop_down_tells_every_option() -> None:
    for stem in ACTIONS.values():
        for one in definition(stem)["Parameters"]:
            if one["OptionalValues"]:
                meaning = told_meaning(one["Name"])
                assert all(f"`{option}`" in meaning for option in one["OptionalValues"])


def told_meaning(name: str) -> str:
    rows = table(README, SHARED, "Parameter").records()
    return next(row["Meaning"] for row in rows if plain(row["Parameter"]) == name)


def test_outcome_tables_name_the_result() -> None:
    for action, stem in ACTIONS.items():
        first = "Outcome" if action == "Send SMS" else "What a poll finds"
        name = definition(stem)["ScriptResultName"]
        assert f"Script result `{name}`" in table(README, action, first).header


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items() if name != "recipients"}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


@pytest.mark.parametrize("action", ACTIONS)
def test_json_example_has_the_keys_of_the_definition(action: str) -> None:
    examples = [json.loads(text) for text in fences(read(README), "json")]
    kind = list if action == "Send SMS" else dict
    (shown,) = (example for example in examples if isinstance(example, kind))
    metadata = definition(ACTIONS[action])["DynamicResultsMetadata"][0]

    real = json.loads(metadata["ResultExample"])

    assert shape(shown) == shape(real)
    assert not isinstance(shown, dict) or "recipients" in shown


def reply(cell: str) -> str:
    return plain(cell).replace("⏎", "\n")


ACCEPTED = table(README, HOW, "Reply").records()
REFUSED = table(README, HOW, "Not a reply").records()
CODES = table(README, "Troubleshooting", "Code").records()
OFFERED = table(README, HOW, "Reply, with options `Approve, Deny`").records()


@pytest.mark.parametrize("row", ACCEPTED, ids=[row["Reply"] for row in ACCEPTED])
def test_reply_that_counts_gives_the_answer_told(row: dict[str, str]) -> None:
    assert read_reply(reply(row["Reply"]), CODE, QUESTION, ()).answer == plain(row["Answer"])


@pytest.mark.parametrize("row", REFUSED, ids=[row["Not a reply"] for row in REFUSED])
def test_reply_that_does_not_count_gives_nothing(row: dict[str, str]) -> None:
    assert row["Why"]
    assert read_reply(reply(row["Not a reply"]), CODE, QUESTION, ()).answer is None


@pytest.mark.parametrize("row", OFFERED, ids=[next(iter(row.values())) for row in OFFERED])
def test_reply_to_options_gives_the_result_told(row: dict[str, str]) -> None:
    header, result = row
    options = read_options(header.split("`")[1])
    reading = read_reply(reply(row[header]), CODE, QUESTION, options)

    assert (reading.answer or "still waiting") == plain(row[result])


def test_replies_shown_are_of_every_kind() -> None:
    assert len(ACCEPTED) > 5
    assert len(REFUSED) > 5
    assert {plain(row["Script result"]) for row in OFFERED} == {"Approve", "Deny", "still waiting"}


def test_troubleshooting_has_every_code_with_a_cure() -> None:
    told_codes = [int(plain(row["Code"])) for row in CODES]

    assert told_codes == sorted(told_codes)
    assert told_codes == sorted(TwilioErrorCodes._CURES)


@pytest.mark.parametrize("row", CODES, ids=[plain(row["Code"]) for row in CODES])
def test_troubleshooting_names_settings_and_parameters_that_exist(row: dict[str, str]) -> None:
    names = {"SmsPhoneNumber", "AuthenticationToken", "AccountSid", "API Root"}
    names |= {one["Name"] for stem in ACTIONS.values() for one in definition(stem)["Parameters"]}

    assert set(row["What to do"].split("`")[1::2]) <= names
