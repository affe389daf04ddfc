"""The stage of one cell: its own stand-in, its own phones, and the means to spoil a request."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from devkit.proof.evidence import Markers, Row
from devkit.proof.shim import environment, trust
from devkit.proof.wires import Forward, TrapPort
from devkit.soar import COMPLETED, IN_PROGRESS, Limits
from devkit.standin import StandIn
from devkit.twilio_settings import code_in, settings_for

if TYPE_CHECKING:
    import trustme

    from devkit.proof.kinds import Kind
    from devkit.soar import Runner, RunResult
    from devkit.standin.record import Operation, RecordedRequest

RUN_SECONDS = 16.0
GRACE_SECONDS = 10.0
NO_HOST = "https://no-such-host.invalid"
_REFUSED = range(300, 500)
SETTLED = 20.0  # seconds until a message must have arrived, or a clean look found the answer


class Stage:
    """A context manager.

    Args:
        host: runs the actions; shared by all stages.
        number: of the cell, from which its texts and phone numbers are made.
        authority: signs bad certificates.
        tls: whether the stand-in speaks TLS, as it must for the kinds that spoil a connection.
    """

    def __init__(self, host: Runner, number: int, authority: trustme.CA, *, tls: bool) -> None:
        self._host = host
        self._authority = authority
        self._stack = ExitStack()
        self.twilio = StandIn(tls=tls)
        self._tls = tls
        self.phones = [f"+1555{(3_141_593 + 104_729 * (4 * number + i)) % 10**7:07d}"
                       for i in range(3)]  # fmt: skip
        self.text = f"Isolate host wolpertinger-{number}?"
        self.reply = f"Yes, isolate nebelhorn {number}"
        self.runs: list[RunResult] = []
        self.codes: set[str] = set()
        self._env: dict[str, str] = {}
        self.skipped = 0

    def __enter__(self) -> Self:
        self._stack.enter_context(self.twilio)
        delivery = self.twilio.state.delivery
        delivery.pick = delivery.step = 0.01
        self.account = self.twilio.state.account
        self.settings = settings_for(self.account, self.twilio.url)
        if self._tls:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="stage-")))
            ours = self._authority.cert_pem.bytes()
            (folder / "all.pem").write_bytes(self.twilio.ca_pem_path.read_bytes() + ours)
            self._env = environment(self._host, trust(folder / "trust", folder / "all.pem"))
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def distrust(self) -> None:
        """Take away the authority that signed the stand-in's certificate."""
        self._env = {}

    def spoil(self, kind: Kind, point: Operation, *, times: int | None, **more: Any) -> None:  # noqa: ANN401
        """Spoil requests from now on.

        Args:
            kind: how.
            point: which requests; for a spoiled connection, see `connections`.
            times: how many; None for all. A spoiled connection stays so.
            more: `connections`, how many are spared before one is spoiled; further arguments of
                the stand-in's `Fault`.
        """
        connections = more.pop("connections", 0)
        if kind.fault:
            self.twilio.state.faults.add(kind.make(path=point, times=times, **more))
        elif kind.wire:
            port = int(self.twilio.url.rsplit(":", 1)[1])
            trap = TrapPort(kind.wire, Forward(port, connections), self._authority)
            self.settings["API Root"] = self._stack.enter_context(trap).url
        else:
            self.settings["API Root"] = NO_HOST

    def heal(self) -> None:
        """End all that spoils."""
        self.twilio.state.faults.clear()
        self.settings["API Root"] = self.twilio.url

    def run(self, action: str, params: dict[str, str] | None = None, **options: Any) -> RunResult:  # noqa: ANN401
        """Run an action in a process, and keep what it left."""
        limits = options.pop("limits", Limits(RUN_SECONDS, GRACE_SECONDS, interval_seconds=1))
        result = self._host.run(
            action, params, settings=dict(self.settings), env=self._env, limits=limits, **options
        )
        self.runs.append(result)
        return result

    def later(self, params: dict[str, str], state: Any, **options: Any) -> RunResult:  # noqa: ANN401
        """Run a later run of a wait."""
        return self.run("Send SMS And Wait", params, first=False, state=state, **options)

    def until_answered(self, params: dict[str, str], state: Any) -> str | None:  # noqa: ANN401
        """Poll without faults until the wait ends; return its answer, None where it has none."""
        self.heal()
        end = time.monotonic() + SETTLED
        while time.monotonic() < end:
            result = self.later(params, state)
            if result.state != IN_PROGRESS:
                return str(result.value) if result.state == COMPLETED else None
            state = result.value
            time.sleep(0.3)
        return None

    def answer(self, number: str) -> bool:
        """Have a phone answer the last question that reached it; tell whether one did."""
        phone = self.twilio.state.phone(number)
        if not self.account.outbound(number):
            return False
        end = time.monotonic() + SETTLED
        while not phone.inbox:
            if time.monotonic() > end:
                raise TimeoutError("a message that was sent did not arrive")
            time.sleep(0.01)
        codes = [code_in(text.body) for text in phone.inbox]
        self.codes.update(filter(None, codes))
        phone.send(f"{self.reply} {codes[-1]}")
        return True

    def messages(self) -> dict[str, list[str]]:
        """Return the SIDs of what was sent since the scenario began, by recipient."""
        sent: dict[str, list[str]] = {}
        for message in self.account.outbound()[self.skipped :]:
            sent.setdefault(message.to, []).append(message.sid)
        return sent

    def resent(self) -> frozenset[str]:
        """Return who was sent to again after a create request whose fate was open."""
        creates: dict[str, list[RecordedRequest]] = {}
        for request in list(self.twilio.state.requests):
            if request.operation == "create":
                creates.setdefault(request.form["To"], []).append(request)
        return frozenset(to for to, all_ in creates.items() if any(map(is_open, all_[:-1])))

    def markers(self) -> Markers:
        account = self.account
        return Markers(
            secrets=(account.auth_token,),
            texts=(self.text.split()[2], self.reply.split()[2]),
            codes=tuple(self.codes),
            numbers=(*self.phones, account.number),
        )


def is_open(request: RecordedRequest) -> bool:
    """Whether a create request that was repeated may have been carried out, for all one knew."""
    return request.fault is not None and request.status not in _REFUSED


def rows_of(result: RunResult) -> dict[str, Row]:
    """Return what a run told of each recipient, in its JSON result or in its saved state."""
    told = result.json
    if result.action != "Send SMS":
        told = _recipients(result, told)
    counts = Counter(values["to"] for values in told or [])
    return {values["to"]: Row.read(values) for values in told or [] if counts[values["to"]] == 1}


def _recipients(result: RunResult, told: Any) -> Any:  # noqa: ANN401 (any JSON)
    if result.state == IN_PROGRESS:
        told = json.loads(str(result.value))
    return told["recipients"] if isinstance(told, dict) else []
