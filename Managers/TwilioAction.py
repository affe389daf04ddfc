"""The only module that loads the platform's SDK: a run begins and ends here.

A handler gets an `ActionContext` and returns an `Outcome`; turning errors into sentences,
logging and the one `end` call are this module's.
"""

from __future__ import annotations

import gc

# A run is one short process. The garbage collector would run over a hundred times while the
# libraries load, and find nothing. So this module is the first that an action script imports.
gc.disable()

import json
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any

from TwilioConstants import INTEGRATION
from TwilioExceptions import TwilioManagerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from TwilioContext import ActionContext, Outcome

TABLE = "SMS Messages"
_STATES = ("completed", "in progress", "failed")
_FIRST_RUN_FLAG = 2
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def run(
    action: str,
    handler: Callable[[ActionContext], Outcome],
    later: Callable[[ActionContext], Outcome] | None = None,
    *,
    failure: str = "",
) -> None:
    """Run an action from the platform's context to its result.

    Args:
        action: the display name.
        handler: the first run, or the only one.
        later: the runs after an unfinished one.
        failure: another failure message than the platform's usual one, with `{error}` in it.
    """
    from SiemplifyAction import SiemplifyAction  # noqa: PLC0415 (importing it takes stdout away)

    from TwilioContext import ActionContext  # noqa: PLC0415 (loads the libraries; see above)

    siemplify = SiemplifyAction()
    siemplify.script_name = f"{INTEGRATION} - {action}"
    first = len(sys.argv) <= _FIRST_RUN_FLAG or sys.argv[_FIRST_RUN_FLAG] == "True"
    chosen = handler if first or not later else later
    failure = failure or f'Error executing action "{action}". Reason: {{error}}'
    context = ActionContext(siemplify, failure, sends=chosen is handler)
    context.log("----------------- Main - Started -----------------")
    outcome = _outcome(context, chosen)
    if outcome.result is not None:
        siemplify.result.add_result_json(_escaped(outcome.result))
    if outcome.deliveries:
        siemplify.result.add_data_table(TABLE, _table(outcome))
    context.log(f"Status: {_STATES[outcome.state]}")
    context.log("----------------- Main - Finished -----------------")
    gc.freeze()  # the collection at exit would visit every object for nothing
    siemplify.end(outcome.message, outcome.value, outcome.state)


def _outcome(context: ActionContext, handler: Callable[[ActionContext], Outcome]) -> Outcome:
    try:
        outcome = handler(context)
        _ignore_sigterm()
    except (Exception, SystemExit) as error:  # noqa: BLE001 (SystemExit: the SDK's SIGTERM)
        _ignore_sigterm()
        return _aborted(context, error)
    return outcome


def _aborted(context: ActionContext, error: BaseException) -> Outcome:
    """Return the outcome of a run whose handler raised."""
    if isinstance(error, TwilioManagerError):
        context.log(f"Ended by {type(error).__name__}")
        reason = str(error)
    else:
        # The error's text may hold numbers or secrets, so only its type and place are logged.
        context.log(f"Ended by {type(error).__name__} at {_places(error)}")
        what = "The platform stopped this run" if isinstance(error, SystemExit) else _DEFECT
        reason = f"{what}. {_LOG}"
    try:
        return context.on_abort(error) or context.failed(reason)
    except Exception as second:  # noqa: BLE001 (whatever happens, the run ends by one result)
        context.log(f"No outcome: {type(second).__name__} at {_places(second)}")
        return context.failed(reason)


_DEFECT = "The integration hit an unexpected error"
_LOG = "The action's debug output shows where."


def _ignore_sigterm() -> None:
    """Ignore SIGTERM, so that the process does not end before its result is written."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return ", ".join(f"{frame.name}:{frame.lineno}" for frame in frames)


def _escaped(result: Any) -> str:  # noqa: ANN401 (any JSON)
    """Return JSON without `<`, `>` and `&`, so that a page that inlines it is not changed by it."""
    text = json.dumps(result)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _table(outcome: Outcome) -> list[str]:
    rows = [("To", "Status", "Message SID", "Error")]
    rows += [
        (one.to, one.status, one.sid or "", one.error_message or "") for one in outcome.deliveries
    ]
    return [",".join(map(_cell, row)) for row in rows]


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a phone number stays as it is."""
    cell = " ".join(text.replace(",", " ").split())
    is_number = cell.startswith("+") and cell[1:].isdecimal()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell
