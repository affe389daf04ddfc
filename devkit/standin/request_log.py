"""What arrived at the stand-in and what it answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

Operation = Literal["create", "list", "fetch", "update", "other"]

_MESSAGES: Final = re.compile(r"/2010-04-01/Accounts/[^/]+/Messages(?P<sid>/[^/]+)?\.json")
_OPERATIONS: Final[dict[tuple[str, bool], Operation]] = {
    ("POST", False): "create",
    ("GET", False): "list",
    ("GET", True): "fetch",
    ("POST", True): "update",
}
_GENUINE: Final = frozenset({None, "delay"})


@dataclass(slots=True)
class RecordedRequest:
    """A request; `username` is the SID of its credentials, their secret is left out.

    `status` and `response_body` are what was sent back; None, and empty, where a fault cut the
    connection. `fault` is the kind of fault that hit it, `acted` whether it was carried out.
    `defect` is what went wrong inside the stand-in, if anything did.
    """

    method: str
    path: str
    operation: Operation
    query: MultiDict[str, str]
    form: MultiDict[str, str]
    headers: dict[str, str]
    username: str | None
    at: datetime
    fault: str | None = None
    acted: bool = False
    status: int | None = None
    response_body: str = ""
    defect: str = ""

    @property
    def genuine(self) -> bool:
        """Whether the answer is Twilio's, not a fault's or a defect's."""
        return self.status is not None and self.fault in _GENUINE and not self.defect

    def answered(self, response: Response) -> None:
        self.status = response.status_code
        self.response_body = response.get_data(as_text=True)


def record(request: Request) -> RecordedRequest:
    """Write down a request, whose body is read by this."""
    request.get_data(cache=True, parse_form_data=False)
    return RecordedRequest(
        method=request.method,
        path=request.path,
        operation=_operation(request.method, request.path),
        query=MultiDict(request.args),
        form=MultiDict(request.form),
        headers={name: text for name, text in request.headers if name.lower() != "authorization"},
        username=request.authorization.username if request.authorization else None,
        at=datetime.now(UTC),
    )


def _operation(method: str, path: str) -> Operation:
    match = _MESSAGES.fullmatch(path)
    if match is None:
        return "other"
    return _OPERATIONS.get((method, match["sid"] is not None), "other")
