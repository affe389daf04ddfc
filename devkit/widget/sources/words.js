// What the analyst reads: statuses of a message (Twilio's words, the action's, and of an answered
// wait "answered" and "asked"), reasons, kinds of follow-ups, times in the viewer's locale.
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
  ["undelivered", ["Not delivered", "bad", "cross"]],
  ["failed", ["Failed", "bad", "cross"]],
  ["canceled", ["Canceled", "bad", "cross"]],
  ["not_sent", ["Not sent", "bad", "cross"]],
  ["unknown", ["May have been sent", "unsure", "alert"]],
]);

const OUTCOMES = new Map([
  ["answered", ["Answer", "good", "check"]],
  ["timed_out", ["No reply seen", "unsure", "clock"]],
  ["invalid", ["No valid answer", "unsure", "alert"]],
  ["undelivered", ["Not delivered", "bad", "cross"]],
  ["opted_out", ["Opted out", "bad", "stop"]],
  ["failed", ["The wait could not go on", "bad", "cross"]],
]);

const REASONS = new Map([
  ["no_code", "did not count: no code"],
  ["no_option", "did not count: none of the options"],
  ["other_phone", "did not count: this phone was not asked"],
  ["wrong_code", "did not count: another code"],
  ["too_many_codes", "did not count: too many codes"],
  ["reaction", "did not count: a phone's reaction"],
  ["copy", "did not count: a copy of the question"],
]);

// Words that opt a person out where they are the whole text.
const OPT_OUT = new Set(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]);

const KINDS = new Map([
  ["confirmation", "Confirmation"],
  ["hint", "Hint"],
  ["reminder", "Reminder"],
]);

function wordsOf(table, key) {
  const [label, tone, glyph] = table.get(key) ?? [key || "No status", "busy", "message"];
  return { label, tone, glyph };
}

function count(number, singular, plural) {
  return `${number} ${number === 1 ? singular : plural}`;
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
const MOMENT = new Intl.DateTimeFormat(undefined, {
  day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
});

function dayOf(at) {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? "" : DAY.format(moment);
}

function timeOf(at, format = CLOCK) {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return at === "" ? null : externalText("span", "", at);
  const node = element("time", "", format.format(moment));
  node.dateTime = at;
  node.title = at;
  return node;
}
