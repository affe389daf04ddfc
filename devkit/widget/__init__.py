"""The two predefined widgets: built from `sources/`, checked, filled with results and previewed.

The platform pastes the step's JSON result into the page as text, and the JSON holds what a stranger
wrote into a reply. The package's own results escape `<`, `>` and `&`, but a host that parses the
JSON and writes it again loses that. The page is protected in three ways:

1. The JSON lies in a `plaintext` element at the end of the page. Such an
   element has no end tag, so no reply can become markup, escaped or not. This needs a host that
   gives the page to a browser unchanged.
2. The page's script reads that text with `JSON.parse` and writes text nodes. It makes no markup,
   and with `trusted-types 'none'` the browser refuses any.
3. A host may parse the page and write it again, so that a reply does become markup. The policy
   allows one script and one style, by hash. No other script or event handler runs, nothing is
   loaded, no form is sent. A policy cannot stop a click on a link or a `meta` refresh.
"""

from __future__ import annotations

from devkit.definitions import ROOT
from devkit.widget.pages import STEMS, build, digest, page, render
from devkit.widget.preview import preview, samples

__all__ = ["ROOT", "STEMS", "build", "digest", "page", "preview", "render", "samples"]
