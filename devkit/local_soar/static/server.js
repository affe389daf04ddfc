// The connection to the server: changes arrive as events, requests are sent as JSON.
// A hidden tab does not listen: a browser opens six connections to a host, for all its tabs together.
// When it is shown again, a snapshot brings what was missed.
export function listen(handlers, showLine) {
  let source = null;
  const follow = () => {
    source?.close();
    source = document.hidden ? null : open(handlers, showLine);
  };
  document.addEventListener("visibilitychange", follow);
  follow();
}

function open(handlers, showLine) {
  const source = new EventSource("/page/events");
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("open", () => showLine("good", "Live"));
  source.addEventListener("error", () => {
    const gone = source.readyState === EventSource.CLOSED;
    showLine("bad", gone ? "Ended: open the page anew" : "Connection lost, trying again");
  });
  return source;
}

// Throws an Error with the server's sentence where it refuses.
export async function post(path, body) {
  const response = await fetch(`/page/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) throw new Error("The server cannot be reached.");
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.ErrorMessage ?? `The server answered ${response.status}.`);
  return answer;
}
