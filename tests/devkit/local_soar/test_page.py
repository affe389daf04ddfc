"""The page of phones in a real browser."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import PagePool, browser_fixture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from playwright.sync_api import Browser, Error, Locator, Page

    from devkit.local_soar.server import LocalSoar
    from tests.devkit.local_soar.clients import Client

pytestmark = pytest.mark.browser

MARY, ANALYST, THIRD = "+15551230001", "+15551230002", "+15551230003"
WAIT = "Send SMS And Wait"
HOSTILE = (
    "<img src=x onerror=\"window.ran.push('img')\"><script>window.ran.push('tag')</script>"
    "<b>bold</b> {{7*7}} &lt;i&gt; \u202eevil\u202c </p></div>"
)
WATCH = """
window.ran = [];
window.broken = [];
addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
"""
browser = browser_fixture()


@dataclass
class Screen:
    """The page as a person sees it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def phone(self, number: str) -> Locator:
        return self.page.locator(f'.handset[data-number="{number}"]')

    def bubbles(self, number: str) -> Locator:
        return self.phone(number).locator(".bubble")

    def stamps(self, number: str) -> Locator:
        return self.phone(number).locator(".stamp")

    def field(self, number: str) -> Locator:
        return self.phone(number).get_by_placeholder("Reply")

    def run(self, number: int) -> Locator:
        return self.page.locator(f'.run[data-number="{number}"]')

    def code(self, number: str) -> str:
        """Reads the code off the question, as a person would."""
        expect(self.bubbles(number).last).to_contain_text("SiemplifyID")
        return self.bubbles(number).last.inner_text().rpartition(" ")[2]


@pytest.fixture(scope="module")
def pages(browser: Browser) -> PagePool:
    return PagePool(browser, WATCH)


@pytest.fixture
def open_page(pages: PagePool, soar: LocalSoar) -> Iterator[Callable[..., Screen]]:
    """Opens the page; in the end, nothing may have gone wrong on it."""
    expect.set_options(timeout=60_000)
    screens: list[Screen] = []
    with ExitStack() as stack:

        def open_one(**options: Any) -> Screen:
            screen = Screen(stack.enter_context(pages.page({"locale": "en-GB", **options})))
            screens.append(screen)

            def note(error: Error) -> None:
                screen.errors.append(str(error))

            screen.page.on("pageerror", note)
            stack.callback(screen.page.remove_listener, "pageerror", note)
            screen.page.goto(soar.page_url)
            expect(screen.page.locator("#line")).to_have_text("Live")
            expect(screen.phone(MARY)).to_be_visible()
            return screen

        yield open_one
        for screen in screens:
            assert screen.errors == []
            assert screen.page.evaluate("[...window.ran, ...window.broken]") == []


@pytest.fixture
def screen(open_page: Callable[..., Screen]) -> Screen:
    return open_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def start(client: Client) -> Iterator[Callable[..., Future[Any]]]:
    """Starts an action by REST, as another program does, without waiting for its end."""
    with ThreadPoolExecutor() as pool:
        yield lambda action, params: pool.submit(client.run, action, params)


@contextmanager
def open_question(
    start: Callable[..., Future[Any]], screen: Screen, **more: str
) -> Iterator[Future[Any]]:
    """Asks Mary, waits until she sees it, and in the end sees that the action completed."""
    running = start(WAIT, {"Phone Number": MARY, "Message": "Was it you?"} | more)
    expect(screen.stamps(MARY).first).to_contain_text("Delivered")
    yield running
    assert running.result(timeout=90)["status"] == "Completed"


def test_action_from_outside_is_answered_on_the_page_and_completes(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen) as running:
        expect(screen.run(1)).to_have_attribute("data-status", "In progress")
        expect(screen.run(1).locator(".value")).to_be_hidden()
        screen.field(MARY).fill(f"Yes, that was me {screen.code(MARY)}")
        screen.field(MARY).press("Enter")

        expect(screen.run(1)).to_have_attribute("data-status", "Completed")

    assert running.result()["resultValue"] == "Yes, that was me"
    expect(screen.run(1).locator(".said")).to_have_text(f'{MARY} answered: "Yes, that was me"')
    expect(screen.run(1).locator(".value")).to_have_text("is_successYes, that was me")
    screen.run(1).get_by_text("JSON result").click()
    expect(screen.run(1).get_by_role("region", name="JSON result")).to_contain_text(
        '"answer": "Yes, that was me"'
    )
    expect(screen.field(MARY)).to_have_value("")


