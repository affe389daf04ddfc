// Reads the step's JSON result: a list of messages (Send SMS) or one object (Send SMS And Wait).
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
    segments: Number.isInteger(entry.segments) ? entry.segments : 0,
    problem: problemOf(text(entry.error_code), text(entry.error_message)),
    at: text(entry.created_at),
    twice: entry.possible_duplicate === true,
  };
}

function replyOf(entry, counted) {
  return { from: text(entry.from), body: text(entry.body), at: text(entry.received_at), counted };
}

function byTime(first, second) {
  return (Date.parse(first.at) || 0) - (Date.parse(second.at) || 0);
}

const MOVING = new Set(["accepted", "scheduled", "queued", "sending", "sent"]);

// A wait that ends before its time is up does not ask for the statuses again: those of messages
// on their way date from the sending, and the page must not show them as the present ones.
function settled(recipient, replier) {
  const moving = MOVING.has(recipient.status);
  if (recipient.to === replier && (moving || recipient.status === "unknown")) {
    return { ...recipient, status: "answered", problem: "" };
  }
  return moving ? { ...recipient, status: "asked" } : recipient;
}

function recipientsOf(data, replier) {
  const recipients = list(data.recipients).map(recipientOf);
  if (data.status !== "answered" && data.status !== "opted_out") return recipients;
  return recipients.map((recipient) => settled(recipient, replier));
}

function waitOf(data) {
  const question = data.question && typeof data.question === "object" ? data.question : {};
  const counted = list(Array.of(data.reply)).map((entry) => replyOf(entry, true));
  const others = list(data.other_replies).map((entry) => replyOf(entry, false));
  return {
    outcome: text(data.status),
    answer: text(data.answer),
    code: text(data.code),
    waited: typeof data.waited_seconds === "number" ? data.waited_seconds : null,
    question: { body: text(question.body), at: text(question.sent_at) },
    recipients: recipientsOf(data, counted.at(0)?.from),
    replies: [...others, ...counted].sort(byTime),
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
