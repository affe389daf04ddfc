"""Scripted faults: which requests go wrong, and how."""

from __future__ import annotations

import json
import random
from dataclasses import KW_ONLY, dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from werkzeug.wrappers import Response

from devkit.standin.errors import CATALOGUE, MORE_INFO, refusal, usual_code

if TYPE_CHECKING:
    from devkit.standin.request_log import Operation, RecordedRequest

Kind = Literal["status", "html", "empty", "json", "redirect", "cut", "delay", "drip", "truncated"]

PORTAL: Final = (
    "<!DOCTYPE html><html><head><title>Guest network</title></head>"
    "<body><h1>Sign in to continue</h1></body></html>"
)
_ACTS_BY_DEFAULT: Final = frozenset({"delay", "drip", "truncated"})
_STATUS: Final[dict[str, int]] = {"html": 200, "json": 200, "redirect": 307}
_TYPES: Final[dict[str, str]] = {"html": "text/html; charset=utf-8", "json": "application/json"}


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong with requests that match.

    `kind` is `status` (an error as Twilio words it), `html` (a captive portal's page), `empty` (a
    status and nothing else), `json` (the value in `body`), `redirect` (to the `Location` in
    `headers`), `cut` (the connection ends without an answer), `delay` (the answer comes `delay`
    seconds late), `drip` (the answer comes byte by byte, `delay` seconds apart) or `truncated`
    (the answer ends in its middle).

    A request matches by its `path` (the operation: create, list, fetch, update) and by `to` (the
    number in its To or From). The first `after` requests that match get their usual
    answer. Of those that follow, `times` are hit (None: all), each with `probability`.

    `acting` is "after" where the request is carried out and the fault comes then, "before" where
    it is not carried out. The default is "after" for `delay`, `drip` and `truncated`, and "before"
    for the others. A `delay` with "before" waits, and then carries the request out if the client
    is still there.
    """

    kind: Kind
    _: KW_ONLY
    path: Operation | None = None
    after: int = 0
    times: int | None = 1
    probability: float = 1.0
    acting: Literal["before", "after"] | None = None
    status: int | None = None
    code: int | None = None
    headers: dict[str, str] | None = None
    delay: float = 0.0
    body: Any = None
    to: str | None = None
    matched: int = field(default=0, init=False, repr=False)
    used: int = field(default=0, init=False, repr=False)
    """How many requests it has hit."""

    @property
    def acts(self) -> bool:
        """Whether the request is carried out in spite of the fault."""
        if self.acting is None:
            return self.kind in _ACTS_BY_DEFAULT
        return self.acting == "after"

    def concerns(self, request: RecordedRequest) -> bool:
        numbers = [
            values.get(name) for values in (request.form, request.query) for name in ("To", "From")
        ]
        return (self.path is None or self.path == request.operation) and (
            self.to is None or self.to in numbers
        )

    def hits(self, chance: float) -> bool:
        """Count a request that matches, and say whether this one is hit."""
        if self.times is not None and self.used >= self.times:
            return False
        self.matched += 1
        hit = self.matched > self.after and chance < self.probability
        self.used += hit
        return hit

    def false_answer(self, request: RecordedRequest) -> Response:
        """The false answer that the client gets in place of Twilio's."""
        status = self.status or _STATUS.get(self.kind) or self._default_status(request)
        response = Response(self._text(status, request), status=status)
        response.content_type = _TYPES.get(self.kind, "application/json")
        if self.kind == "redirect":
            response.headers["Location"] = "http://elsewhere.invalid/"
        response.headers.update(self.headers or {})
        return response

    def _default_status(self, request: RecordedRequest) -> int:
        if self.kind == "empty":
            return 201 if request.operation == "create" else 200
        return CATALOGUE[self.code][0] if self.code in CATALOGUE else 503

    def _text(self, status: int, request: RecordedRequest) -> str:
        if self.kind in {"empty", "redirect"}:
            return ""
        if self.kind == "html":
            return str(self.body or PORTAL)
        if self.kind == "json":
            return json.dumps(self.body)
        code = self.code or usual_code(status)
        text = self.body or self._catalogue_text(code, request)
        return json.dumps(
            {"code": code, "message": text, "more_info": f"{MORE_INFO}{code}", "status": status}
        )

    @staticmethod
    def _catalogue_text(code: int, request: RecordedRequest) -> str:
        if code not in CATALOGUE:
            return "Twilio says no"
        to, sender = request.form.get("To", ""), request.form.get("From", "")
        return refusal(code, to=to, sender=sender, path=request.path).message


class Faults:
    """The faults in force. A request is hit by the first that matches."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()
        self._random = random.Random(seed)

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._faults.extend(faults)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def seed(self, seed: int) -> None:
        """Start the random numbers for `probability` anew."""
        with self._lock:
            self._random.seed(seed)

    def pending(self) -> list[Fault]:
        """The faults in force that have not hit any request yet."""
        with self._lock:
            return [fault for fault in self._faults if not fault.used]

    def pick(self, request: RecordedRequest) -> Fault | None:
        """The fault that hits a request, if any does."""
        with self._lock:
            concerned = (fault for fault in self._faults if fault.concerns(request))
            return next((fault for fault in concerned if fault.hits(self._random.random())), None)
