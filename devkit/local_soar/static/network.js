// The switch between a good network and faulty ones.
import { element, find } from "./nodes.js";

const WORDS = { good: "Good", 429: "429 busy", 503: "503 down", cut: "Cut" };

export class Network {
  constructor(change) {
    this.change = change;
    this.inputs = new Map();
  }

  offer(modes) {
    if (this.inputs.size) return;
    const choices = element("div", "choices", ...modes.map((mode) => this.#choice(mode)));
    find("network").append(choices);
    find("network").hidden = false;
  }

  show(mode) {
    const input = this.inputs.get(mode);
    if (input) input.checked = true;
    this.mode = mode;
  }

  #choice(mode) {
    const input = element("input");
    input.type = "radio";
    input.name = "network";
    input.value = mode;
    input.addEventListener("change", async () => {
      if (!(await this.change(mode))) this.show(this.mode);
    });
    this.inputs.set(mode, input);
    return element("label", mode === "good" ? "fine" : "", input, WORDS[mode] ?? mode);
  }
}
