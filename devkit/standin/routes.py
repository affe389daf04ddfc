"""The operations of the API: each reads the request, changes the state, and writes the answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from devkit.standin import auth, listing, sending, serialization
from devkit.standin.errors import ApiError, refusal

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from werkzeug.wrappers import Response

    from devkit.standin.accounts import Account, Permission
    from devkit.standin.auth import Caller
    from devkit.standin.messages import Message
    from devkit.standin.state import State

_MESSAGES: Final = f"/{serialization.VERSION}/Accounts/<account_sid>/Messages"
_NOTHING: Final = frozenset[str]()


def build(state: State) -> Flask:
    """The API as a WSGI application on a state. A defect of the stand-in leaves it as it is."""
    app = Flask(__name__, static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.url_map.strict_slashes = True
    routes = _Routes(state)
    for path, method, function in (
        (f"{_MESSAGES}.json", "POST", routes.create),
        (f"{_MESSAGES}.json", "GET", routes.list),
        (f"{_MESSAGES}/<sid>.json", "GET", routes.fetch),
        (f"{_MESSAGES}/<sid>.json", "POST", routes.update),
    ):
        app.add_url_rule(path, function.__name__, function, methods=[method])
    app.register_error_handler(ApiError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_unknown)
    return app


def _answer_refusal(problem: Exception) -> Response:
    if not isinstance(problem, ApiError):
        raise problem
    response = serialization.answer(serialization.error(problem), problem.status)
    response.headers.update(problem.headers)
    return response


def _answer_unknown(problem: Exception) -> Response:
    code = 20004 if isinstance(problem, MethodNotAllowed) else 20404
    return _answer_refusal(refusal(code, path=request.path))


class _Routes:
    """The operations; each holds the lock from authentication to answer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def create(self, account_sid: str) -> Response:
        with self._state.lock:
            caller = self._authorize(account_sid, "create")
            _check_names(form=serialization.CREATE_PARAMETERS)
            parameters = serialization.create_parameters(request.form)
            row = sending.create(self._state, caller.account, parameters, test=caller.test)
            body = serialization.message(row, created=True)
        return serialization.answer(body, HTTPStatus.CREATED)

    def list(self, account_sid: str) -> Response:
        with self._state.lock:
            account = self._authorize(account_sid, "read").account
            _check_names(query=listing.PARAMETERS)
            query = listing.read_query(request.args)
            body = serialization.page(account_sid, listing.find_page(account, query))
        return serialization.answer(body, HTTPStatus.OK)

    def fetch(self, account_sid: str, sid: str) -> Response:
        with self._state.lock:
            account = self._authorize(account_sid, "read").account
            _check_names()
            body = serialization.message(_find(account, sid))
        return serialization.answer(body, HTTPStatus.OK)

    def update(self, account_sid: str, sid: str) -> Response:
        """Redact a message, which is all that the stand-in can change."""
        with self._state.lock:
            account = self._authorize(account_sid, "update").account
            _check_names(form={"Body"})
            row = _find(account, sid)
            if request.form.get("Body") != "":
                raise refusal(20001, "Only an empty Body can be set")
            if account.assumptions.redaction_needs_final_status and not row.final:
                raise refusal(20009)
            row.body, row.updated = "", self._state.clock.now()
            body = serialization.message(row)
        return serialization.answer(body, HTTPStatus.OK)

    def _authorize(self, account_sid: str, permission: Permission) -> Caller:
        self._state.run_due()
        caller = auth.authenticate(self._state, account_sid, request.authorization, request.path)
        caller.require(permission)
        return caller


def _check_names(*, form: AbstractSet[str] = _NOTHING, query: AbstractSet[str] = _NOTHING) -> None:
    """Refuse parameters that the stand-in does not know, in place of ignoring them."""
    for name in [*(request.form.keys() - form), *(request.args.keys() - query)]:
        raise refusal(20001, f"{name} is not a parameter of this request")


def _find(account: Account, sid: str) -> Message:
    row = account.rows.get(sid)
    if row is None:
        raise refusal(20404, path=request.path)
    return row
