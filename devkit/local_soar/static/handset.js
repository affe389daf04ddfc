// One phone: its messages, the answers to an open question, and a field to write in.
import { element, foreign, icon, spaced } from "./nodes.js";

const ON_ITS_WAY = new Set(["accepted", "scheduled", "queued", "sending"]);
const LOST = new Set(["failed", "undelivered", "canceled"]);
const WORDS = {
  undelivered: "Not delivered",
  received: "Received by Twilio",
};
const ICONS = { delivered: "checks", read: "checks", sent: "check", received: "check" };

// How near the end of a thread counts as there, in pixels.
const NEAR = 4;

export class Handset {
  #messages = new Map();
  #atEnd = true;
  #place = 0;

  // `reply` sends a text; `awaits` tells whether an action waits for the answer to a question.
  constructor(number, name, { reply, awaits }) {
    Object.assign(this, { number, name, reply, awaits });
    this.hint = element("p");
    this.thread = this.#makeThread();
    this.answers = element("div", "answers");
    this.field = this.#makeField();
    this.node = element("article", "handset", this.#makeHead(), this.thread, this.answers, this.#makeComposer());
    this.node.dataset.number = number;
    this.node.setAttribute("aria-label", `Phone ${spaced(number)}`);
    this.showAnswers();
    this.#keepPlace();
  }

  // Shows a message, or its new state.
  show(view) {
    const known = this.#messages.get(view.sid);
    const message = known ?? { node: element("div", "message"), stamp: element("p", "stamp") };
    if (!known) {
      message.node.append(foreign("p", "bubble", view.body), message.stamp);
      this.#messages.set(view.sid, message);
    }
    const earlier = message.view?.status;
    message.view = view;
    if (earlier !== view.status) this.#stamp(message);
    if (!known) this.thread.append(message.node);
    this.#follow();
    this.showAnswers();
  }

  // Who reads the newest message goes on to see it, whatever is added or takes room away from the
  // thread; who has scrolled up is left there.
  #keepPlace() {
    this.thread.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.thread;
      if (scrollHeight - clientHeight - scrollTop <= NEAR) this.#atEnd = true;
      else if (scrollTop < this.#place) this.#atEnd = false;
      this.#place = scrollTop;
    });
    new ResizeObserver(() => this.#follow()).observe(this.thread);
  }

  #follow() {
    if (this.#atEnd) this.thread.scrollTop = this.thread.scrollHeight;
  }

  #stamp({ node, stamp, view }) {
    const state = view.status;
    node.className = "message";
    node.classList.toggle("written", view.written);
    node.classList.toggle("coming", ON_ITS_WAY.has(state));
    node.classList.toggle("lost", LOST.has(state));
    node.dataset.status = state;
    const word = WORDS[state] ?? state[0].toUpperCase() + state.slice(1);
    const time = new Date(view.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const shape = icon(LOST.has(state) ? "cross" : (ICONS[state] ?? "clock"));
    stamp.replaceChildren(shape, view.error ? `${word} (${view.error}) · ${time}` : `${word} · ${time}`);
  }

  // The newest question that reached the phone and that an action waits for. What was written since
  // may be its answer, long before the action looks.
  #question() {
    const views = [...this.#messages.values()].map((message) => message.view);
    const isOpen = (view, place) => view.code && !LOST.has(view.status) && !ON_ITS_WAY.has(view.status)
      && this.awaits(view) && !views.slice(place + 1).some((later) => later.written && answers(view, later.body));
    return views.findLast(isOpen) ?? null;
  }

  // Offers the answers to the open question, if there is one.
  showAnswers() {
    const question = this.#question();
    this.node.classList.toggle("asked", question !== null);
    this.hint.textContent = question ? "Waits for an answer" : this.name || "Phone";
    if (this.answers.dataset.sid === (question?.sid ?? "")) return;
    const held = this.answers.contains(document.activeElement);
    this.answers.dataset.sid = question?.sid ?? "";
    this.answers.hidden = question === null;
    this.answers.replaceChildren(...(question ? this.#buttons(question) : []));
    if (held) this.field.focus();
  }

  #buttons({ answers, code }) {
    const buttons = answers.map((text) => {
      const option = text.slice(0, text.length - code.length).trim();
      return this.#button("answer", option, code, () => this.#send(text));
    });
    const bare = this.#button("answer bare", "Answer with", code, () => {
      this.#sendField(code);
    });
    return [...buttons, bare];
  }

  #button(className, words, code, act) {
    const button = element("button", className, words, " ", element("span", "", code));
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  #send(text) {
    this.#atEnd = true;
    return this.reply(this.number, text);
  }

  async #sendField(code = "") {
    const text = `${this.field.value.trim()} ${code}`.trim();
    if (text && (await this.#send(text))) this.field.value = "";
  }

  #makeHead() {
    const letters = this.name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const initials = letters.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
    const face = element("span", "face", initials || icon("phone"));
    face.setAttribute("aria-hidden", "true");
    const number = element("h3", "", spaced(this.number));
    const owner = this.name ? element("span", "unseen", `, ${this.name}`) : null;
    if (owner) number.append(owner);
    return element("header", "owner", face, element("div", "", number, this.hint));
  }

  #makeThread() {
    const thread = element("div", "thread", element("p", "blank", "No messages yet"));
    thread.setAttribute("role", "log");
    thread.setAttribute("aria-label", `Messages of ${spaced(this.number)}`);
    thread.tabIndex = 0;
    return thread;
  }

  #makeField() {
    const field = element("input");
    field.placeholder = "Reply";
    field.maxLength = 1600;
    field.autocomplete = "off";
    field.setAttribute("aria-label", `Reply from ${spaced(this.number)}`);
    return field;
  }

  #makeComposer() {
    const button = element("button", "", icon("send"));
    button.setAttribute("aria-label", `Send from ${spaced(this.number)}`);
    const form = element("form", "composer", this.field, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#sendField();
    });
    return form;
  }
}

function answers({ answers: offered, code }, text) {
  const wanted = offered.map((answer) => answer.toLowerCase());
  return wanted.length ? wanted.includes(text.toLowerCase()) : text.split(/\s+/).includes(code);
}
