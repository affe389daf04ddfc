"""Who a request comes from, and whether it may do what it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from devkit.standin.errors import refusal
from devkit.standin.keys import ALL_PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.datastructures import Authorization

    from devkit.standin.accounts import Account
    from devkit.standin.keys import Permission
    from devkit.standin.state import State

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The account a request is about, and what its credentials allow."""

    account: Account
    permissions: frozenset[Permission] = ALL_PERMISSIONS
    test: bool = False

    def must(self, permission: Permission) -> None:
        """Refuse what the credentials do not allow."""
        if self.test and permission != "create":
            raise refusal(20008)
        if permission not in self.permissions:
            raise refusal(70051)


def admit(state: State, account_sid: str, given: Authorization | None, path: str) -> Visitor:
    """Check a request's credentials for the account in its path.

    Raises:
        ApiError: 20404 for a path that names no account, 20003 for credentials that are wrong or
            another account's, 20403 for an account that is suspended.
    """
    if not _ACCOUNT_SID.fullmatch(account_sid):
        raise refusal(20404, path=path)
    if given is None or given.type != "basic":
        raise refusal(20003)
    pair = (given.username or "", given.password or "")
    for account in state.accounts.values():
        if account_sid == account.test_credentials.sid and pair == account.test_credentials:
            return Visitor(account, test=True)
    account_or_none = state.accounts.get(account_sid)
    visitor = _known(account_or_none, pair) if account_or_none else None
    if visitor is None:
        raise refusal(20003)
    if any(one.suspended for one in _with_parents(visitor.account)):
        raise refusal(20403)
    return visitor


def _known(account: Account, pair: tuple[str, str]) -> Visitor | None:
    """The visitor, where the pair opens this account; a parent's token opens it too."""
    user, password = pair
    if any(pair == (one.sid, one.auth_token) for one in _with_parents(account)):
        return Visitor(account)
    key = account.keys.get(user)
    if key is not None and key.secret == password:
        return Visitor(account, key.permissions)
    return None


def _with_parents(account: Account) -> Iterator[Account]:
    current: Account | None = account
    while current is not None:
        yield current
        current = current.parent
