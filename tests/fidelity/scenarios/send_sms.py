"""Send SMS: who gets what, from where, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND, TEXT, THIRD
from devkit.soar import Alert, Case, Entity
from tests.fidelity.recording import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

BRITISH = "+445550100001"
NASTY = '</script><img src=x onerror=alert(1)>&amp;",\\u003c\\\n\'{"a": [1'
STRANGE = "\u202e«Zweite» 🙂 \u0661\u0662\u0663\u200b\x07\x1b[31m\t100 % {0} \\n"
SENT = f"Successfully sent SMS to: {PHONE}"
PHONES = (Entity(SECOND, "PHONENUMBER"), Entity("+1 555 123 0001", "PHONENUMBER"))
CASE = Case(
    identifier=42,
    title=f"Odd\n sign-in {NASTY}",
    alerts=(
        Alert("alert-1", entities=(*PHONES, Entity("jdoe", "USERUNIQNAME"))),
        Alert("alert-2", entities=(Entity(THIRD, "PHONENUMBER"),)),
    ),
)
BOTH = {"Entity Scope": "Phone Number and phone entities"}
REFERENCE = {"Include Case Reference": "true"}
MEDIA = "https://example.com/a.png , https://example.com/b.png?x=1&y=2"


def sends(*given: str, **options: Any) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.send(*given, **options)


def sends_with(**params: str) -> Callable[[ComparisonLab], None]:
    """Send with parameters by their names, `_` for blanks."""
    named = {name.replace("_", " "): text for name, text in params.items()}
    return lambda lab: lab.send(params=named)


def sends_from(sender: str, to: str) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.account.add_number(sender)
        lab.send(to, params={"From": sender})

    return act


def from_settings(sender: str) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.account.add_number(sender)
        lab.send(settings=lab.settings | {"SmsPhoneNumber": sender})

    return act


def through_service(lab: ComparisonLab) -> None:
    lab.send(params={"From": lab.account.add_service()})


SEND_SMS = (
    Scenario("send: one", sends(), "C", SENT),
    Scenario(
        "send: several, separated in every way",
        sends(f"+1 (555) 123-0001;001.555.123.0002\n{PHONE} ,\r\n+1555 123 0003"),
        "C", f"{PHONE}, {SECOND}, {THIRD}",
    ),
    Scenario("send: old parameters alone", sends(fill_defaults=False), "C", SENT),
    Scenario("send: hostile text", sends(PHONE, NASTY), "C", SENT),
    Scenario("send: strange text", sends(PHONE, STRANGE), "C", SENT),
    Scenario("send: half a character", sends(PHONE, "a\ud83d"), "F", "half a character"),
    Scenario("send: longest text", sends(PHONE, "x" * 1600), "C", SENT),
    Scenario("send: text too long", sends(PHONE, "x" * 1601), "F", "1,601"),
    Scenario("send: blank text", sends(PHONE, " \n "), "F", "Message", reads=0),
    Scenario("send: no number", sends(" ;,\n"), "F", "Phone Number"),
    Scenario("send: one bad number of three", sends(f"{PHONE},0555 77 88,{THIRD}"), "F", "0555"),
    Scenario("send: hostile number", sends(NASTY), "F", "no phone number"),
    Scenario("send: channels mixed", sends(f"{SECOND},whatsapp:{PHONE}"), "F", "whatsapp"),
    Scenario("send: to its own sender", sends_with(From=PHONE), "F", "From", reads=0),
    Scenario(
        "send: sender of no known form", sends_with(From="no sender at all"), "F", "From", reads=0
    ),
    Scenario("send: unknown scope", sends_with(Entity_Scope="Everybody"), "F", "Entity Scope"),
    Scenario(
        "send: neither true nor false",
        sends_with(Include_Case_Reference="maybe"), "F", "Include Case Reference",
    ),
    Scenario("send: short code", sends_from("55512", PHONE), "C", SENT),
    Scenario("send: sender ID", sends_from("SOC Team", BRITISH), "C", BRITISH),
    Scenario(
        "send: WhatsApp", sends_from(f"whatsapp:{THIRD}", f"whatsapp:{PHONE}"), "C", "whatsapp:"
    ),
    Scenario("send: sender of the settings", from_settings(THIRD), "C", SENT),
    Scenario("send: through a service", through_service, "C", SENT),
    Scenario("send: media", sends_with(Media_URL=MEDIA), "C", SENT),
    Scenario("send: media of the network", sends_with(Media_URL="https://10.0.0.7/a"), "F", "URL"),
    Scenario("send: phone entities", sends(params=BOTH, case=CASE), "C", SECOND),
    Scenario(
        "send: phone entities of the whole case",
        sends(params=BOTH, case=CASE, extra_context={
            "alert_id": None,
            "target_entities": [
                {"item1": THIRD, "item2": "PHONENUMBER"}, {"item1": SECOND, "item2": "PHONENUMBER"}
            ],
        }),
        "C", THIRD,
    ),
    Scenario(
        "send: no phone among the entities",
        sends(params=BOTH, case=CASE, entities=[("jdoe", "USERUNIQNAME")]), "C", SENT,
    ),
    Scenario(
        "send: bad phone entity",
        sends(params=BOTH, entities=[("ext. 4711", "PHONENUMBER")]), "C", "ext. 4711",
    ),
    Scenario("send: phone entities outside a case", sends(params=BOTH), "C", SENT),
    Scenario(
        "send: entities in the legacy form",
        sends(case=CASE, extra_context={"target_entities": [SECOND, "jdoe"]}), "C", SENT,
    ),
    Scenario(
        "send: phone entities in the legacy form",
        sends(params=BOTH, case=CASE, extra_context={"target_entities": [SECOND, "jdoe"]}),
        "C", SENT,
    ),
    Scenario("send: case line", sends(params=REFERENCE, case=CASE), "C", SENT),
    Scenario("send: case line outside a case", sends(params=REFERENCE), "F", "Case Reference"),
    Scenario(
        "send: case line makes it too long",
        sends(PHONE, "x" * 1600, params=REFERENCE, case=Case(title="T")), "F", "1,6",
    ),
    Scenario("send: in a case, without its line", sends(PHONE, TEXT, case=CASE), "C", SENT),
)  # fmt: skip
