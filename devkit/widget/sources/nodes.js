// Everything on the page is made here: elements and text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

// A text from outside. Each of its lines takes its own direction, and a direction mark in it has
// no effect on what stands around it.
function externalText(tag, className, value) {
  const node = element(tag, `${className} external`.trim(), value);
  node.dir = "auto";
  return node;
}

const CHANNELS = new Map([["whatsapp:", "WhatsApp "], ["rcs:", "RCS "]]);
const TWO_DIGIT_COUNTRY = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

// Splits the digits of an E.164 number: country code, groups of three, a last group of two to four.
function groupsOf(digits) {
  const country = /^[17]/.test(digits) ? 1 : TWO_DIGIT_COUNTRY.test(digits) ? 2 : 3;
  const groups = [`+${digits.slice(0, country)}`];
  let rest = digits.slice(country);
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return [...groups, rest];
}

// A phone's address. The gaps in a number are made by the style: copied, it is E.164.
function address(value) {
  const node = element("bdi", "address");
  node.dir = "ltr";
  const [, channel, digits] = /^(whatsapp:|rcs:)?\+(\d{7,15})$/.exec(value) ?? [];
  if (digits) node.append(CHANNELS.get(channel) ?? "", ...groupsOf(digits).map((group) => element("span", "", group)));
  else node.append(value);
  return node;
}

// Joins nodes by commas and tells how many are not shown.
function listed(nodes, limit) {
  const shown = nodes.slice(0, limit).flatMap((node, index) => (index ? [", ", node] : [node]));
  return nodes.length > limit ? [...shown, ` and ${nodes.length - limit} more`] : shown;
}

// Joins the parts that are there by a middle dot.
function dotted(...parts) {
  const present = parts.filter((part) => part !== null && part !== "");
  return present.flatMap((part, index) => (index ? [" \u00b7 ", part] : part));
}

const STROKES = {
  clock: "M8 4.5V8l2.5 1.5 M8 1.8a6.2 6.2 0 1 0 .01 0",
  check: "M3 8.6 6.4 12 13 4.5",
  checks: "M1 8.6 4.4 12 10.6 4.5 M7.6 11 8.5 12 15 4.5",
  cross: "M4 4 12 12 M12 4 4 12",
  alert: "M8 3v6 M8 12.4v.1",
  stop: "M3.5 8h9",
  message: "M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z",
};

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}
