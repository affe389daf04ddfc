// The page: shows what the server reports, and sends what is done here to the server.
import { StartForm } from "./form.js";
import { Handset } from "./handset.js";
import { Network } from "./network.js";
import { element, find, spaced } from "./nodes.js";
import { Runs } from "./runs.js";
import { listen, post } from "./server.js";

const TICK_MS = 500;
const handsets = new Map();
const runs = new Runs();
const network = new Network((mode) => attempt("network", { network: mode }));
const form = new StartForm((request) => post("runs", request), (number, show) => runs.withRun(number, show));

// Sends a request; shows the reason where the server refuses it.
async function attempt(path, body) {
  const problem = find("problem");
  try {
    await post(path, body);
    problem.hidden = true;
    return true;
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    return false;
  }
}

function reply(phone, body) {
  return attempt("reply", { phone, body });
}

function handset(number, name) {
  if (!handsets.has(number)) {
    const made = new Handset(number, name, { reply, waitingRun: (code) => runs.waitingRun(code) });
    handsets.set(number, made);
    find("handsets").append(made.node);
  }
  return handsets.get(number);
}

function showMessage(view) {
  handset(view.phone, view.name).show(view);
}

// Makes room for the first action, unless the form is in use.
function showRun(view) {
  if (runs.isEmpty && !form.isInUse) find("new").open = false;
  runs.show(view);
  form.showRun(view);
  for (const one of handsets.values()) one.showAnswers();
}

function showSnapshot(all) {
  const account = all.real ? "real Twilio account" : "Twilio stand-in";
  find("sender").replaceChildren(`${account}, sends from `, element("bdi", "", spaced(all.sender)));
  find("real").hidden = !all.real;
  for (const { number, name } of all.phones) handset(number, name);
  all.runs.forEach((view) => runs.show(view));
  all.messages.forEach(showMessage);
  for (const one of handsets.values()) one.showAnswers();
  if (!all.real) network.offer(all.networks);
  network.show(all.network);
  const first = !form.actions;
  form.offer(all);
  if (first) find("new").open = runs.isEmpty;
}

function showLine(look, words) {
  find("line").className = `line ${look}`;
  find("line").textContent = words;
}

listen(
  {
    snapshot: showSnapshot,
    message: showMessage,
    run: showRun,
    network: (mode) => network.show(mode),
  },
  showLine,
);
find("go").addEventListener("click", () => {
  find("new").open = true;
  find("new").querySelector("summary").focus();
});
setInterval(() => runs.tick(), TICK_MS);
