// Everything on the page is made here: elements and text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

// Text from outside keeps its own direction, and a stray direction mark in it stays inside it.
function foreign(tag, className, value) {
  const node = element(tag, `${className} foreign`.trim(), value);
  node.dir = "auto";
  return node;
}

function address(value) {
  const node = element("bdi", "address", value);
  node.dir = "ltr";
  return node;
}

// Joins the parts that are there with a middle dot.
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
