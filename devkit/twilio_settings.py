"""The settings that lead to Twilio: to the stand-in inside this process or to the real service."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from devkit.errors import UsageError
from devkit.standin import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from devkit.standin import Account, Event, State

VARIABLES: Final = {
    "AccountSid": "TWILIO_ACCOUNT_SID",
    "AuthenticationToken": "TWILIO_AUTH_TOKEN",
    "SmsPhoneNumber": "TWILIO_FROM",
}
REAL_HELP: Final = f"Send real texts: {', '.join(f'${name}' for name in VARIABLES.values())}."
# How to get out of this machine; the platform's agent gives it to its actions, too.
PASSED_ON: Final = ("HTTPS_PROXY", "https_proxy", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
LOOPBACK: Final = "127.0.0.1,localhost"
_CODE: Final = re.compile(r"^SiemplifyID: *(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a simulated phone answers: a text in which `{code}` stands for the question's code."""

    text: str
    after: float


@dataclass(frozen=True, slots=True)
class Connection:
    """Settings that lead to an account, and the environment that its runs need."""

    settings: dict[str, str] = field(repr=False)
    env: dict[str, str]


@contextmanager
def embedded(environ: Mapping[str, str], reply: Reply | None) -> Iterator[Connection]:
    """Serve a stand-in with an account; the phones that it texts send the reply, if any."""
    with StandIn() as twilio:
        if reply is not None:
            let_phones_answer(twilio.state, reply)
        yield Connection(
            settings_for(twilio.state.account, twilio.url), network_environment(environ)
        )


def settings_for(account: Account, url: str) -> dict[str, str]:
    """Return the settings that lead to an account of a stand-in."""
    return {
        "AccountSid": account.sid,
        "AuthenticationToken": account.auth_token,
        "SmsPhoneNumber": account.number,
        "API Root": url,
        "Verify SSL": "true",
    }


def real(environ: Mapping[str, str]) -> Connection:
    """Return the connection to the account that the environment names.

    Raises:
        UsageError: a variable is missing; the text names it.
    """
    missing = [name for name in VARIABLES.values() if not environ.get(name)]
    if missing:
        wanted = ", ".join(VARIABLES.values())
        raise UsageError(f"--real needs {wanted}; not set: {', '.join(missing)}.")
    settings = {setting: environ[name] for setting, name in VARIABLES.items()}
    return Connection(settings, network_environment(environ))


def network_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that an action's requests need; to this machine there is no proxy."""
    env = {name: environ[name] for name in PASSED_ON if environ.get(name)}
    direct = environ.get("NO_PROXY") or environ.get("no_proxy")
    return env | {"NO_PROXY": ",".join(filter(None, (direct, LOOPBACK)))}


def code_in(question: str) -> str:
    """Return the code that a question asks for, or nothing."""
    found = _CODE.findall(question)
    return found[-1] if found else ""


def let_phones_answer(state: State, reply: Reply) -> None:
    """Have every phone that a message goes to answer it, once it has arrived."""

    def respond(question: str) -> str:
        return reply.text.replace("{code}", code_in(question))

    def listen(event: Event) -> None:
        if event.kind == "message" and not event.message.inbound:
            state.phone(event.message.to).answer(respond, after=reply.after)

    state.subscribe(listen)
