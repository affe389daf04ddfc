"""The web application: its parts, and what is true of every answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from devkit.local_soar.access_control import refuse
from devkit.local_soar.files import page_file
from devkit.local_soar.reading import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Blueprint
    from werkzeug.sansio.response import Response

    from devkit.local_soar.access_control import Guard

LARGEST_BODY: Final = 1 << 20
# The last two: no script of ours may turn text into markup, not even by mistake.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(guard: Guard, parts: Iterable[Blueprint]) -> Flask:
    """Put the parts together behind the guard."""
    app = Flask("local-soar", static_folder=None)
    app.add_url_rule("/static/<name>", "static", page_file)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(guard.check_address)
    app.register_error_handler(HTTPException, _unroutable)
    for part in parts:
        app.register_blueprint(part)

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def _unroutable(problem: Exception) -> Response:
    """Answer what Flask itself refuses with a sentence, in JSON like all else."""
    if not isinstance(problem, HTTPException):
        raise problem
    if problem.response is not None:
        return problem.response
    status = HTTPStatus(problem.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    asked = f"{request.method} {request.path}"
    if status is HTTPStatus.NOT_FOUND:
        return refuse(status, f"This host has no endpoint {shortened(asked)}.")
    return refuse(status, f"{shortened(asked)}: {problem.description}")
