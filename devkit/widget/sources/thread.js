// The conversation: bubbles with the texts, small lines for what the action sent besides, and the
// recipients with the status of each.
function bubble(body) {
  return body === "" ? element("p", "bubble empty", "no text") : externalText("p", "bubble", body);
}

function delivery(recipient) {
  const { label, tone, glyph } = wordsOf(STATUSES, recipient.status);
  return element("span", `delivery ${tone}`, icon(glyph), label);
}

function origin({ from, service }) {
  if (from) return element("span", "", "from ", address(from));
  if (!service) return null;
  const words = element("span", "", "from the Messaging Service");
  words.title = service;
  return words;
}

function remarks(recipient) {
  const lines = [];
  if (recipient.problem) lines.push(externalText("p", `remark ${toneOf(recipient)}`, recipient.problem));
  if (recipient.twice) lines.push(element("p", "remark unsure", "Sent again after no answer from Twilio: may have arrived twice"));
  return lines;
}

function recipientRow(recipient) {
  const first = element("p", "row", address(recipient.to), delivery(recipient));
  const segments = recipient.segments > 1 ? `${recipient.segments} segments` : "";
  const facts = dotted(origin(recipient), segments, timeOf(recipient.at, MOMENT));
  return element("li", "recipient", first, facts.length ? element("p", "facts", ...facts) : null, ...remarks(recipient));
}

function recipientList(recipients) {
  if (recipients.length === 0) return null;
  return element("section", "", element("h2", "", recipients.length === 1 ? "Recipient" : "Recipients"), element("ul", "recipients", ...recipients.map(recipientRow)));
}

function outgoing(body, at, ...facts) {
  return { at, node: element("li", "outgoing", bubble(body), element("p", "stamp", ...dotted(...facts, timeOf(at)))) };
}

function replyEvent(reply, wait, sameSender) {
  const taken = wait.outcome === "answered" && reply.counted;
  const optedOut = wait.outcome === "opted_out" && OPT_OUT.has(reply.body.trim().toLowerCase());
  const note = taken
    ? element("span", "delivery good", icon("check"), "Answer")
    : optedOut ? "opted out" : REASONS.get(reply.reason) ?? "not taken as the answer";
  return {
    at: reply.at,
    node: element(
      "li", taken ? "incoming taken" : "incoming",
      sameSender ? null : element("p", "sender", address(reply.from)),
      bubble(reply.body),
      element("p", "stamp", ...dotted(timeOf(reply.at), note)),
    ),
  };
}

function followUpEvent(followUp, at) {
  const label = KINDS.get(followUp.kind) ?? (followUp.kind || "Sent besides");
  const { label: status, tone } = wordsOf(STATUSES, followUp.status);
  const problem = tone === "bad" && followUp.problem ? externalText("span", "", followUp.problem) : null;
  const words = element("span", "", `${label}: `, address(followUp.to));
  return { at, node: element("li", "follow-up", ...dotted(words, status.toLowerCase(), problem)) };
}

const PAUSE = 30_000; // milliseconds; the questions of one run leave within less

// Who was asked in a later run: an escalation.
function askedLater({ recipients }) {
  const moments = recipients.map(({ at }) => Date.parse(at)).filter((moment) => !Number.isNaN(moment));
  const isLater = (moment) => moments.some((other) => other < moment) && !moments.some((other) => other < moment && moment - other < PAUSE);
  return recipients.filter(({ at }) => isLater(Date.parse(at)));
}

function escalationEvent(recipient) {
  const { label } = wordsOf(STATUSES, recipient.status);
  const words = element("span", "", "Asked next: ", address(recipient.to));
  return { at: recipient.at, node: element("li", "follow-up", ...dotted(words, label.toLowerCase())) };
}

const HINTED = new Set(["no_code", "no_option"]);

function hintsFor(reply, wait) {
  return wait.followUps.filter(({ kind, to }) => kind === "hint" && samePhone(to, reply.from) && HINTED.has(reply.reason));
}

function replyEvents(wait) {
  const hinted = new Set();
  let speaker = null;
  return wait.replies.flatMap((reply) => {
    const events = [replyEvent(reply, wait, reply.from === speaker)];
    speaker = reply.from;
    const hints = hinted.has(reply.from) ? [] : hintsFor(reply, wait);
    if (hints.length) {
      hinted.add(reply.from);
      events.push(...hints.map((hint) => followUpEvent(hint, reply.at)));
      speaker = null;
    }
    return events;
  });
}

// A follow-up has no time of its own. A hint stands behind the text that it is about, a reminder
// behind the question, everything else at the end.
function conversation(wait) {
  const texts = wait.replies.filter(({ reason }) => HINTED.has(reason));
  const reminders = wait.followUps.filter(({ kind }) => kind === "reminder");
  const rest = wait.followUps.filter(({ kind, to }) => kind !== "reminder" && !(kind === "hint" && texts.some(({ from }) => samePhone(to, from))));
  const dated = [...replyEvents(wait), ...askedLater(wait).map(escalationEvent)];
  return [
    outgoing(wait.question.body, wait.question.at, "Question"),
    ...reminders.map((reminder) => followUpEvent(reminder, "")),
    ...olderReplies(wait),
    ...dated.sort(byTime),
    ...rest.map((followUp) => followUpEvent(followUp, "")),
  ];
}

function olderReplies({ older }) {
  if (older === 0) return [];
  return [{ at: "", node: element("li", "follow-up", `${count(older, "older text", "older texts")} that did not count`) }];
}

// Puts a line with the day above the first event of each day; an event without a time stays where it is.
function thread(events) {
  const opening = events.map(({ at }) => dayOf(at)).find(Boolean) ?? "";
  let shown = "";
  const rows = events.flatMap(({ at, node }) => {
    const day = dayOf(at) || shown || opening;
    if (day === shown) return node;
    shown = day;
    return [element("li", "day", element("span", "", day)), node];
  });
  return element("ol", "thread", ...rows);
}

// The messages of Send SMS: each text once, and below it who got it.
function messageGroups(recipients) {
  const bodies = [...new Set(recipients.map(({ body }) => body))].filter(Boolean);
  if (bodies.length < 2) return [messages(bodies.at(0) ?? "", recipients)].flat();
  const groups = [...bodies, ""].map((body) => [body, recipients.filter((recipient) => recipient.body === body)]);
  return groups.filter(([, group]) => group.length).flatMap(([body, group]) => messages(body, group));
}

function messages(body, recipients) {
  const at = recipients.map((recipient) => recipient.at).find(Boolean) ?? "";
  return [body ? thread([outgoing(body, at)]) : null, recipientList(recipients)];
}
