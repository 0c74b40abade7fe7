// Building and changing the page. Text goes in as text, never as markup, whoever wrote it.

import { icons } from "./icons.js";

const svgSpace = "http://www.w3.org/2000/svg";

/** An element: `el("button", { class: "round", "aria-label": "Next" }, "text", child)`.
 *  A property that is null or false is left out; true stands for an empty attribute. */
export function el(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) setAttribute(node, key, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of `icons.js`. It says nothing by itself: what it stands beside has the words. */
export function icon(name) {
  const drawing = svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" });
  drawing.append(svg("path", { d: icons[name] ?? "" }));
  return drawing;
}

/** An SVG element. */
export function svg(name, attributes = {}) {
  const node = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** Sets a text, and leaves the page alone when it is the same. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute, and leaves the page alone when it is the same. */
export function setAttribute(node, key, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(key)) node.removeAttribute(key);
    return;
  }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(key) !== text) node.setAttribute(key, text);
}

/** Sets a property of its style; what a policy forbids as an attribute is allowed so. */
export function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

/** Changes an icon in place. */
export function setIcon(node, name) {
  const path = node.querySelector("path");
  if (path && path.getAttribute("d") !== icons[name]) path.setAttribute("d", icons[name]);
}

/** Puts the icons into the places that the page names with `data-icon`. */
export function placeIcons(root = document) {
  for (const place of root.querySelectorAll("[data-icon]")) {
    if (!place.querySelector(":scope > .icon")) place.prepend(icon(place.dataset.icon));
  }
}

/** The element of that id. */
export const byID = (id) => document.getElementById(id);

/** Rows of a name and a figure, kept as they are where nothing changed.
 *  `rows` is a list of `[name, text, tone]`; one without a text is left out. */
export function setFacts(list, rows) {
  const wanted = rows.filter((row) => row && row[1] !== "" && row[1] !== null && row[1] !== undefined);
  while (list.children.length > wanted.length) list.lastElementChild.remove();
  wanted.forEach(([name, text, tone], index) => {
    const row = list.children[index] ?? list.appendChild(el("div", {}, el("dt"), el("dd", { dir: "auto" })));
    setText(row.children[0], name);
    setText(row.children[1], String(text));
    setAttribute(row, "data-tone", tone ?? null);
  });
}
