"""The lab of one cell: a stand-in and phones of its own, and faults in its requests."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from devkit.child_modules import trust
from devkit.fault_matrix.fault_kinds import NO_FAULT
from devkit.fault_matrix.faulty_ports import FaultyPort
from devkit.fault_matrix.observations import PrivateValues, number_of
from devkit.lab import SEND, WAIT, Lab, module_path, texting
from devkit.soar import COMPLETED, IN_PROGRESS, Limits
from devkit.standin import StandIn
from devkit.twilio_settings import code_in

if TYPE_CHECKING:
    import trustme

    from devkit.fault_matrix.fault_kinds import FaultKind
    from devkit.soar import Runner, RunResult
    from devkit.standin import Fault
    from devkit.standin.request_log import Operation, RecordedRequest

RUN_SECONDS = 40.0  # enough to look for a lost message and send it again, on a busy machine, too
GRACE_SECONDS = 10.0
NO_HOST = "https://no-such-host.invalid"
_REFUSED = range(300, 500)
SETTLED_SECONDS = (
    20.0  # seconds until a message must have arrived, or a poll without faults an answer
)


class FaultLab(Lab):
    """A lab that opens and closes its own stand-in; a context manager.

    Args:
        runner: runs the actions; shared by all cells.
        number: of the cell, from which its texts and phone numbers are made.
        authority: signs bad certificates.
        tls: whether the stand-in speaks TLS, as it must for faults of the connection.
    """

    def __init__(self, runner: Runner, number: int, authority: trustme.CA, *, tls: bool) -> None:
        self._stack = ExitStack()
        self._authority = authority
        twilio = self._stack.enter_context(StandIn(tls=tls))
        super().__init__(twilio, runner, Limits(RUN_SECONDS, GRACE_SECONDS, interval_seconds=1))
        twilio.state.delivery.pick = twilio.state.delivery.step = 0.01
        self.phones = [f"+1555{(3_141_593 + 104_729 * (4 * number + i)) % 10**7:07d}"
                       for i in range(3)]  # fmt: skip
        self.text = f"Isolate host wolpertinger-{number}?"
        self.answer_text = f"Yes, isolate nebelhorn {number}"
        self.codes: set[str] = set()
        self.skipped = 0  # messages sent before the scenario began
        self.sender = ""  # in place of the settings'
        self._faults: list[Fault] = []
        self._ports: list[FaultyPort] = []
        if tls:
            self.env = self._trust_stand_in()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stack.close()

    def _trust_stand_in(self) -> dict[str, str]:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="lab-")))
        ours = self._authority.cert_pem.bytes()
        (folder / "all.pem").write_bytes(self.twilio.ca_pem_path.read_bytes() + ours)
        return module_path(self.runner, trust(folder / "trust", folder / "all.pem"))

    def add_fault(
        self,
        kind: FaultKind,
        operation: Operation,
        *,
        times: int | None,
        connections: int = 0,
        **fields: Any,  # noqa: ANN401 - the fields of Fault
    ) -> None:
        """Let requests fail from now on.

        Args:
            kind: how.
            operation: which requests, unless the connection itself fails.
            times: how many; None for all. A connection that fails does so until the end.
            connections: how many connections are good before one fails.
            fields: further ones of the stand-in's `Fault`.
        """
        if kind is NO_FAULT:
            return
        if kind.fault:
            self.add_faults(kind.make(path=operation, times=times, **fields))
        elif kind.connection:
            port = int(self.twilio.url.rsplit(":", 1)[1])
            faulty = FaultyPort(kind.connection, self._authority, connections, port)
            self._ports.append(self._stack.enter_context(faulty))
            self.settings["API Root"] = faulty.url
        else:
            self.settings["API Root"] = NO_HOST

    def add_faults(self, *faults: Fault) -> None:
        self._faults += faults
        super().add_faults(*faults)

    def idle_faults(self) -> list[str]:
        """Name the faults that no request or connection met: their cell shows nothing."""
        idle = [f"{fault.kind} in {fault.path}" for fault in self._faults if not fault.used]
        return idle + [f"{port.fault} connection" for port in self._ports if not port.used]

    def remove_faults(self) -> None:
        self.state.faults.clear()
        self.settings["API Root"] = self.twilio.url

    def send_to(self, *numbers: str, **params: str) -> RunResult:
        return self.run(SEND, self.parameters(*numbers, **params))

    def parameters(self, *numbers: str, **params: str) -> dict[str, Any]:
        sender = {"From": self.sender} if self.sender else {}
        return texting(", ".join(numbers), self.text, sender | params)

    def poll(self, params: dict[str, Any], state: Any, **options: Any) -> RunResult:  # noqa: ANN401
        """Run a later run of a wait."""
        return self.run(WAIT, params, first=False, state=state, **options)

    def until_answered(self, params: dict[str, str], state: Any) -> str | None:  # noqa: ANN401
        """Poll without faults until the wait ends; return its answer, or None."""
        self.remove_faults()
        end = time.monotonic() + SETTLED_SECONDS
        while time.monotonic() < end:
            result = self.poll(params, state)
            if result.state != IN_PROGRESS:
                return str(result.value) if result.state == COMPLETED else None
            state = result.value
            time.sleep(0.3)
        return None

    def answer(self, number: str) -> bool:
        """Have a phone answer the last question that reached it; tell whether one did."""
        if not self.messages().get(number):
            return False
        self.state.phone(number).send(f"{self.answer_text} {self.code_on(number)}")
        return True

    def code_on(self, number: str) -> str:
        """Return the code of the last question that reached a phone."""
        self.wait_for_text(number)
        codes = [code_in(text.body) for text in self.state.phone(number).inbox]
        self.codes.update(filter(None, codes))
        return next(filter(None, reversed(codes)))

    def wait_for_text(self, number: str) -> None:
        """Return as soon as a text has reached a phone."""
        phone = self.state.phone(number)
        end = time.monotonic() + SETTLED_SECONDS
        while not phone.inbox:
            if time.monotonic() > end:
                raise TimeoutError("a message that was sent did not arrive")
            time.sleep(0.01)

    def messages(self) -> dict[str, list[str]]:
        """Return the SIDs of what was sent since the scenario began, by recipient."""
        sent: dict[str, list[str]] = {}
        created = [row for row in self.account.outbound() if row.direction == "outbound-api"]
        for message in created[self.skipped :]:
            sent.setdefault(number_of(message.to), []).append(message.sid)
        return sent

    def resent(self) -> frozenset[str]:
        """Return who was sent to again after a create request whose fate was open."""
        creates: dict[str, list[RecordedRequest]] = {}
        for request in list(self.state.requests):
            if request.operation == "create":
                creates.setdefault(request.form["To"], []).append(request)
        return frozenset(to for to, all_ in creates.items() if any(map(is_open, all_[:-1])))

    def private_values(self) -> PrivateValues:
        account = self.account
        return PrivateValues(
            secrets=(account.auth_token,),
            texts=(self.text.split()[2], self.answer_text.split()[2]),
            codes=tuple(self.codes),
            numbers=(*self.phones, account.number),
        )


def is_open(request: RecordedRequest) -> bool:
    """Whether a create request that was repeated may have been carried out, for all one knew."""
    return request.fault is not None and request.status not in _REFUSED
