// The head of the page: what came of it, in one look.
function tally(recipients) {
  if (recipients.length === 1) return [address(recipients.at(0).to)];
  const counts = new Map();
  for (const recipient of recipients) {
    const { label } = wordsOf(STATUSES, recipient.status);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, count]) => `${count} ${label.toLowerCase()}`);
}

function overall(recipients) {
  const tones = recipients.map((recipient) => wordsOf(STATUSES, recipient.status).tone);
  if (tones.every((tone) => tone === "bad")) return { label: "Failed", tone: "bad", glyph: "cross" };
  if (tones.includes("bad")) return { label: "Partly failed", tone: "unsure", glyph: "alert" };
  if (tones.includes("unsure")) return { label: "Uncertain", tone: "unsure", glyph: "alert" };
  if (tones.every((tone) => tone === "good")) return { label: "Delivered", tone: "good", glyph: "checks" };
  return { label: "Sent", tone: "good", glyph: "check" };
}

function heading({ label, tone, glyph }, ...lines) {
  const mark = element("span", "badge", icon(glyph));
  const words = element("div", "headline", element("h1", "", label), ...lines);
  return element("header", `summary ${tone}`, mark, words);
}

function detail(...parts) {
  const present = dotted(...parts);
  return present.length ? element("p", "detail", ...present) : null;
}

function waitHeading(wait) {
  const answer = wait.answer ? foreign("p", "chosen", wait.answer) : null;
  const waited = wait.waited === null ? "" : `after ${duration(wait.waited)}`;
  const code = wait.code ? `code ${wait.code}` : "";
  const failed = wait.recipients.filter(({ status }) => wordsOf(STATUSES, status).tone === "bad").length;
  const failures = failed ? `${failed} of ${wait.recipients.length} messages failed` : "";
  return heading(wordsOf(OUTCOMES, wait.outcome), answer, detail(waited, code, failures));
}

function sendHeading(recipients) {
  return heading(overall(recipients), detail(...tally(recipients)));
}

function notice(glyph, title, sentence) {
  return heading({ label: title, tone: "busy", glyph }, element("p", "detail", sentence));
}
