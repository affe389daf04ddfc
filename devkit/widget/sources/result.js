// Reads the step's JSON result: a list of messages (Send SMS) or one object (Send SMS And Wait).
// A field that is missing or of another type counts as empty: results of 18.0 lack some.
function text(value) {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

function list(value) {
  return Array.isArray(value) ? value.filter((entry) => entry && typeof entry === "object") : [];
}

// A host may append to the page; in a plaintext element that becomes text after the JSON.
function parse(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return JSON.parse(raw.slice(0, Math.max(raw.lastIndexOf("}"), raw.lastIndexOf("]")) + 1));
  }
}

// The action's sentences name the code themselves.
function problemOf(code, sentence) {
  if (code === "" || sentence.includes(`error ${code}`)) return sentence;
  return [`Error ${code}`, sentence].filter(Boolean).join(": ");
}

function recipientOf(entry) {
  return {
    to: text(entry.to),
    from: text(entry.from),
    service: text(entry.messaging_service_sid),
    status: text(entry.status),
    body: text(entry.body),
    segments: Number.isInteger(entry.segments) ? entry.segments : 0,
    problem: problemOf(text(entry.error_code), text(entry.error_message)),
    at: text(entry.created_at),
    twice: entry.possible_duplicate === true,
  };
}

function replyOf(entry, counted) {
  return { from: text(entry.from), body: text(entry.body), at: text(entry.received_at), reason: text(entry.reason), counted };
}

function followUpOf(entry) {
  return { to: text(entry.to), kind: text(entry.kind), status: text(entry.status), problem: text(entry.error_message) };
}

function byTime(first, second) {
  return (Date.parse(first.at) || 0) - (Date.parse(second.at) || 0);
}

// One phone has several addresses: rcs:, and on WhatsApp with and without a mobile digit.
function phoneOf(address) {
  return address.replace(/^[a-z]+:/, "").replace(/^\+(?:(52)1|(54)9|(55\d\d)9)(?=\d{8,10}$)/, "+$1$2$3");
}

function samePhone(first, second) {
  return first !== "" && phoneOf(first) === phoneOf(second);
}

const MOVING = new Set(["accepted", "scheduled", "queued", "sending", "sent"]);

// An answer proves that the question arrived. A result of 18.0 (it has no `follow_ups`) shows the
// statuses of the sending, which must not look like the present ones.
function withAnswer(recipient, replier, stale) {
  const moving = MOVING.has(recipient.status);
  if (samePhone(recipient.to, replier) && (moving || recipient.status === "unknown")) {
    return { ...recipient, status: "answered", problem: "" };
  }
  return moving && stale ? { ...recipient, status: "asked" } : recipient;
}

function recipientsOf(data, replier) {
  const stale = data.follow_ups === undefined && ["answered", "opted_out"].includes(data.status);
  return list(data.recipients).map((entry) => withAnswer(recipientOf(entry), replier, stale));
}

function waitOf(data) {
  const question = data.question && typeof data.question === "object" ? data.question : {};
  const counted = list(Array.of(data.reply)).map((entry) => replyOf(entry, true));
  const others = list(data.other_replies).map((entry) => replyOf(entry, false));
  const total = Number.isInteger(data.other_replies_total) ? data.other_replies_total : 0;
  return {
    outcome: text(data.status),
    answer: text(data.answer),
    waited: typeof data.waited_seconds === "number" ? data.waited_seconds : null,
    question: { body: text(question.body), at: text(question.sent_at) },
    recipients: recipientsOf(data, counted.at(0)?.from ?? ""),
    reply: counted.at(0) ?? null,
    replies: [...others, ...counted].sort(byTime),
    uncounted: Math.max(total, others.length),
    older: Math.max(total - others.length, 0),
    followUps: list(data.follow_ups).map(followUpOf),
  };
}

// Gives one of: {pending}, {unreadable}, {nothing}, {recipients} or a whole wait.
function resultOf(raw) {
  const pasted = raw.trim();
  if (pasted === "") return { pending: true };
  let data;
  try {
    data = parse(pasted);
  } catch {
    return pasted.includes(".JsonResult]") ? { pending: true } : { unreadable: true };
  }
  if (data === null) return { pending: true };
  if (typeof data !== "object") return { unreadable: true };
  if (Object.keys(data).length === 0) return { nothing: true };
  if (!Array.isArray(data)) return waitOf(data);
  return { recipients: list(data).map(recipientOf) };
}
