"""What can be done to a message that exists: find it, redact it, cancel it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.standin.delivery import Outcome
from devkit.standin.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.standin.accounts import Account
    from devkit.standin.messages import Message


def find(account: Account, sid: str, path: str) -> Message:
    """The row with a SID; 20404 where the account has none."""
    row = account.box.get(sid)
    if row is None:
        raise refusal(20404, path=path)
    return row


def update(account: Account, row: Message, form: Mapping[str, str]) -> Message:
    """Redact (an empty `Body`) or cancel (`Status=canceled`); anything else is 20001."""
    if form.get("Body") == "":
        return _redact(account, row)
    if form.get("Status") == "canceled" and "Body" not in form:
        return _cancel(account, row)
    raise refusal(20001, "Only an empty Body or Status=canceled can be set")


def delete(account: Account, row: Message) -> None:
    """Delete a row that is final; 20009 for one still on its way."""
    if not row.final:
        raise refusal(20009)
    account.box.remove(row)


def _redact(account: Account, row: Message) -> Message:
    if account.redact_needs_final and not row.final:
        raise refusal(20009)
    row.body = ""
    row.updated = account.state.clock.now()
    return row


def _cancel(account: Account, row: Message) -> Message:
    if row.status != "scheduled":
        raise refusal(20001, "Only a scheduled message can be canceled")
    account.move(row, Outcome("canceled"), account.state.clock.instant())
    return row
