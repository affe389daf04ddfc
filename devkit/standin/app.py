"""The routes: each reads the request, asks the state, and writes the wire form."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response

from devkit.standin import auth, editing, listing, sending, wire
from devkit.standin.errors import ApiError, refusal

if TYPE_CHECKING:
    from devkit.standin.auth import Visitor
    from devkit.standin.state import State
    from devkit.standin.wire import Form

_MESSAGES = f"/{wire.VERSION}/Accounts/<account_sid>/Messages"


def build(state: State) -> Flask:
    """The API as a WSGI application on a state."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = True
    routes = _Routes(state)
    for ending in (".json", ""):
        add = app.add_url_rule
        add(f"{_MESSAGES}{ending}", f"create{ending}", routes.create, methods=["POST"])
        add(f"{_MESSAGES}{ending}", f"list{ending}", routes.list, methods=["GET"])
        add(f"{_MESSAGES}/<sid>/Media{ending}", f"media{ending}", routes.media, methods=["GET"])
    add(f"{_MESSAGES}/<sid>", "fetch", routes.fetch, methods=["GET"])
    add(f"{_MESSAGES}/<sid>", "update", routes.update, methods=["POST"])
    add(f"{_MESSAGES}/<sid>", "delete", routes.delete, methods=["DELETE"])
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _unroutable)
    return app


def _form() -> Form:
    return "json" if request.path.endswith(".json") else "xml"


def _refused(problem: Exception) -> Response:
    if not isinstance(problem, ApiError):
        raise problem
    response = wire.answer(wire.error(problem), problem.status, _form(), element="rest_exception")
    response.headers.update(problem.headers)
    return response


def _unroutable(problem: Exception) -> Response:
    if isinstance(problem, InternalServerError):
        return _refused(refusal(20500))
    code = 20004 if isinstance(problem, MethodNotAllowed) else 20404
    return _refused(refusal(code, path=request.path))


class _Routes:
    """The operations; each holds the lock from sign-in to answer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def create(self, account_sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("create")
            order = wire.order(request.form)
            make = sending.create_as_test if visitor.test else sending.create
            body = wire.message(make(visitor.account, order), fresh=True)
        return wire.answer(body, HTTPStatus.CREATED, _form(), element="Message")

    def list(self, account_sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("read")
            query = listing.read(request.args, self._state.precision)
            page = listing.turn_to(visitor.account.box, query, self._state.visible)
            body = wire.message_page(account_sid, page)
        return wire.answer(body, HTTPStatus.OK, _form(), element="Page")

    def fetch(self, account_sid: str, sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("read")
            body = wire.message(editing.find(visitor.account, _bare(sid), request.path))
        return wire.answer(body, HTTPStatus.OK, _form(), element="Message")

    def update(self, account_sid: str, sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("update")
            row = editing.find(visitor.account, _bare(sid), request.path)
            body = wire.message(editing.update(visitor.account, row, request.form))
        return wire.answer(body, HTTPStatus.OK, _form(), element="Message")

    def delete(self, account_sid: str, sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("delete")
            editing.delete(visitor.account, editing.find(visitor.account, _bare(sid), request.path))
        return Response(status=HTTPStatus.NO_CONTENT)

    def media(self, account_sid: str, sid: str) -> Response:
        with self._state.lock:
            visitor = self._admit(account_sid)
            visitor.must("read")
            body = wire.media_page(editing.find(visitor.account, sid, request.path))
        return wire.answer(body, HTTPStatus.OK, _form(), element="page")

    def _admit(self, account_sid: str) -> Visitor:
        self._state.settle()
        return auth.admit(self._state, account_sid, request.authorization, request.path)


def _bare(sid: str) -> str:
    return sid.removesuffix(".json")
