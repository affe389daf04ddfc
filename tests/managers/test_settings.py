from __future__ import annotations

import pytest

from TwilioExceptions import TwilioConfigurationError
from TwilioSettings import is_loopback, read_settings

ACCOUNT = "AC" + "0123456789abcdef" * 2
OTHER = "AC" + "f" * 32
SHOUTED = ACCOUNT.upper()
KEY = "SK" + "0123456789abcdef" * 2
GOOD = {"AccountSid": ACCOUNT, "AuthenticationToken": "token", "SmsPhoneNumber": "+15005550006"}


def problems(**changes: object) -> str:
    with pytest.raises(TwilioConfigurationError) as refused:
        read_settings({**GOOD, **{name.replace("_", " "): v for name, v in changes.items()}})
    return str(refused.value)


def test_settings_of_an_old_instance_take_the_defaults() -> None:
    read = read_settings(GOOD)
    assert read.api_root == "https://api.twilio.com"
    assert read.verify_ssl is True
    assert (read.username, read.secret, read.sender) == (ACCOUNT, "token", "+15005550006")
    assert read_settings({**GOOD, "SmsPhoneNumber": "(500) 555-0006"}).sender == read.sender


@pytest.mark.parametrize("empty", ["", "   ", None])
def test_settings_left_empty_take_the_defaults(empty: object) -> None:
    read = read_settings({**GOOD, "API Root": empty, "Verify SSL": empty})
    assert (read.api_root, read.verify_ssl) == ("https://api.twilio.com", True)


@pytest.mark.parametrize(
    ("token", "username", "secret"),
    [
        pytest.param(f"{KEY}/s/ecret=", KEY, "s/ecret=", id="api key, slash in the secret"),
        pytest.param(f"{ACCOUNT}/token", ACCOUNT, "token", id="sid and token"),
        pytest.param(f"{SHOUTED}/token", SHOUTED, "token", id="sid in capitals"),
        pytest.param(f"\t{ACCOUNT}/token\n", ACCOUNT, "token", id="stray blanks around"),
        pytest.param(
            "SK" + "0" * 19, ACCOUNT, "SK" + "0" * 19, id="a short token that begins like a key"
        ),
        pytest.param("tok/en", ACCOUNT, "tok/en", id="a slash without a sid"),
    ],
)
def test_credential_forms(token: str, username: str, secret: str) -> None:
    read = read_settings({**GOOD, "AuthenticationToken": token})
    assert (read.account_sid, read.username, read.secret) == (ACCOUNT, username, secret)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        pytest.param("", "AuthenticationToken is empty", id="empty"),
        pytest.param("to ken", "holds a blank", id="blank inside"),
        pytest.param("tökén", "holds a blank or a character", id="not Latin"),
        pytest.param(KEY, "API key as SK…/secret", id="key without its secret"),
        pytest.param("SK" + "0" * 20, "API key as SK…/secret", id="part of a key"),
        pytest.param("SK12/secret", "API key as SK…/secret", id="key cut short"),
        pytest.param(f"{OTHER}/secret", "names another account", id="another account"),
        pytest.param(ACCOUNT, "auth token alone", id="sid for token"),
    ],
)
def test_bad_credential_is_named_without_its_value(token: str, said: str) -> None:
    sentence = problems(AuthenticationToken=token)
    assert said in sentence
    assert "AuthenticationToken" in sentence
    assert not token or token not in sentence


@pytest.mark.parametrize("value", ["AC123", "SK" + "0" * 32, ACCOUNT + "0", "AC" + "g" * 32])
def test_bad_account_sid_is_named(value: str) -> None:
    assert "AccountSid must be AC followed by 32" in problems(AccountSid=value)


@pytest.mark.parametrize(
    "root",
    [
        "https://api.dublin.ie1.twilio.com",
        "http://127.0.0.1:8080",
        "http://127.9.9.9:1",
        "http://localhost:8080",
        "http://[::1]:8080",
    ],
)
def test_api_root_is_taken(root: str) -> None:
    assert read_settings({**GOOD, "API Root": f" {root}/ "}).api_root == root


@pytest.mark.parametrize(
    "root",
    [
        "http://api.twilio.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:8080",
        "http://192.168.0.1",
        "ftp://127.0.0.1",
        "api.twilio.com",
        "https://",
        "https://user@api.twilio.com",
        "http://127.0.0.1@api.twilio.com",
        "https://api.twilio.com/2010-04-01",
        "https://api.twilio.com?x=1",
        "https://api.twilio.com#x",
        "https://api.twilio.com:notaport",
        "https://[::1",
        "https://api twilio.com",
    ],
)
def test_api_root_is_refused(root: str) -> None:
    assert "API Root must" in problems(API_Root=root)


@pytest.mark.parametrize(("value", "read"), [("false", False), ("True", True), (False, False)])
def test_verify_ssl_reads_text_and_booleans(value: object, read: bool) -> None:
    assert read_settings({**GOOD, "Verify SSL": value}).verify_ssl is read


def test_every_problem_is_named_in_one_sentence() -> None:
    sentence = problems(
        AccountSid="",
        AuthenticationToken="",
        SmsPhoneNumber="x!",
        API_Root="no",
        Verify_SSL="maybe",
    )
    for name in ("AccountSid", "AuthenticationToken", "SmsPhoneNumber", "API Root", "Verify SSL"):
        assert name in sentence
    assert ". " not in sentence
    assert "SmsPhoneNumber is empty" in problems(SmsPhoneNumber="")


def test_settings_never_show_the_secret() -> None:
    assert "s3cret" not in repr(read_settings({**GOOD, "AuthenticationToken": "s3cret"}))


@pytest.mark.parametrize(("host", "yes"), [("localhost", True), ("::1", True), ("10.0.0.1", False)])
def test_loopback_is_this_machine_alone(host: str, yes: bool) -> None:
    assert is_loopback(host) is yes
