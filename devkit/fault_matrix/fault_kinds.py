"""The kinds of failure: how each is made, and what it means to a request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from devkit.standin import Fault

if TYPE_CHECKING:
    from devkit.fault_matrix.faulty_ports import ConnectionFault


class Effect(Enum):
    """What a faulty request has done, whether or not its sender can know."""

    NOT_SENT = "it never left"
    REFUSED = "it was refused for good"
    ACCOUNT_REFUSED = "the credentials or the account were refused"
    BUSY = "it was turned away unprocessed"
    NOT_PROCESSED = "it was not carried out, which its sender cannot know"
    PROCESSED = "it was carried out, which its sender cannot know"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of failure.

    Attributes:
        fault: the arguments of the stand-in's `Fault`; empty where the connection fails.
        connection: what happens to the connection, in place of a fault.
        slow: whether it uses up the run's time.
        cause: what the sentence for an analyst must name.
    """

    name: str
    effect: Effect
    fault: dict[str, Any] = field(default_factory=dict)
    connection: ConnectionFault | None = None
    slow: bool = False
    cause: str = ""

    @property
    def affects_reads(self) -> bool:
        """Whether a read can tell it from its twin that is not processed."""
        return self.effect is not Effect.PROCESSED or self.slow

    @property
    def of_connection(self) -> bool:
        return not self.fault and self.effect is Effect.NOT_SENT

    def make(self, **where: Any) -> Fault:  # noqa: ANN401 (the fields of Fault)
        return Fault(**self.fault, **where)


def _status(status: int, effect: Effect, name: str = "", **more: Any) -> FaultKind:  # noqa: ANN401
    return FaultKind(name or str(status), effect, {"kind": "status", "status": status, **more})


def _twins(name: str, cause: str = "", **fault: Any) -> list[FaultKind]:  # noqa: ANN401
    before, after = {**fault, "acting": "before"}, {**fault, "acting": "after"}
    return [
        FaultKind(f"{name}, not processed", Effect.NOT_PROCESSED, before, cause=cause),
        FaultKind(f"{name}, processed", Effect.PROCESSED, after, cause=cause),
    ]


_LONG = 60.0  # seconds, longer than any request's timeout here
_OTHER_JSON = {"status": "ok", "service": "gateway"}

FAULTS: list[FaultKind] = [
    _status(400, Effect.REFUSED),
    _status(401, Effect.ACCOUNT_REFUSED),
    _status(403, Effect.ACCOUNT_REFUSED),
    _status(404, Effect.ACCOUNT_REFUSED),
    _status(409, Effect.REFUSED),
    _status(429, Effect.BUSY, "429"),
    _status(429, Effect.BUSY, "429 with Retry-After", headers={"Retry-After": "1"}),
    *_twins("500", kind="status", status=500),
    *_twins("502", kind="status", status=502),
    *_twins("503", kind="status", status=503),
    *_twins("504", kind="status", status=504),
    *_twins("cut", kind="cut"),
    *(replace(kind, slow=True) for kind in _twins("no answer", kind="delay", delay=_LONG)),
    FaultKind("drip", Effect.PROCESSED, {"kind": "drip", "delay": 0.5}, slow=True),
    FaultKind("cut in the body", Effect.PROCESSED, {"kind": "truncated"}),
    *_twins("HTML", "web page", kind="html"),
    FaultKind("HTML 502", Effect.NOT_PROCESSED, {"kind": "html", "status": 502}),
    *_twins("empty", kind="empty"),
    *_twins("other JSON", kind="json", body=_OTHER_JSON),
    *_twins("JSON list", kind="json", body=["unexpected"]),
    FaultKind("redirect", Effect.NOT_SENT, {"kind": "redirect"}),
]  # fmt: skip

NO_FAULT = FaultKind("none", Effect.PROCESSED)
CUT_NOT_PROCESSED, CUT_PROCESSED = _twins("cut", kind="cut")

CONNECTION_FAULTS: list[FaultKind] = [
    FaultKind("DNS", Effect.NOT_SENT, cause="host name"),
    FaultKind("refused", Effect.NOT_SENT, connection="refused", cause="refused"),
    FaultKind("connect timeout", Effect.NOT_SENT, connection="stalled", slow=True, cause="in time"),
    FaultKind("TLS silence", Effect.NOT_SENT, connection="silent", slow=True),
    FaultKind("TLS handshake cut", Effect.NOT_SENT, connection="cut"),
    FaultKind("TLS not spoken", Effect.NOT_SENT, connection="plain"),
    FaultKind("TLS self-signed", Effect.NOT_SENT, connection="self-signed", cause="self-signed"),
    FaultKind(
        "TLS unknown issuer", Effect.NOT_SENT, connection="unknown issuer", cause="authority"
    ),
    FaultKind("TLS wrong host", Effect.NOT_SENT, connection="wrong host", cause="another host"),
    FaultKind("TLS expired", Effect.NOT_SENT, connection="expired", cause="expired"),
]
