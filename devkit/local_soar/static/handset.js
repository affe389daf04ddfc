// One phone: its messages, the answers to its open questions, and a field to write in.
import { element, foreign, icon, spaced } from "./nodes.js";

const ON_ITS_WAY = new Set(["accepted", "scheduled", "queued", "sending"]);
const LOST = new Set(["failed", "undelivered", "canceled"]);
const WORDS = {
  undelivered: "Not delivered",
  received: "Received by Twilio",
};
const ICONS = { delivered: "checks", read: "checks", sent: "check", received: "check" };

// Up to so many pixels from the end of a thread count as its end.
const NEAR = 4;

export class Handset {
  #messages = new Map();
  #atEnd = true;
  #place = 0;

  // `reply` sends a text; `waitingRun` returns the run that waits for a reply with a code.
  constructor(number, name, { reply, waitingRun }) {
    Object.assign(this, { number, name, reply, waitingRun });
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

  // A reader at the newest message stays there, whatever is added or resized; a reader who has
  // scrolled up stays where they are.
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
    const time = new Date(view.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    const shape = icon(LOST.has(state) ? "cross" : (ICONS[state] ?? "clock"));
    stamp.replaceChildren(shape, view.error ? `${word} (${view.error}) · ${time}` : `${word} · ${time}`);
  }

  // The questions that reached the phone and for which an action waits, newest first; each code once.
  // A text written since that is an answer closes a question before the action reads it.
  #openQuestions() {
    const views = [...this.#messages.values()].map((message) => message.view);
    const open = new Map();
    views.forEach((view, place) => {
      const run = view.code && !LOST.has(view.status) && !ON_ITS_WAY.has(view.status) && this.waitingRun(view.code);
      if (!run) return;
      open.delete(view.code);
      const answered = views.slice(place + 1).some((later) => later.written && isAnswer(later.body, view.code, run.options));
      if (!answered) open.set(view.code, { code: view.code, body: view.body, options: run.options });
    });
    return [...open.values()].reverse();
  }

  // Offers the answers to all open questions.
  showAnswers() {
    const questions = this.#openQuestions();
    const count = questions.length;
    this.node.classList.toggle("asked", count > 0);
    this.hint.textContent = count > 1 ? `${count} open questions` : count ? "Waits for an answer" : this.name || "Phone";
    const shown = JSON.stringify(questions);
    if (this.answers.dataset.shown === shown) return;
    const hadFocus = this.answers.contains(document.activeElement);
    this.answers.dataset.shown = shown;
    this.answers.hidden = count === 0;
    this.answers.replaceChildren(...questions.map((question) => this.#answerGroup(question, count > 1)));
    if (hadFocus) this.field.focus();
  }

  #answerGroup({ body, code, options }, isNamed) {
    const buttons = options.map((option) => this.#button("answer", option, code, () => this.#send(`${option} ${code}`)));
    const bare = this.#button("answer bare", "Answer with", code, () => this.#sendField(code));
    const name = foreign("p", "asks", body.split("\n")[0]);
    const group = element("div", "group", ...(isNamed ? [name] : []), ...buttons, bare);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", `Answers to: ${name.textContent}`);
    return group;
  }

  #button(className, words, code, act) {
    const button = element("button", className, foreign("bdi", "", words), " ", element("span", "", code));
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

function isAnswer(text, code, options) {
  const wanted = options.map((option) => `${option} ${code}`.toLowerCase());
  return wanted.length ? wanted.includes(text.toLowerCase()) : text.split(/\s+/).includes(code);
}
