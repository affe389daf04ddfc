"""What the demo must come to: the results, and what the account holds afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from devkit.soar import RunResult
    from devkit.standin import Account


def problems(
    outcomes: Mapping[str, Sequence[RunResult]],
    account: Account,
    told: Sequence[str],
    asked: Sequence[str],
    answer: str,
) -> list[str]:
    """Return a sentence for everything that is not as expected.

    Args:
        outcomes: the runs of each action, by its name, in the order of the demo.
        account: the account that was used.
        told: the numbers that got the notice.
        asked: the numbers of the on-call chain; the last of them answered.
        answer: the answer without the code.
    """
    ping, notice, end = (runs[-1] for runs in outcomes.values())
    conversation = end.json or {}
    facts = (
        ("Ping: state", ping.state_name, "COMPLETED"),
        ("Send SMS: result value", notice.value, True),
        ("Send SMS: deliveries", _statuses(notice.json), dict.fromkeys(told, "delivered")),
        ("Send SMS And Wait: result value", end.value, answer),
        ("JSON result: status", conversation.get("status"), "answered"),
        ("JSON result: recipients", list(_statuses(conversation.get("recipients"))), list(asked)),
        ("JSON result: who replied", (conversation.get("reply") or {}).get("from"), asked[-1]),
        ("texts sent", len(account.outbound()), len(told) + len(asked) + 1),
        ("texts received", len(account.inbound()), 1),
    )
    found = [
        f"{what} is {actual!r}, not {wanted!r}"
        for what, actual, wanted in facts
        if actual != wanted
    ]
    broken = [run for runs in outcomes.values() for run in runs if run.error]
    return found + [f"{run.action}: {run.error}" for run in broken]


def _statuses(rows: list[dict[str, str]] | None) -> dict[str, str]:
    return {row["to"]: row["status"] for row in rows or []}
