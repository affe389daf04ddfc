"""The two predefined widgets: made from `sources/`, checked, filled in and previewed.

The platform pastes the step's JSON result into the page as text, and the JSON holds what a stranger
wrote into a reply. The package's own results escape `<`, `>` and `&`, but a host that parses the
JSON and writes it again loses that. What the page holds against it, from the outside in:

1. The JSON lies in a `plaintext` element at the end of the page. The HTML parser never leaves it,
   so no reply can end it and become markup, escaped or not. This needs a host that hands the page
   to a browser as it is.
2. The page's script reads that text with `JSON.parse` and writes text nodes. It makes no markup,
   and `trusted-types 'none'` has the browser refuse any.
3. Should a host take the page apart and write it anew, so that a reply does become markup: the
   policy lets in one script and one style, by hash. No other script or event handler runs, nothing
   is loaded, no form is sent. A policy cannot stop a link that is clicked or a `meta` refresh.
"""

from __future__ import annotations

from devkit.definitions import ROOT
from devkit.widget.checks import check
from devkit.widget.pages import STEMS, build, page, render
from devkit.widget.preview import preview, samples

__all__ = ["ROOT", "STEMS", "build", "check", "page", "preview", "render", "samples"]
