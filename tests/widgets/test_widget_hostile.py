from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from devkit.widget import STEMS, samples
from tests.widgets.results import escaped, filled, message, reply, wait

pytestmark = pytest.mark.browser

REPLIES = [
    pytest.param("</script><script>alert('script')</script> 482139", id="script"),
    pytest.param("</plaintext></body><script>alert('plaintext')</script>", id="plaintext"),
    pytest.param("<img src='http://evil.test/i' onerror=alert('img')>", id="img"),
    pytest.param("<svg onload=alert('svg')><style>*{display:none}</style>", id="svg"),
    pytest.param("<meta http-equiv=refresh content='0;url=http://evil.test/'>", id="refresh"),
    pytest.param("<!-- <script> <!--", id="comment"),
    pytest.param("]]> ${alert('template')} {{7*7}} &lt;b&gt; &#60;", id="templates"),
    pytest.param("\"quoted\" 'single' `tick` \\back\\slash \\u003c", id="quotes"),
    pytest.param("line\u2028paragraph\u2029end\x00\x1b[0m\ufeff", id="separators"),
    pytest.param("\u0644\u0627\u060c 482139 (VPN!)", id="arabic"),
    pytest.param("\u202eabc 482139 \u2066never closed", id="bidi-marks"),
    pytest.param(
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd 482139", id="emoji"
    ),
    pytest.param("\ud83d half an emoji", id="lone-surrogate"),
    pytest.param("m" * 1600, id="1600-characters-one-word"),
    pytest.param("words and words " * 100, id="1600-characters"),
    pytest.param("[{stepInstanceName}.is_success] [Case.Id]", id="placeholders"),
]
FORMS = [
    pytest.param(escaped, id="escaped"),
    pytest.param(lambda result: json.dumps(result, ensure_ascii=True), id="raw-markup"),
]

UNTIL_THE_FORM_IS_REFUSED = """new Promise((done) => {
  const look = () =>
    window.broken.includes("form-action") ? done() : setTimeout(look, 20);
  look();
})"""


@pytest.mark.parametrize("to_json", FORMS)
@pytest.mark.parametrize("body", REPLIES)
def test_reply_shows_as_text_and_runs_nothing(show, body, to_json):
    result = wait(answer=body, reply=reply(body), other_replies=[reply(body)])
    shown = show(filled("SendSMSAndWait", to_json(result)), viewport={"width": 280, "height": 400})
    # A text node holds UTF-16: half a pair comes back as it went in, but not through the browser's
    # remote protocol, so the comparison is made inside.
    same = "(nodes, body) => nodes.map((node) => node.textContent === body)"
    assert shown.find(".incoming .bubble").evaluate_all(same, body) == [True, True]
    assert shown.find(".answer").evaluate_all(same, body) == [True]
    assert shown.find("main :is(script, img, svg svg, style, meta, plaintext)").count() == 0
    assert shown.find("body > *").evaluate_all("nodes => nodes.map((node) => node.localName)") == [
        "main",
        "script",
        "plaintext",
    ]
    assert (shown.ran, shown.requests, shown.violations, shown.errors) == ([], [], [], [])
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 280
    cut = "nodes => nodes.filter((node) => node.scrollWidth > node.clientWidth).length"
    assert shown.find(".bubble, .answer").evaluate_all(cut) == 0


@pytest.mark.parametrize("name", ["to", "from", "status", "error_message", "created_at"])
def test_every_field_of_a_message_is_text(show, name):
    hostile = "<img src=http://evil.test/ onerror=alert(1)>"
    shown = show(filled("SendSMS", json.dumps([message(**{name: hostile})])))
    assert hostile in shown.text
    assert shown.find("main img").count() == 0
    assert (shown.ran, shown.requests) == ([], [])


def test_direction_of_a_reply_stays_inside_its_bubble(show):
    bodies = ["\u0644\u0627", "\u202eabc", "plain"]
    others = [reply(body, f"2026-11-21T20:15:0{i}Z") for i, body in enumerate(bodies)]
    shown = show(filled("SendSMSAndWait", escaped(wait("timed_out", other_replies=others))))
    styles = shown.find(".incoming .bubble").evaluate_all(
        "nodes => nodes.map(getComputedStyle).map((s) => `${s.direction} ${s.unicodeBidi}`)"
    )
    assert styles == ["rtl plaintext", "ltr plaintext", "ltr plaintext"]


def test_page_that_its_host_parsed_and_wrote_again_runs_nothing(show):
    """A host that turns a reply into markup meets the policy: only our script and style pass."""
    markup = (
        "<script>alert('script')</script><img src=http://evil.test/i onerror=alert('img')>"
        "<style>body{display:none}</style><iframe src=http://evil.test/f></iframe>"
        "<form action=http://evil.test/p><button>Go</button></form><script>document.forms[0]"
        ".submit()</script><p style='position:fixed'>text</p>"
    )
    page = filled("SendSMSAndWait", json.dumps(wait(reply=reply(markup))))
    shown = show(page.replace('<plaintext id="result" hidden>', '<div id="result">'))
    shown.page.get_by_role("button", name="Go").dispatch_event("click")
    # Playwright's own waiting would compile text in the page, which its policy refuses.
    shown.page.evaluate(UNTIL_THE_FORM_IS_REFUSED)
    assert (shown.ran, shown.requests) == ([], [])
    refused = {"script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr"}
    assert refused | {"img-src", "frame-src", "form-action"} == set(shown.violations)


def test_policy_refuses_markup_made_by_script(show):
    shown = show(filled("SendSMS", escaped([message()])))
    attempt = "() => { try { document.body.innerHTML = '<b>x</b>'; } catch (e) { return e.name; } }"
    assert shown.page.evaluate(attempt) == "TypeError"


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_sample_makes_no_request_and_fits_every_width(show, sample):
    shown = show(filled(sample.stem, sample.json_text))
    for width in (280, 600, 1200):
        shown.page.set_viewport_size({"width": width, "height": 400})
        assert shown.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert (shown.ran, shown.requests, shown.violations, shown.errors) == ([], [], [], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_axe_finds_nothing(show, sample, scheme):
    shown = show(filled(sample.stem, sample.json_text), color_scheme=scheme, bypass_csp=True)
    found = Axe().run(shown.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("stem", STEMS)
def test_dark_and_light_differ_and_are_readable(show, stem):
    result = escaped(wait() if stem == "SendSMSAndWait" else [message()])
    pages = [show(filled(stem, result), color_scheme=scheme) for scheme in ("light", "dark")]
    light, dark = ([_luminance(p, "body", prop) for prop in COLOURS] for p in pages)
    assert light[0] > 0.9 > light[1] + 0.7
    assert dark[0] < 0.1 < dark[1] - 0.7


COLOURS = ("backgroundColor", "color")
LUMINANCE = """(node, property) => {
  while (property === "backgroundColor" && getComputedStyle(node)[property] === "rgba(0, 0, 0, 0)")
    node = node.parentElement;
  const parts = getComputedStyle(node)[property].match(/[0-9.]+/g).slice(0, 3).map(Number);
  const [r, g, b] = parts.map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


def _luminance(shown, selector, prop, index=0):
    """The relative luminance of WCAG 2: of the text, or of the nearest painted background."""
    return shown.find(selector).nth(index).evaluate(LUMINANCE, prop)
