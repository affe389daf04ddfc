// Everything on the page is made here: elements and text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg";
const STROKES = {
  clock: "M8 4.5V8l2.500 1.500 M8 1.800a6.200 6.200 0 1 0 .010 0",
  check: "M3 8.600 6.400 12 13 4.500",
  checks: "M1 8.600 4.400 12 10.600 4.500 M7.600 11 8.500 12 15 4.500",
  cross: "M4 4 12 12 M12 4 4 12",
  turn: "M13.500 8A5.500 5.500 0 1 1 8 2.500",
  send: "M8 13V3.500 M3.800 7.500 8 3.300l4.200 4.200",
  phone: "M5 1.800h6v12.400H5z M7.300 12h1.400",
};

export function element(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

// Text from outside: each of its lines has its own direction, and a direction mark in it has no
// effect outside it.
export function foreign(tag, className, text) {
  return element(tag, `${className} foreign`.trim(), text);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}

export function find(id) {
  return document.getElementById(id);
}

// Writes a North American number in its usual groups; any other as it is.
export function spaced(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `+1 ${parts[1]} ${parts[2]} ${parts[3]}` : number;
}
