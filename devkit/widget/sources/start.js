function drawn(result) {
  if (result.pending) return [notice("clock", "No result yet", "The conversation appears here when the step has finished.")];
  if (result.unreadable) return [notice("alert", "Result not readable", "The step's JSON result is not what this page understands.")];
  if (result.nothing) return [notice("message", "No messages", "The step sent nothing.")];
  if (!result.question) return [sendHeading(result.recipients), ...messageGroups(result.recipients)];
  return [waitHeading(result), thread(conversation(result)), recipientList(result.recipients)];
}

function draw() {
  let content;
  try {
    content = drawn(resultOf(document.getElementById("result").textContent));
  } catch {
    content = drawn({ unreadable: true });
  }
  document.getElementById("conversation").replaceChildren(...content.filter(Boolean));
}

// The platform tells its widgets the colour they lie on: {background: "#282837"} or {backgroundColor: "rgb(…)"}.
function brightness(colour) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const rgb = /^rgba?\((\d+), *(\d+), *(\d+)/.exec(colour);
  const parts = hex ? hex.slice(1).map((part) => parseInt(part, 16)) : rgb ? rgb.slice(1).map(Number) : null;
  return parts && (parts[0] * 299 + parts[1] * 587 + parts[2] * 114) / 1000;
}

function follow(event) {
  if (event.source !== window.parent || event.data === null || typeof event.data !== "object") return;
  const light = brightness(text(event.data.background || event.data.backgroundColor).trim());
  if (light !== null) document.documentElement.dataset.theme = light > 128 ? "light" : "dark";
}

window.addEventListener("message", follow);
// The data comes after this script, so that nothing in the data can stand in its way.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
else draw();
