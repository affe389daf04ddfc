from __future__ import annotations

import json
from pathlib import Path

import pytest

from devkit.errors import FAILED, OK, USAGE

MARY = "+15551230001"
TEXT = ("-p", "Message=Hello")
ASK = ("run", "Send SMS And Wait", "-p", f"Phone Number={MARY}", "-p", "Message=Was it you?")


def test_ping_prints_state_message_and_value(devkit):
    ended = devkit("run", "Ping")
    assert (ended.code, ended.err) == (OK, "")
    assert ended.out.startswith("COMPLETED  Ping  1 run, ")
    assert "Successfully connected to the Twilio server" in ended.out
    assert "Result value  is_success = True" in ended.out


@pytest.mark.parametrize("name", ["PING", "twilio_ping", " ping"])
def test_action_is_found_in_any_case_of_letters(devkit, name):
    assert devkit("run", name).out.startswith("COMPLETED  Ping")


def test_sending_prints_table_and_json(devkit):
    ended = devkit("run", "SendSMS", "--param", f"Phone Number={MARY}", *TEXT)
    assert ended.code == OK
    assert "SMS Messages" in ended.out
    printed = json.loads(ended.out.partition("JSON result\n")[2])
    assert printed[0]["to"] == MARY


def test_script_gets_one_object_with_all(devkit):
    ended = devkit("run", "Send SMS", "-p", f"Phone Number={MARY}", *TEXT, "--json")
    assert ended.err == ""
    held = json.loads(ended.out)
    assert (held["state"], held["state_name"], held["value"]) == (0, "COMPLETED", True)
    assert held["message"] == f"Successfully sent SMS to: {MARY}."
    assert (held["runs"], held["error"]) == (1, None)
    sid = held["json"][0]["sid"]
    assert held["tables"]["SMS Messages"] == [
        {"To": MARY, "Status": "queued", "Message SID": sid, "Error": ""}
    ]


def test_failed_action_ends_with_one(devkit):
    ended = devkit("run", "Send SMS", "-p", "Phone Number=12", *TEXT)
    assert ended.code == FAILED
    assert ended.out.startswith("FAILED  Send SMS")
    assert 'Error executing action "Send SMS". Reason: ' in ended.out


def test_simulated_phone_answers_the_question(devkit):
    reply = ("--reply", "Yes, it was me {code}", "--reply-after", "0", "--interval", "0.3")
    ended = devkit(*ASK, *reply, "--json")
    assert ended.code == OK
    held = json.loads(ended.out)
    assert held["value"] == "Yes, it was me"
    assert held["json"]["answer"] == "Yes, it was me"
    assert held["runs"] >= 2


def test_nobody_answers_within_the_limit(devkit):
    ended = devkit(*ASK, "--limit", "0.1", "--json")
    assert ended.code == FAILED
    assert json.loads(ended.out)["state_name"] == "TIMED OUT"


def test_case_and_entities_reach_the_action(devkit, twilio, set_options):
    ended = devkit(
        *(
            "run",
            "Send SMS",
            "-p",
            f"Phone Number={MARY}",
            *TEXT,
            "-p",
            "Include Case Reference=true",
        ),
        *("-p", "Entity Scope=Phone Number and phone entities", "--case", "sample"),
        *("--entity", "PHONENUMBER:+15551230009", *set_options),
    )
    assert ended.code == OK
    sent = twilio.state.account.outbound()
    assert [message.to for message in sent] == [MARY, "+15551230009"]
    assert "Case 42: " in sent[0].body


@pytest.mark.parametrize(
    ("options", "count"),
    [
        pytest.param(("--scope", "all"), 3, id="all"),
        pytest.param(("--alert", "alert-mfa"), 3, id="alert"),
        pytest.param(("--scope", "none"), 1, id="none"),
    ],
)
def test_scope_and_alert_choose_the_entities(devkit, options, count):
    wide = "Entity Scope=Phone Number and phone entities"
    step = ("run", "Send SMS", "-p", f"Phone Number={MARY}", *TEXT, "-p", wide, "--case", "sample")
    assert len(json.loads(devkit(*step, *options, "--json").out)["json"]) == count