def test_offered_answers_are_buttons_that_go_when_one_was_sent(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    offered = {"Reply Options": "Approve, Not now"}
    with open_question(start, screen, **offered) as running:
        code = screen.code(MARY)
        buttons = screen.phone(MARY).locator(".answer")
        expect(buttons).to_have_text([f"Approve {code}", f"Not now {code}", f"Answer with {code}"])
        expect(screen.phone(MARY).locator(".owner")).to_contain_text("Waits for an answer")
        screen.field(MARY).fill("a draft")
        buttons.nth(1).click()
        expect(buttons).to_have_count(0)

    assert running.result()["resultValue"] == "Not now"
    expect(screen.bubbles(MARY).last).to_have_text(f"Not now {code}")
    expect(screen.field(MARY)).to_be_focused()
    expect(screen.field(MARY)).to_have_value("a draft")


@pytest.mark.parametrize(
    ("typed", "answer"), [("It was me", "It was me"), ("", None)], ids=["text", "code alone"]
)
def test_code_button_answers_with_what_was_typed(
    screen: Screen, start: Callable[..., Future[Any]], typed: str, answer: str | None
) -> None:
    with open_question(start, screen) as running:
        code = screen.code(MARY)
        screen.field(MARY).fill(typed)
        screen.phone(MARY).get_by_role("button", name=f"Answer with {code}").click()

    assert running.result()["resultValue"] == (answer or code)


def test_answer_that_is_none_of_the_options_leaves_the_question_open(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen, **{"Reply Options": "Approve, Deny"}):
        code = screen.code(MARY)
        screen.field(MARY).fill(f"Maybe {code}")
        screen.field(MARY).press("Enter")
        expect(screen.bubbles(MARY)).to_have_count(2)
        screen.phone(MARY).get_by_role("button", name=f"Deny {code}").click()


def test_every_phone_stops_waiting_when_the_action_has_ended(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    asked = {"Phone Number": f"{MARY}, {ANALYST}", "Reply Options": "Yes, No"}
    with open_question(start, screen, **asked):
        expect(screen.phone(ANALYST).locator(".answer")).to_have_count(3)
        screen.field(MARY).fill(f"yes! {screen.code(MARY)}")
        screen.field(MARY).press("Enter")

    for number in (MARY, ANALYST):
        expect(screen.phone(number).locator(".answer")).to_have_count(0)
        expect(screen.phone(number)).not_to_contain_text("Waits for an answer")


def test_phone_stops_waiting_when_its_owner_opts_out(
    screen: Screen, start: Callable[..., Future[Any]], open_page: Callable[..., Screen]
) -> None:
    start(WAIT, {"Phone Number": MARY, "Message": "Was it you?"})
    expect(screen.phone(MARY).locator(".answer")).to_have_count(1)
    screen.field(MARY).fill("STOP")
    screen.field(MARY).press("Enter")

    expect(screen.run(1)).to_have_attribute("data-status", "Failed")
    expect(screen.phone(MARY).locator(".answer")).to_have_count(0)
    later = open_page()
    expect(later.bubbles(MARY)).to_have_count(2)
    expect(later.phone(MARY).locator(".answer")).to_have_count(0)


def test_every_open_question_of_a_phone_can_be_answered(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    buttons = screen.phone(MARY).locator(".answer")
    with open_question(start, screen, **{"Reply Options": "Old"}) as older:
        expect(buttons.first).to_contain_text("Old")
        newer = start(WAIT, {"Phone Number": MARY, "Message": "And now?", "Reply Options": "New"})
        expect(buttons).to_have_count(4)
        expect(screen.phone(MARY).locator(".asks")).to_have_text(["And now?", "Was it you?"])
        expect(screen.phone(MARY)).to_contain_text("2 open questions")
        screen.phone(MARY).get_by_role("button", name="Old").click()
        expect(buttons).to_have_count(2)
        buttons.first.click()
        expect(buttons).to_have_count(0)

    assert [one.result()["resultValue"] for one in (older, newer)] == ["Old", "New"]


def test_newest_message_stays_in_view_unless_the_reader_has_scrolled_up(
    screen: Screen, client: Client, start: Callable[..., Future[Any]]
) -> None:
    thread = screen.phone(MARY).locator(".thread")
    client.run("Send SMS", {"Phone Number": MARY, "Message": "line " * 200})
    with open_question(start, screen, **{"Reply Options": "Approve it, Deny it, Escalate it"}):
        buttons = screen.phone(MARY).locator(".answer")
        expect(buttons).to_have_count(4)
        expect_at_end(thread)
        screen.page.set_viewport_size({"width": 1440, "height": 700})
        expect_at_end(thread)
        buttons.first.click()

    expect(screen.bubbles(MARY)).to_have_count(3)
    expect_at_end(thread)
    thread.evaluate(
        "node => new Promise((done) => {"
        " node.addEventListener('scroll', () => requestAnimationFrame(done), { once: true });"
        " node.scrollTop = 10; })"
    )
    client.run("Send SMS", {"Phone Number": MARY, "Message": "newer"})
    expect(screen.stamps(MARY).last).to_contain_text("Delivered")
    assert thread.evaluate("node => node.scrollTop") == 10


def expect_at_end(thread: Locator) -> None:
    """Waits until no part of the newest message is below the thread's lower edge."""
    expect(thread.locator(".message").last).to_be_in_viewport(ratio=1)
    left = "node => node.scrollHeight - node.clientHeight - node.scrollTop"
    assert thread.evaluate(left) <= 1


def test_delivery_states_are_shown_as_they_change(
    soar: LocalSoar, screen: Screen, client: Client
) -> None:
    state = soar.standin.state
    state.delivery.step = 1.0
    state.deliver(ANALYST, "undelivered", 30003)

    client.run("Send SMS", {"Phone Number": f"{MARY}, {ANALYST}", "Message": "hi"})

    expect(screen.stamps(MARY)).to_contain_text(re.compile("Queued|Sending"))
    expect(screen.stamps(MARY)).to_contain_text("Delivered")
    expect(screen.stamps(ANALYST)).to_contain_text("Not delivered (30003)")


def test_number_that_no_case_holds_gets_a_phone(screen: Screen, client: Client) -> None:
    client.run("Send SMS", {"Phone Number": "+15551239876", "Message": "hello"})

    expect(screen.bubbles("+15551239876")).to_have_text("hello")
    screen.field("+15551239876").fill("hi")
    screen.field("+15551239876").press("Enter")
    expect(screen.bubbles("+15551239876")).to_have_text(["hello", "hi"])


def test_hostile_text_stays_text(
    soar: LocalSoar, screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen, Message=HOSTILE):
        code = screen.code(MARY)
        assert screen.bubbles(MARY).first.text_content().startswith(HOSTILE)
        screen.field(MARY).fill(f"{HOSTILE} {code}")
        screen.field(MARY).press("Enter")
        expect(screen.run(1)).to_have_attribute("data-status", "Completed")

    screen.run(1).get_by_text("JSON result").click()
    shown = screen.run(1).get_by_role("region", name="JSON result").text_content()
    assert "<script>window.ran.push('tag')</script>" in shown
    strangers = "main img, main script, main b, .bubble *, pre *, .said *, dd *"
    assert screen.page.locator(strangers).count() == 0
    assert soar.standin.state.account.inbound(MARY)[0].body == f"{HOSTILE} {code}"


def test_bad_network_switch_spoils_actions_until_it_is_set_back(
    screen: Screen, open_page: Callable[..., Screen], client: Client
) -> None:
    other = open_page()

    for number, words in enumerate(("429 busy", "503 down", "Cut"), 1):
        screen.page.get_by_label(words).check()
        expect(other.page.get_by_label(words)).to_be_checked()
        client.run("Ping")
        expect(screen.run(number)).to_have_attribute("data-status", "Failed")
    other.page.get_by_label("Good").check()
    expect(screen.page.get_by_label("Good")).to_be_checked()
    client.run("Ping")

    expect(screen.run(4)).to_have_attribute("data-status", "Completed")


def test_page_opened_later_shows_what_has_happened(
    screen: Screen, open_page: Callable[..., Screen], start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen):
        later = open_page()
        expect(later.bubbles(MARY)).to_have_count(1)
        expect(later.run(1)).to_have_attribute("data-status", "In progress")
        later.field(MARY).fill(f"ok {later.code(MARY)}")
        later.field(MARY).press("Enter")

    expect(screen.bubbles(MARY)).to_have_count(2)


def test_hidden_tab_does_not_listen_and_catches_up_on_return(
    soar: LocalSoar, screen: Screen, client: Client
) -> None:
    turn = """(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    screen.page.evaluate(turn, True)
    client.run("Send SMS", {"Phone Number": MARY, "Message": "while away"})
    while not soar.standin.state.phone(MARY).inbox:
        client.get("/local/runs")
    expect(screen.bubbles(MARY)).to_have_count(0)

    screen.page.evaluate(turn, False)

    expect(screen.bubbles(MARY)).to_have_text("while away")
    expect(screen.run(1)).to_have_attribute("data-status", "Completed")
    screen.field(MARY).fill("back")
    screen.field(MARY).press("Enter")
    expect(screen.bubbles(MARY)).to_have_text(["while away", "back"])


def test_form_starts_an_action(soar: LocalSoar, screen: Screen) -> None:
    page = screen.page
    page.get_by_label("Action", exact=True).select_option("Send SMS")
    page.get_by_label("Phone Number").fill(THIRD)
    page.get_by_role("textbox", name="Message").fill("From the form")
    page.get_by_text("more parameters").click()
    page.get_by_label("Include Case Reference").check()
    page.get_by_role("button", name="Start", exact=True).click()

    expect(screen.run(1)).to_have_attribute("data-status", "Completed")
    expect(screen.run(1).locator(".facts")).to_contain_text("from this page")
    (row,) = soar.standin.state.account.outbound(THIRD)
    assert row.body.startswith("From the form\nCase 42: ")


def test_keyboard_alone_starts_answers_and_switches(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    keys = screen.page.keyboard
    screen.page.locator("body").press("Tab")
    expect(screen.page.get_by_text("Skip to the phones")).to_be_focused()
    keys.press("Tab")
    expect(screen.page.get_by_label("Good")).to_be_focused()
    keys.press("ArrowRight")
    expect(screen.page.get_by_label("429 busy")).to_be_checked()
    keys.press("ArrowLeft")
    expect(screen.page.get_by_label("Good")).to_be_checked()

    with open_question(start, screen, **{"Reply Options": "Yes, No"}) as running:
        expect(screen.phone(MARY).locator(".answer")).to_have_count(3)
        keys.press("Tab")  # the thread, so that it can be scrolled
        expect(screen.phone(MARY).get_by_role("log")).to_be_focused()
        keys.press("Tab")
        keys.press("Enter")
    assert running.result()["resultValue"] == "Yes"

    expect(screen.field(MARY)).to_be_focused()
    keys.type("thanks")
    keys.press("Tab")
    keys.press("Space")
    expect(screen.bubbles(MARY).last).to_have_text("thanks")


def test_reader_of_the_screen_is_told_names_and_news(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen, **{"Reply Options": "Yes, No"}):
        screen.page.locator("#new > summary").click()
        screen.page.get_by_text("more parameters").click()
        session = screen.page.context.new_cdp_session(screen.page)
        tree = session.send("Accessibility.getFullAXTree")["nodes"]
        screen.phone(MARY).locator(".answer").first.click()

    roles = {"button", "textbox", "combobox", "radio", "checkbox", "log", "article", "group"}
    controls = [node for node in tree if node.get("role", {}).get("value") in roles]
    nameless = [node for node in controls if not node.get("name", {}).get("value")]
    assert len(controls) > 20
    assert [node["role"]["value"] for node in nameless if node["role"]["value"] != "group"] == []
    phone = screen.page.get_by_role("article", name="Phone +1 555 123 0001")
    expect(phone.get_by_role("textbox", name="Reply from +1 555 123 0001")).to_be_visible()
    expect(phone.get_by_role("button", name="Send from +1 555 123 0001")).to_be_visible()
    log = phone.get_by_role("log", name="Messages of +1 555 123 0001")
    expect(log).to_be_visible()
    expect(screen.page.locator("#news")).to_have_text(f"{WAIT}, run 1: Completed")


@pytest.mark.parametrize("width", [320, 360, 700, 1100])
def test_narrow_screen_needs_no_sideways_scrolling(
    open_page: Callable[..., Screen], start: Callable[..., Future[Any]], width: int
) -> None:
    screen = open_page(viewport={"width": width, "height": 700})
    options = {"Reply Options": "An option with quite a few words in it, No", "Message": "x" * 300}
    with open_question(start, screen, **options):
        wide = screen.page.evaluate("document.scrollingElement.scrollWidth")
        screen.phone(MARY).locator(".answer").nth(1).click()

    assert wide <= width
    logo, name = (screen.page.locator(one).bounding_box() for one in (".mark", "h1"))
    assert name["y"] < logo["y"] + logo["height"]
    expect(screen.run(1)).to_have_attribute("data-status", "Completed")


def test_wide_page_keeps_help_off_the_form_and_phones_to_the_windows_edge(
    screen: Screen, client: Client
) -> None:
    numbers = ", ".join(f"+1555777000{last}" for last in range(4))
    client.run("Send SMS", {"Phone Number": numbers, "Message": "hi"})
    expect(screen.page.locator(".handset")).to_have_count(7)
    pane = screen.page.locator("#phones").bounding_box()
    assert pane["y"] + pane["height"] == 900

    screen.page.locator("#new > summary").click()
    screen.page.get_by_text("more parameters").click()
    screen.page.get_by_label("Include Case Reference").focus()
    help_box = screen.page.locator(".switch:focus-within .help").bounding_box()
    assert help_box["x"] + help_box["width"] < screen.page.locator("#new").bounding_box()["x"]


def test_forced_colours_leave_the_choice_and_the_two_sides_told_apart(
    open_page: Callable[..., Screen], client: Client
) -> None:
    screen = open_page(forced_colors="active")
    client.run("Send SMS", {"Phone Number": MARY, "Message": "hi"})
    screen.field(MARY).fill("hello")
    screen.field(MARY).press("Enter")
    expect(screen.bubbles(MARY)).to_have_count(2)
    style = "([node, name]) => getComputedStyle(node)[name]"

    def looks(nodes: Locator, name: str) -> list[str]:
        return [screen.page.evaluate(style, [node, name]) for node in nodes.element_handles()]

    grounds = looks(screen.page.locator(".network label"), "backgroundColor")
    assert grounds[0] not in grounds[1:]
    received, written = looks(screen.bubbles(MARY), "borderTopWidth")
    assert received != written


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_any_state_of_the_page(
    open_page: Callable[..., Screen],
    start: Callable[..., Future[Any]],
    client: Client,
    width: int,
) -> None:
    client.run("Send SMS", {"Phone Number": "12", "Message": "hi"})
    viewport = {"width": width, "height": 900}
    screen = open_page(bypass_csp=True, viewport=viewport, reduced_motion="reduce")
    screen.page.locator("#new > summary").click()
    with open_question(start, screen, Message="word " * 150):
        newer = start(WAIT, {"Phone Number": MARY, "Message": "שלום?", "Reply Options": "כן"})
        expect(screen.phone(MARY).locator(".asks")).to_have_count(2)
        screen.run(2).get_by_text("Saved state").click()
        found = axe_in_both_schemes(screen.page)
        screen.phone(MARY).locator(".answer").first.click()
        expect(screen.phone(MARY).locator(".answer")).to_have_count(1)
        screen.phone(MARY).locator(".answer").click()
        expect(screen.run(2)).to_have_attribute("data-status", "Completed")

    assert newer.result()["resultValue"] == "כן"
    screen.run(2).get_by_text("JSON result").click()
    assert found + axe_in_both_schemes(screen.page) == []


def axe_in_both_schemes(page: Page) -> list[tuple[str, Any]]:
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += axe(page)
    return found


def axe(page: Page) -> list[tuple[str, Any]]:
    """Rules of accessibility that the page breaks, with the elements that break them."""
    violations = Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]


def test_page_without_the_key_has_no_finding_of_axe(browser: Browser, soar: LocalSoar) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto(soar.url)

    assert axe(page) == []
    page.close()


def test_saved_state_is_folded_away_while_the_action_waits(
    screen: Screen, start: Callable[..., Future[Any]]
) -> None:
    with open_question(start, screen):
        state = screen.run(1).get_by_role("region", name="Saved state")
        expect(screen.run(1).get_by_text("Saved state")).to_be_visible()
        expect(state).to_be_hidden()
        screen.run(1).get_by_text("Saved state").click()
        expect(state).to_contain_text(screen.code(MARY))
        screen.field(MARY).fill(f"ok {screen.code(MARY)}")
        screen.field(MARY).press("Enter")
        expect(screen.run(1).get_by_text("Saved state")).to_be_hidden()


def test_each_line_of_a_text_has_its_own_direction(screen: Screen, client: Client) -> None:
    client.run("Send SMS", {"Phone Number": MARY, "Message": "שלום\nHello"})
    expect(screen.bubbles(MARY)).to_have_count(1)

    starts = screen.bubbles(MARY).evaluate(
        """(bubble) => [[0, 1], [5, 6]].map(([from, to]) => {
          const range = document.createRange();
          range.setStart(bubble.firstChild, from);
          range.setEnd(bubble.firstChild, to);
          const box = bubble.getBoundingClientRect();
          const letter = range.getBoundingClientRect();
          return box.right - letter.right < letter.left - box.left ? "right" : "left";
        })"""
    )
    assert starts == ["right", "left"]


@pytest.mark.parametrize("width", [390, 800])
def test_form_is_reached_from_the_top_of_a_narrow_screen(
    open_page: Callable[..., Screen], client: Client, width: int
) -> None:
    client.run("Ping")
    screen = open_page(viewport={"width": width, "height": 800})
    expect(screen.page.locator("#form")).to_be_hidden()

    screen.page.get_by_role("link", name="Start an action").click()

    expect(screen.page.get_by_label("Action", exact=True)).to_be_in_viewport()


def test_form_stays_open_with_its_values_where_the_action_fails(screen: Screen) -> None:
    screen.page.get_by_label("Phone Number").fill("12")
    screen.page.get_by_role("textbox", name="Message").fill("hi")
    screen.page.get_by_role("button", name="Start", exact=True).click()

    expect(screen.page.locator("#form .wrong")).to_contain_text('"12" has too few')
    expect(screen.run(1)).to_have_attribute("data-status", "Failed")
    expect(screen.page.get_by_role("textbox", name="Message")).to_have_value("hi")
    screen.page.get_by_label("Phone Number").fill(MARY)
    screen.page.get_by_role("button", name="Start", exact=True).click()
    expect(screen.page.locator("#form")).to_be_hidden()
    screen.page.locator(".answer").click()
    expect(screen.run(2)).to_have_attribute("data-status", "Completed")


def test_form_names_what_is_missing_before_it_starts_anything(
    soar: LocalSoar, screen: Screen
) -> None:
    screen.page.get_by_role("button", name="Start", exact=True).click()

    expect(screen.page.locator("#form .wrong")).to_have_text("Message is missing.")
    expect(screen.page.get_by_role("textbox", name="Message")).to_be_focused()
    assert soar.runs.all == []


def test_refusal_of_the_server_is_shown(screen: Screen) -> None:
    screen.page.route("**/page/reply", lambda route: route.abort())
    screen.field(MARY).fill("hello")
    screen.field(MARY).press("Enter")

    expect(screen.page.get_by_role("alert").first).to_have_text("The server cannot be reached.")
    expect(screen.field(MARY)).to_have_value("hello")


def test_page_says_when_the_server_is_gone(soar: LocalSoar, screen: Screen) -> None:
    soar.stop()

    expect(screen.page.locator("#line")).to_have_text("Connection lost, trying again")


def test_page_without_the_key_is_locked(browser: Browser, soar: LocalSoar) -> None:
    page = browser.new_page()
    page.goto(soar.url)

    assert "This page is locked" in page.inner_text("main")
    page.close()
