"""The result of a run, read tolerantly; a sentence names the first break of the contract."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devkit.soar.process import ProcessResult
    from devkit.soar.sdk_api import Call

COMPLETED, IN_PROGRESS, FAILED, TIMED_OUT = range(4)
STATES = ("COMPLETED", "IN PROGRESS", "FAILED", "TIMED OUT")
KEYS = frozenset({"Message", "ResultValue", "ResultObjectJson", "DebugOutput", "ExecutionState"})


@dataclass(frozen=True, slots=True)
class RunResult:
    """One run of an action. With an `error`, `state` is FAILED whatever the action said."""

    action: str
    state: int
    value: Any = None
    message: str = ""
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    debug_output: str = ""
    stdout: str = ""
    stderr: str = ""
    log: str = ""
    exit_code: int | None = None
    seconds: float = 0.0
    error: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    requests: tuple[Call, ...] = ()

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def in_progress(self) -> bool:
        return self.state == IN_PROGRESS

    @property
    def raw_json(self) -> str | None:
        """The text of the JSON result, as the action wrote it."""
        return self.blocks.get("JsonResult", {}).get("RawJson") or None

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        return None if self.raw_json is None else json.loads(self.raw_json)

    @property
    def tables(self) -> dict[str, list[str]]:
        """The case wall's tables by title: lines of comma-joined cells, header first."""
        return {
            block["Title"]: block["CSVLines"] for block in self.blocks.values() if block["CSVLines"]
        }


def build_result(
    action: str, ended: ProcessResult, context: dict[str, Any], log: str, calls: tuple[Call, ...]
) -> RunResult:
    """Build the result from the last result object that the process printed, its log and calls."""
    stdout = ended.stdout.decode(errors="replace")
    found, stray = _scan(stdout)
    fields = found[-1] if found else {}
    blocks, damage = _blocks(fields)
    error = _process_error(ended, found, stray) or _damage(fields) or damage
    return RunResult(
        action=action,
        state=FAILED if error else fields["ExecutionState"],
        value=fields.get("ResultValue"),
        message=fields.get("Message") or "",
        blocks=blocks,
        debug_output=fields.get("DebugOutput") or "",
        stdout=stdout,
        stderr=ended.stderr.decode(errors="replace"),
        log=log,
        exit_code=ended.code,
        seconds=ended.seconds,
        error=error,
        context=context,
        requests=calls,
    )


def _process_error(ended: ProcessResult, found: list[dict[str, Any]], stray: str) -> str:
    if ended.killed:
        return f"The action {ended.killed}."
    if not found:
        return f"The action printed no result (exit code {ended.code}){_last_line(ended.stderr)}."
    if len(found) > 1:
        return f"The action printed {len(found)} results; the last one counts."
    if stray:
        return f"The action wrote to standard output besides its result: {stray[:80]!r}."
    if ended.code != 0:
        return f"The action printed a result, then ended with exit code {ended.code}."
    return ""


def _damage(fields: dict[str, Any]) -> str:
    if not fields:
        return ""
    missing = sorted(KEYS - fields.keys())
    if missing:
        return f"The result lacks {', '.join(missing)}."
    state = fields["ExecutionState"]
    if type(state) is not int or not COMPLETED <= state <= TIMED_OUT:
        return f"The result's ExecutionState is {state!r}, not 0 to 3."
    return ""


def _blocks(fields: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], str]:
    text = fields.get("ResultObjectJson")
    if text is None:
        return {}, ""
    try:
        blocks = json.loads(text)
        for block in blocks.values():
            json.loads(block["RawJson"] or "null")
            _ = (block["Title"], block["CSVLines"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return {}, f"The result's ResultObjectJson cannot be read: {error!r}."
    return blocks, ""


def _scan(text: str) -> tuple[list[dict[str, Any]], str]:
    """Return the result objects in a text, and the rest of it."""
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    rest: list[str] = []
    place = 0
    while (start := text.find("{", place)) >= 0:
        rest.append(text[place:start])
        try:
            value, place = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value, place = None, start + 1
        if isinstance(value, dict) and KEYS & value.keys():
            found.append(value)
        else:
            rest.append(text[start:place])
    rest.append(text[place:])
    return found, "".join(rest)


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return f": {lines[-1].rstrip('.')}" if lines else ""