def test_log_goes_to_standard_error(devkit):
    ended = devkit("run", "Ping", "--log", "--json")
    assert "Main - Finished" in ended.err
    assert json.loads(ended.out)["state"] == 0


def test_settings_file_and_single_settings_win_over_the_account(devkit, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"AuthenticationToken": "bogus-secret-42", "SmsPhoneNumber": "nonsense!"}')
    ended = devkit("run", "Ping", "--settings", str(path), "--set", "SmsPhoneNumber=+15005550006")
    assert ended.code == FAILED
    assert "Failed to connect to the Twilio server!" in ended.out
    assert "bogus-secret-42" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("Send SNS",), "Actions: Send SMS, Send SMS And Wait, Ping.", id="action"),
        pytest.param(
            ("SendSMS", "-p", "phone number=1"), "Parameters: Phone Number, ", id="parameter"
        ),
        pytest.param(("Ping", "-p", "x=1"), "Parameters: none.", id="no parameters"),
        pytest.param(
            ("Ping", "--set", "AcountSid=x"), "'AcountSid'. Settings: AccountSid, ", id="setting"
        ),
        pytest.param(("Ping", "--entity", "+1555"), "write TYPE:identifier", id="entity"),
        pytest.param(
            ("Ping", "--case", "none.json"),
            "none.json cannot be used: No such file",
            id="case file",
        ),
        pytest.param(
            ("Ping", "--settings", "none.json"),
            "none.json cannot be used: No such file",
            id="settings file",
        ),
        pytest.param(("Ping", "--sdk", "none"), "none holds no SDK", id="sdk"),
        pytest.param(("Ping", "--alert", "x"), "add --case FILE", id="alert without case"),
        pytest.param(
            ("Ping", "--case", "sample", "--alert", "alert-mfu"),
            "Alerts: alert-mfa, alert-travel.",
            id="alert",
        ),
        pytest.param(("Ping", "--real", "--reply", "x"), "there are none", id="real phones"),
        pytest.param(("Ping", "--real"), "not set: TWILIO_ACCOUNT_SID, TWILIO_A", id="no account"),
    ],
)
def test_wrong_arguments_are_a_usage_error_that_lists_what_there_is(devkit, arguments, said):
    ended = devkit("run", *arguments)
    assert (ended.code, ended.out) == (USAGE, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_setting_from_the_file_that_is_unknown_is_named(devkit, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"Account Sid": "hush-hush-hush"}')
    ended = devkit("run", "Ping", "--settings", str(path))
    assert ended.code == USAGE
    assert "Twilio has no setting 'Account Sid'" in ended.err
    assert "hush" not in ended.err


def test_real_account_is_used_and_its_secret_never_shown(devkit, twilio, monkeypatch):
    account = twilio.state.add_account(number="+15550100077")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", account.sid)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", account.auth_token)
    monkeypatch.setenv("TWILIO_FROM", account.number)
    root = ("--set", f"API Root={twilio.url}")
    shown = [
        devkit("run", "Send SMS", "-p", f"Phone Number={MARY}", *TEXT, "--real", *root, "--log"),
        devkit("run", "Send SMS", "-p", f"Phone Number={MARY}", *TEXT, "--real", *root, "--json"),
    ]
    assert [ended.code for ended in shown] == [OK, OK]
    assert [message.sender for message in account.outbound()] == ["+15550100077"] * 2
    assert account.auth_token not in "".join(ended.out + ended.err for ended in shown)


def test_unexpected_error_hides_the_secret(devkit, monkeypatch):
    def lose(*_arguments: object) -> None:
        raise RuntimeError("lost bogus-secret-42")

    monkeypatch.setattr("devkit.cli.run._poll_to_end", lose)
    ended = devkit("run", "Ping", "--set", "AuthenticationToken=bogus-secret-42")
    assert ended.code == 3
    log = Path(ended.err.rpartition("see ")[2].strip())
    text = log.read_text()
    log.unlink()
    assert "RuntimeError: lost ••••" in text
    assert "bogus-secret-42" not in text + ended.err
