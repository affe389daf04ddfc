// The conversation itself: bubbles with what was said, and under each what became of it.
function bubble(body) {
  return body === "" ? element("p", "bubble empty", "no text") : foreign("p", "bubble", body);
}

function delivery(recipient) {
  const { label, tone, glyph } = wordsOf(STATUSES, recipient.status);
  const since = recipient.status === "asked" ? timeOf(recipient.at) : null;
  return element("span", `delivery ${tone}`, icon(glyph), ...dotted(label, since));
}

function remarks(recipient) {
  const lines = [];
  const { tone } = wordsOf(STATUSES, recipient.status);
  if (recipient.problem) lines.push(foreign("p", `remark ${tone}`, recipient.problem));
  if (recipient.twice) lines.push(element("p", "remark unsure", "Sent again after no answer from Twilio: may have arrived twice"));
  return lines;
}

function recipientRow(recipient) {
  const first = element("p", "row", address(recipient.to), delivery(recipient));
  return element("li", "recipient", first, ...remarks(recipient));
}

function questionOf(wait) {
  const rows = wait.recipients.map(recipientRow);
  return {
    at: wait.question.at,
    node: element(
      "li", "outgoing", bubble(wait.question.body),
      element("p", "stamp", ...dotted("Question", timeOf(wait.question.at))),
      rows.length ? element("ul", "recipients", ...rows) : null,
    ),
  };
}

function replyEvent(reply, wait, sameSender) {
  const taken = wait.outcome === "answered" && reply.counted;
  const passedOver = reply.counted ? null : "not taken as the answer";
  const note = taken ? element("span", "delivery good", icon("check"), "Answer") : passedOver;
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

function replyEvents(wait) {
  let speaker = null;
  return wait.replies.map((reply) => {
    const sameSender = reply.from === speaker;
    speaker = reply.from;
    return replyEvent(reply, wait, sameSender);
  });
}

function origin({ from, service }) {
  if (from) return element("span", "", "from ", address(from));
  if (!service) return null;
  const words = element("span", "", "from the messaging service");
  words.title = service;
  return words;
}

function messageEvent(recipient) {
  const segments = recipient.segments > 1 ? `${recipient.segments} segments` : "";
  const facts = dotted(origin(recipient), segments);
  const { tone } = wordsOf(STATUSES, recipient.status);
  return {
    at: recipient.at,
    node: element(
      "li", `outgoing ${tone}`,
      element("div", "bubble", element("p", "to", "To ", address(recipient.to)), facts.length ? element("p", "facts", ...facts) : null),
      element("p", "stamp", ...dotted(timeOf(recipient.at), delivery(recipient))),
      ...remarks(recipient),
    ),
  };
}

function ending({ outcome, waited }) {
  const sentences = new Map([
    ["timed_out", waited === null ? "No answer in time" : `No answer within ${duration(waited)}`],
    ["opted_out", "The last recipient who could answer opted out"],
  ]);
  const sentence = sentences.get(outcome);
  return sentence ? element("li", "ending", element("span", "", sentence)) : null;
}

// Puts a line with the day above the first event of each day; what never left has no time of its own.
function thread(events, last) {
  const opening = events.map(({ at }) => dayOf(at)).find(Boolean) ?? "";
  let shown = "";
  const rows = events.flatMap(({ at, node }) => {
    const day = dayOf(at) || shown || opening;
    if (day === shown) return node;
    shown = day;
    return [element("li", "day", element("span", "", day)), node];
  });
  return element("ol", "thread", ...rows, last);
}
