// The runs of actions: each with its state, result value and JSON.
import { element, find, foreign, icon } from "./nodes.js";

const LOOKS = {
  Starting: ["busy", "turn"],
  "In progress": ["busy", "turn"],
  Completed: ["done", "check"],
  Failed: ["fail", "cross"],
  "Timed out": ["late", "clock"],
};

export class Runs {
  #cards = new Map();

  show(view) {
    const known = this.#cards.get(view.number);
    const card = known ?? makeCard(view);
    if (!known) {
      this.#cards.set(view.number, card);
      find("runs").prepend(card.node);
      find("none").hidden = true;
    }
    const earlier = card.view?.status;
    card.view = view;
    fill(card);
    if (known && earlier !== view.status) {
      find("news").textContent = `${view.action}, run ${view.number}: ${view.status}`;
    }
  }

  // The run that waits for a reply with this code, if there is one.
  waitingRun(code) {
    return [...this.#cards.values()].map(({ view }) => view).find((view) => view.ended === null && view.code === code);
  }

  withRun(number, show) {
    if (this.#cards.has(number)) show(this.#cards.get(number).view);
  }

  // Updates the durations of the runs in progress.
  tick() {
    for (const card of this.#cards.values()) {
      if (card.view.ended === null) card.facts.textContent = facts(card.view);
    }
  }

  get isEmpty() {
    return this.#cards.size === 0;
  }
}

function makeCard(view) {
  const card = {
    badge: element("span", "state"),
    facts: element("p", "facts"),
    said: foreign("p", "said", ""),
    name: element("dt", "", view.resultName),
    value: foreign("dd", "", ""),
    pre: scrollable("JSON result"),
    state: scrollable("Saved state"),
  };
  card.result = element("dl", "value mono", card.name, card.value);
  card.json = element("details", "json", element("summary", "", "JSON result"), card.pre);
  card.saved = element("details", "json", element("summary", "", "Saved state"), card.state);
  const head = element("div", "head", element("h3", "", view.action), card.badge);
  card.node = element("li", "run", head, card.facts, card.said, card.result, card.saved, card.json);
  card.node.dataset.number = view.number;
  return card;
}

// A text that may be longer than its box: it must be reachable by the keyboard.
function scrollable(name) {
  const node = foreign("pre", "mono", "");
  node.tabIndex = 0;
  node.setAttribute("role", "region");
  node.setAttribute("aria-label", name);
  return node;
}

function fill(card) {
  const { view } = card;
  const [look, shape] = LOOKS[view.status];
  card.node.dataset.status = view.status;
  card.badge.className = `state ${look}`;
  card.badge.replaceChildren(icon(shape), view.status);
  card.facts.textContent = facts(view);
  card.said.textContent = view.message;
  card.said.hidden = !view.message;
  const running = view.ended === null;
  card.value.textContent = view.value ?? "";
  card.result.hidden = running || view.value === null;
  card.saved.hidden = !running || view.value === null;
  card.state.textContent = running && view.value !== null ? pretty(view.value) : "";
  card.json.hidden = view.json === null;
  card.pre.textContent = view.json === null ? "" : pretty(view.json);
}

function facts(view) {
  const seconds = Math.max(0, (view.ended ?? Date.now() / 1000) - view.started);
  const looks = view.polls === 1 ? "1 run" : `${view.polls} runs`;
  return `#${view.number} · Case ${view.case} · from ${view.origin === "page" ? "this page" : view.origin} · ${looks} · ${length(seconds)}`;
}

function length(seconds) {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
