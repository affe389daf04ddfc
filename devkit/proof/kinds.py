"""The kinds of failure: how each is made, and what it means to a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from devkit.standin import Fault

if TYPE_CHECKING:
    from devkit.proof.wires import Wire


class Effect(Enum):
    """What a spoiled request has done, whatever its sender can tell."""

    NOT_MADE = "it never left"
    REFUSED = "it was refused for good"
    ACCOUNT = "the credentials or the account were refused"
    BUSY = "it was turned away unprocessed"
    LOST = "it was not carried out, which its sender cannot tell"
    ACTED = "it was carried out, which its sender cannot tell"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure.

    Attributes:
        fault: the arguments of the stand-in's `Fault`.
        wire: what happens to the connection, in place of a fault.
        slow: whether it uses up the run's time.
        cause: what the sentence for an analyst must name.
    """

    name: str
    effect: Effect
    fault: dict[str, Any] = field(default_factory=dict)
    wire: Wire | None = None
    slow: bool = False
    cause: str = ""

    @property
    def spoils_reads(self) -> bool:
        """Whether it means something else to a read than its twin that does not act."""
        return self.effect is not Effect.ACTED or self.slow

    def make(self, **where: Any) -> Fault:  # noqa: ANN401 (the fields of Fault)
        return Fault(**self.fault, **where)


def _status(status: int, effect: Effect, name: str = "", **more: Any) -> Kind:  # noqa: ANN401
    return Kind(name or str(status), effect, {"kind": "status", "status": status, **more})


def _twins(name: str, cause: str = "", **fault: Any) -> list[Kind]:  # noqa: ANN401
    return [
        Kind(f"{name}, not acted", Effect.LOST, {**fault, "acting": "before"}, cause=cause),
        Kind(f"{name}, acted", Effect.ACTED, {**fault, "acting": "after"}, cause=cause),
    ]


_LONG = 60.0  # seconds, beyond any request's patience here
_OTHER_JSON = {"status": "ok", "service": "gateway"}

FAULTS: list[Kind] = [
    _status(400, Effect.REFUSED),
    _status(401, Effect.ACCOUNT),
    _status(403, Effect.ACCOUNT),
    _status(404, Effect.ACCOUNT),
    _status(409, Effect.REFUSED),
    _status(429, Effect.BUSY, "429"),
    _status(429, Effect.BUSY, "429 with Retry-After", headers={"Retry-After": "1"}),
    *_twins("500", kind="status", status=500),
    *_twins("502", kind="status", status=502),
    *_twins("503", kind="status", status=503),
    *_twins("504", kind="status", status=504),
    *_twins("cut", kind="cut"),
    Kind("no answer, not acted", Effect.LOST, {"kind": "delay", "delay": _LONG, "acting": "before"},
         slow=True),
    Kind("no answer, acted", Effect.ACTED, {"kind": "delay", "delay": _LONG, "acting": "after"},
         slow=True),
    Kind("drip", Effect.ACTED, {"kind": "drip", "delay": 0.5}, slow=True),
    Kind("cut in the body", Effect.ACTED, {"kind": "truncated"}),
    *_twins("HTML", "web page", kind="html"),
    Kind("HTML 502", Effect.LOST, {"kind": "html", "status": 502}),
    *_twins("empty", kind="empty"),
    *_twins("other JSON", kind="json", body=_OTHER_JSON),
    *_twins("JSON list", kind="json", body=["unexpected"]),
    Kind("redirect", Effect.NOT_MADE, {"kind": "redirect"}),
]  # fmt: skip

NOT_CARRIED_OUT, LOST_ANSWER = _twins("cut", kind="cut")

WIRES: list[Kind] = [
    Kind("DNS", Effect.NOT_MADE, cause="host name"),
    Kind("refused", Effect.NOT_MADE, wire="refused", cause="refused"),
    Kind("connect timeout", Effect.NOT_MADE, wire="stalled", slow=True, cause="in time"),
    Kind("TLS silence", Effect.NOT_MADE, wire="silent", slow=True),
    Kind("TLS handshake cut", Effect.NOT_MADE, wire="cut"),
    Kind("TLS not spoken", Effect.NOT_MADE, wire="plain"),
    Kind("TLS self-signed", Effect.NOT_MADE, wire="self-signed", cause="self-signed"),
    Kind("TLS unknown issuer", Effect.NOT_MADE, wire="unknown issuer", cause="authority"),
    Kind("TLS wrong host", Effect.NOT_MADE, wire="wrong host", cause="another host"),
    Kind("TLS expired", Effect.NOT_MADE, wire="expired", cause="expired"),
]

DAMAGED_STATES = {
    "empty": "",
    "blank": "  ",
    "null": "null",
    "no JSON": "{",
    "a number": "7",
    "an empty list": "[]",
    "an empty object": "{}",
    "another version": '{"v":99}',
    "deep nesting": "[" * 5000,
    "an old state with a bad code": '["12", "2026-11-21 20:15:03+00:00"]',
}
