"""The page's own files."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Response, abort

_FOLDER = Path(__file__).with_name("static")
_NAMES = frozenset(path.name for path in _FOLDER.iterdir())


def page_file(name: str) -> Response:
    """Answer with a file of the page; 404 where it has none of that name."""
    if name not in _NAMES:
        abort(404)
    # Read whole: an open file would leak where the browser hangs up before its answer.
    return Response((_FOLDER / name).read_bytes(), mimetype=mimetypes.guess_type(name)[0])
