// The head of the page: what the step came to, and whom it concerns.
function heading({ label, tone, glyph }, ...lines) {
  const badge = element("span", "badge", icon(glyph));
  const title = typeof label === "string" ? element("h1", "", label) : label;
  return element("header", `summary ${tone}`, badge, element("div", "headline", title, ...lines));
}

function detail(...parts) {
  const present = dotted(...parts);
  return present.length ? element("p", "detail", ...present) : null;
}

function notice(glyph, title, sentence) {
  return heading({ label: title, tone: "busy", glyph }, element("p", "detail", sentence));
}

function toneOf(recipient) {
  return wordsOf(STATUSES, recipient.status).tone;
}

function addresses(recipients) {
  return element("span", "", ...listed(recipients.map(({ to }) => address(to)), 3));
}

function tally(recipients) {
  if (recipients.length === 1) return ["to ", addresses(recipients)];
  const counts = new Map();
  for (const { status } of recipients) {
    const { label } = wordsOf(STATUSES, status);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return dotted(...[...counts].map(([label, number]) => `${number} ${label.toLowerCase()}`));
}

const HANDED_ON = new Set(["sending", "sent"]);

function overall(recipients) {
  const tones = recipients.map(toneOf);
  const all = (status) => recipients.every((recipient) => recipient.status === status);
  if (all("not_sent")) return { label: "Not sent", tone: "bad", glyph: "cross" };
  if (tones.every((tone) => tone === "bad")) return { label: "Not delivered", tone: "bad", glyph: "cross" };
  if (tones.includes("bad")) return { label: "Not delivered to all", tone: "unsure", glyph: "alert" };
  if (tones.includes("unsure")) return { label: "Uncertain", tone: "unsure", glyph: "alert" };
  if (tones.every((tone) => tone === "good")) return { label: "Delivered", tone: "good", glyph: "checks" };
  if (recipients.some(({ status }) => HANDED_ON.has(status))) return { label: "Sent, delivery not confirmed", tone: "busy", glyph: "check" };
  return { label: "Accepted by Twilio, delivery not checked", tone: "busy", glyph: "clock" };
}

function sendHeading(recipients) {
  return heading(overall(recipients), element("p", "detail", ...tally(recipients)));
}

// A stranger wrote the answer: the word above it says what it is.
function answerTitle(label, answer) {
  return element("h1", "", element("span", "label", label), externalText("span", "answer", answer));
}

function elapsed(word, seconds) {
  return seconds === null ? null : element("span", "elapsed", `${word} ${duration(seconds)}`);
}

function answeredHeading(wait) {
  const words = wordsOf(OUTCOMES, "answered");
  const by = wait.reply ? element("span", "", "by ", address(wait.reply.from)) : null;
  const at = wait.reply ? timeOf(wait.reply.at, MOMENT) : null;
  const facts = detail(by, at, elapsed("after", wait.waited));
  // A long answer stands below the facts, or it would push them out of sight.
  if (wait.answer.length > 80) return heading(words, facts, externalText("p", "answer long", wait.answer), failures(wait));
  return heading({ ...words, label: answerTitle(words.label, wait.answer) }, facts, failures(wait));
}

function failures({ recipients }) {
  const failed = recipients.filter((recipient) => toneOf(recipient) === "bad");
  if (failed.length === 0) return null;
  return element("p", "detail", "Not delivered to ", addresses(failed));
}

// Whom an end without an answer concerns: those who got no question, or those who could answer it.
function concerned({ outcome, recipients }) {
  const failed = recipients.filter((recipient) => toneOf(recipient) === "bad");
  return outcome === "undelivered" ? failed : recipients.filter((recipient) => !failed.includes(recipient));
}

const WORDS_BEFORE = new Map([["timed_out", "from "], ["undelivered", "to "]]);

function unansweredHeading(wait) {
  const key = wait.outcome === "timed_out" && wait.uncounted ? "invalid" : wait.outcome;
  const people = concerned(wait);
  const word = WORDS_BEFORE.get(wait.outcome) ?? "";
  const who = people.length ? element("span", "", word, addresses(people)) : null;
  const texts = wait.uncounted ? `${count(wait.uncounted, "text", "texts")} did not count` : null;
  const others = wait.outcome === "undelivered" ? null : failures(wait);
  return heading(wordsOf(OUTCOMES, key), detail(who, texts, elapsed("waited", wait.waited)), others);
}

function waitHeading(wait) {
  return wait.outcome === "answered" ? answeredHeading(wait) : unansweredHeading(wait);
}
