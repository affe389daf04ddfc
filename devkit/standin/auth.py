"""Who a request comes from, and whether it may do what it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from devkit.standin.accounts import ALL_PERMISSIONS
from devkit.standin.errors import refusal

if TYPE_CHECKING:
    from werkzeug.datastructures import Authorization

    from devkit.standin.accounts import Account, Permission
    from devkit.standin.state import State

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """The account a request is about, and what its credentials allow."""

    account: Account
    permissions: frozenset[Permission] = ALL_PERMISSIONS
    test: bool = False

    def require(self, permission: Permission) -> None:
        """Refuse what the credentials do not allow."""
        if self.test and permission != "create":
            raise refusal(20008)
        if permission not in self.permissions:
            raise refusal(70051)


def authenticate(
    state: State, account_sid: str, authorization: Authorization | None, path: str
) -> Caller:
    """Check a request's credentials for the account in its path.

    Raises:
        ApiError: 20404 for a path that names no account, 20003 for credentials that are wrong or
            another account's, 20403 for an account that is suspended.
    """
    if not _ACCOUNT_SID.fullmatch(account_sid):
        raise refusal(20404, path=path)
    if authorization is None or authorization.type != "basic":
        raise refusal(20003)
    pair = (authorization.username or "", authorization.password or "")
    for account in state.accounts.values():
        if account_sid == account.test_credentials.sid and pair == account.test_credentials:
            return Caller(account, test=True)
    named = state.accounts.get(account_sid)
    caller = _caller(named, *pair) if named else None
    if caller is None:
        raise refusal(20003)
    if caller.account.suspended:
        raise refusal(20403)
    return caller


def _caller(account: Account, user: str, password: str) -> Caller | None:
    if (user, password) == (account.sid, account.auth_token):
        return Caller(account)
    key = account.keys.get(user)
    if key is not None and key.secret == password:
        return Caller(account, key.permissions)
    return None
