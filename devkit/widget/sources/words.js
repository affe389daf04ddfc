// What the analyst reads: statuses of a message (Twilio's words, the action's, and of an ended wait
// "asked" and "answered"), outcomes of a wait, times in the viewer's locale.
const STATUSES = new Map([
  ["accepted", ["Accepted", "busy", "clock"]],
  ["scheduled", ["Scheduled", "busy", "clock"]],
  ["queued", ["Queued", "busy", "clock"]],
  ["sending", ["Sending", "busy", "clock"]],
  ["sent", ["Sent", "busy", "check"]],
  ["asked", ["Sent", "busy", "check"]],
  ["answered", ["Answered", "good", "check"]],
  ["delivered", ["Delivered", "good", "checks"]],
  ["read", ["Read", "good", "checks"]],
  ["partially_delivered", ["Partly delivered", "unsure", "alert"]],
  ["undelivered", ["Undelivered", "bad", "cross"]],
  ["failed", ["Failed", "bad", "cross"]],
  ["canceled", ["Canceled", "bad", "cross"]],
  ["not_sent", ["Not sent", "bad", "cross"]],
  ["unknown", ["May have been sent", "unsure", "alert"]],
]);

const OUTCOMES = new Map([
  ["answered", ["Answered", "good", "check"]],
  ["timed_out", ["No answer", "unsure", "clock"]],
  ["opted_out", ["Opted out", "bad", "stop"]],
]);

function wordsOf(table, key) {
  const [label, tone, glyph] = table.get(key) ?? [key || "No status", "busy", "message"];
  return { label, tone, glyph };
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const parts = [
    hours ? `${hours} h` : "",
    minutes ? `${minutes} min` : "",
    hours === 0 && (whole % 60 || whole === 0) ? `${whole % 60} s` : "",
  ];
  return parts.filter(Boolean).join(" ");
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "long", year: "numeric" });

function dayOf(at) {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? "" : DAY.format(moment);
}

function timeOf(at) {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return at === "" ? null : foreign("span", "", at);
  const node = element("time", "", CLOCK.format(moment));
  node.dateTime = at;
  node.title = at;
  return node;
}
