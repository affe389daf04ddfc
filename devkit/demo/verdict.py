"""Whether the demo went as it should: the results, and what the account holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from devkit.soar import RunResult
    from devkit.standin import Account

COMPLETED, IN_PROGRESS = "COMPLETED", "IN PROGRESS"


def problems(
    outcomes: Mapping[str, Sequence[RunResult]],
    account: Account,
    people: tuple[str, str],
    answer: str,
) -> list[str]:
    """Return a sentence for everything that is not as it should be.

    Args:
        outcomes: the runs of each action.
        account: the account that was used.
        people: who was told; the first of them was asked.
        answer: what the one who was asked said, without the code.
    """
    found = [*_ping(outcomes["Ping"][-1]), *_notice(outcomes["Send SMS"][-1], people)]
    found += _wait(outcomes["Send SMS And Wait"], people[0], answer)
    found += _traffic(account, people)
    for runs in outcomes.values():
        found += [f"{run.action}: {run.error}" for run in runs if run.error]
    return found


def _ping(result: RunResult) -> Iterator[str]:
    yield from _expect("Ping: state", result.state_name, COMPLETED)
    yield from _expect("Ping: result value", result.value, True)


def _notice(result: RunResult, people: tuple[str, str]) -> Iterator[str]:
    yield from _expect("Send SMS: state", result.state_name, COMPLETED)
    yield from _expect("Send SMS: result value", result.value, True)
    rows = {row["to"]: row["status"] for row in result.json or []}
    yield from _expect("Send SMS: deliveries", rows, dict.fromkeys(people, "delivered"))


def _wait(runs: Sequence[RunResult], asked: str, answer: str) -> Iterator[str]:
    action = "Send SMS And Wait"
    yield from _expect(f"{action}: state of the first run", runs[0].state_name, IN_PROGRESS)
    last = runs[-1]
    yield from _expect(f"{action}: state", last.state_name, COMPLETED)
    yield from _expect(f"{action}: result value", last.value, answer)
    held: dict[str, Any] = last.json or {}
    yield from _expect(f"{action}: JSON status", held.get("status"), "answered")
    yield from _expect(f"{action}: JSON answer", held.get("answer"), answer)
    reply = held.get("reply") or {}
    yield from _expect(f"{action}: who replied", reply.get("from"), asked)


def _traffic(account: Account, people: tuple[str, str]) -> Iterator[str]:
    asked, told = people
    yield from _expect(f"texts to {asked}", len(account.outbound(asked)), 2)
    yield from _expect(f"texts to {told}", len(account.outbound(told)), 1)
    yield from _expect("texts in all", len(account.outbound()), 3)
    yield from _expect("replies", len(account.inbound()), 1)


def _expect(what: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted:
        yield f"{what} is {found!r}, not {wanted!r}"
