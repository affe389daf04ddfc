// The form that starts an action, made from the actions' definitions.
import { element, find } from "./nodes.js";

export class StartForm {
  #serial = 0;
  #started = null;

  // `start` starts an action and returns its number; `withRun` calls back with a run, if it is known.
  constructor(start, withRun) {
    Object.assign(this, { start, withRun });
    this.wrong = element("p", "wrong");
    this.wrong.setAttribute("role", "alert");
    this.button = element("button", "start", "Start");
    find("form").addEventListener("submit", (event) => this.#submit(event));
  }

  offer({ instance, actions, cases, scopes, phones }) {
    if (this.actions) return;
    Object.assign(this, { instance, actions, cases, phones });
    this.action = select(actions.map(({ name }) => [name, name]));
    this.case = select(cases.map((one) => [String(one.identifier), `${one.identifier}: ${one.title}`]));
    this.group = select([]);
    this.scope = select(scopes.map((name) => [name, name]));
    this.known = element("datalist", "", ...options(phones.map(({ number, name }) => [number, name])));
    this.known.id = "known-phones";
    this.parameters = element("div", "inside");
    this.action.addEventListener("change", () => this.#showParameters());
    this.case.addEventListener("change", () => this.#showGroups());
    const where = element("div", "pair", this.#field("Alert group", this.group), this.#field("Scope", this.scope));
    find("form").replaceChildren(
      this.#field("Action", this.action), this.#field("Case", this.case), where,
      this.parameters, this.known, this.wrong, this.button,
    );
    this.#showGroups();
    this.action.value = actions.find(({ name }) => name.endsWith("Wait"))?.name ?? actions[0].name;
    this.#showParameters();
  }

  #showGroups() {
    const chosen = this.cases.find((one) => String(one.identifier) === this.case.value);
    const groups = (chosen?.groups ?? []).map(({ identifier, name }) => [identifier, name]);
    this.group.replaceChildren(...options([["", "All alerts"], ...groups]));
  }

  #showParameters() {
    const { parameters } = this.actions.find(({ name }) => name === this.action.value);
    this.inputs = new Map();
    const fields = parameters.map((parameter) => [parameter, this.#parameter(parameter)]);
    const first = fields.filter(([{ mandatory }]) => mandatory).map(([, node]) => node);
    const rest = fields.filter(([{ mandatory }]) => !mandatory).map(([, node]) => node);
    const count = rest.length === 1 ? "1 more parameter" : `${rest.length} more parameters`;
    const more = element("details", "more", element("summary", "", count), element("div", "inside", ...rest));
    this.parameters.replaceChildren(...first, ...(rest.length ? [more] : []));
  }

  #parameter(parameter) {
    const input = makeInput(parameter);
    this.inputs.set(parameter.name, input);
    if (parameter.name === "Phone Number") this.#suggest(input);
    return this.#field(parameter.name, input, parameter.mandatory, parameter.help);
  }

  #suggest(input) {
    input.setAttribute("list", this.known.id);
    input.value = this.phones[0]?.number ?? "";
  }

  #field(name, input, mandatory = false, help = "") {
    const id = `field-${(this.#serial += 1)}`;
    input.id = id;
    const label = element("label", "", name);
    label.htmlFor = id;
    if (mandatory) {
      const star = element("span", "must", " *");
      star.setAttribute("aria-hidden", "true");
      label.append(star);
      input.required = true;
    }
    const note = help ? element("p", "help", help) : null;
    if (note) {
      note.id = `${id}-help`;
      input.setAttribute("aria-describedby", note.id);
    }
    const checkbox = input.type === "checkbox";
    return element("div", checkbox ? "switch" : "field", ...(checkbox ? [input, label] : [label, input]), note);
  }

  // Shows the outcome of the action that this form started: after a failure the form stays open.
  showRun({ number, status, ended, message }) {
    if (number !== this.#started || status === "Starting") return;
    this.#started = null;
    this.button.disabled = false;
    if (ended !== null && status !== "Completed") {
      this.wrong.textContent = message;
      return;
    }
    const hadFocus = find("new").contains(document.activeElement);
    find("new").open = false;
    if (hadFocus) find("new").querySelector("summary").focus();
  }

  // Whether somebody fills in the form, or waits for the action that it started.
  get isInUse() {
    return this.button.disabled || find("new").contains(document.activeElement);
  }

  async #submit(event) {
    event.preventDefault();
    if (!this.#isComplete()) return;
    this.button.disabled = true;
    try {
      const { number } = await this.start({
        caseId: this.case.value,
        actionName: this.action.value,
        scope: this.scope.value,
        alertGroupIdentifiers: this.group.value ? [this.group.value] : [],
        properties: {
          IntegrationInstance: this.instance,
          ScriptParametersEntityFields: Object.fromEntries([...this.inputs].map(([name, input]) => [name, valueOf(input)])),
        },
      });
      this.#started = number;
      this.withRun(number, (view) => this.showRun(view));
    } catch (error) {
      this.wrong.textContent = error.message;
      this.button.disabled = false;
    }
  }

  // Names the first mandatory parameter that is empty.
  #isComplete() {
    for (const input of this.inputs.values()) input.removeAttribute("aria-invalid");
    const empty = [...this.inputs].find(([, input]) => input.required && !input.value.trim());
    this.wrong.textContent = empty ? `${empty[0]} is missing.` : "";
    if (!empty) return true;
    empty[1].setAttribute("aria-invalid", "true");
    empty[1].focus();
    return false;
  }
}

function valueOf(input) {
  return input.type === "checkbox" ? String(input.checked) : input.value;
}

function makeInput(parameter) {
  if (parameter.switch) {
    const input = element("input");
    input.type = "checkbox";
    input.checked = parameter.default === "true";
    return input;
  }
  const input = parameter.options.length
    ? select(parameter.options.map((name) => [name, name]))
    : element(parameter.name === "Message" ? "textarea" : "input");
  input.value = parameter.default;
  input.autocomplete = "off";
  return input;
}

function select(pairs) {
  return element("select", "", ...options(pairs));
}

function options(pairs) {
  return pairs.map(([value, text]) => {
    const option = element("option", "", text);
    option.value = value;
    return option;
  });
}
