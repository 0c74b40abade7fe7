// One cell on the page: its tile in the wall, and its sheet with everything that can be done.

import { el, icon, setAttribute, setIcon, setStyle, setText } from "./dom.js";
import { Sheet } from "./sheet.js";
import { hasEnd, state } from "./words.js";

/** What a cell can be marked with: a sign and its word, never a colour alone. */
const marks = [
  ["focused", "focus", "focused", (cell, wall) => wall.focus === cell.number],
  ["solo", "solo", "solo", (cell, wall) => wall.solo === cell.number],
  ["sounding", "sound", "sounding", (cell) => cell.sounding],
  ["looping", "loop", "looping", (cell) => cell.looping],
  ["favorite", "heart", "favourite", (cell) => cell.favorite],
  ["live", "live", "live", (cell) => cell.live],
  ["cast", "cast", "cast here", (cell) => cell.cast],
  ["hidden", "hidden", "hidden behind another cell", (cell) => cell.hidden],
];

/** A cell's article. */
export class CellView {
  constructor(number) {
    this.number = number;
    this.image = el("img", { alt: "", draggable: "false" });
    this.marks = new Map(marks.map(([name, sign]) => [name, el("span", { class: "mark", "data-mark": name, hidden: true }, icon(sign))]));
    this.title = el("span", { class: "tile-title", dir: "auto" });
    this.sign = icon("info");
    this.words = el("span", { class: "tile-words" });
    this.fill = el("span", { class: "tile-fill" });
    this.tile = el(
      "button", { type: "button", class: "tile", tabindex: "-1", "aria-controls": `sheet-${number}` },
      this.image,
      el("span", { class: "tile-top" }, el("span", { class: "tile-number" }, String(number)), el("span", { class: "marks" }, ...this.marks.values())),
      el("span", { class: "tile-foot" }, this.title, el("span", { class: "tile-state" }, this.sign, this.words)),
      el("span", { class: "tile-bar" }, this.fill),
    );
    this.sheet = new Sheet(number);
    this.article = el("article", { class: "cell", "data-cell": number, "aria-label": `Cell ${number}` }, this.tile, this.sheet.root);
  }

  /** Puts it on its display, by parts of it. `rect` null: it has no place there now. */
  place(rect, size) {
    const part = (value, whole) => `${((value / whole) * 100).toFixed(4)}%`;
    for (const [name, value] of [
      ["left", rect && part(rect.x, size.width)], ["top", rect && part(rect.y, size.height)],
      ["width", rect && part(rect.width, size.width)], ["height", rect && part(rect.height, size.height)],
    ]) {
      if (value) setStyle(this.article, name, value);
      else this.article.style.removeProperty(name);
    }
  }

  /** Shows how the cell is. */
  update(cell, wall, context) {
    const now = state(cell, wall);
    setAttribute(this.article, "data-state", cell.state);
    setAttribute(this.article, "data-tone", now.tone);
    setAttribute(this.article, "data-carded", ["parked", "idle"].includes(cell.state) || !cell.statistics?.shownFrames);
    setText(this.title, cell.title || "");
    setText(this.words, now.short);
    setIcon(this.sign, now.icon);
    const said = [];
    for (const [name, , word, holds] of marks) {
      const is = Boolean(holds(cell, wall));
      setAttribute(this.marks.get(name), "hidden", !is);
      setAttribute(this.article, `data-${name}`, is);
      if (is) said.push(word);
    }
    const progress = hasEnd(cell) && Number.isFinite(cell.position) ? Math.min(1, Math.max(0, cell.position / cell.duration)) : 0;
    setStyle(this.fill, "width", `${(progress * 100).toFixed(1)}%`);
    const words = [`Cell ${cell.number}`, cell.title, now.words, ...said].filter(Boolean);
    // Only what lasts: a name that changes each second would be read out again and again.
    const lasting = words.map((word) => word.replace(/,? (next try|goes on) (in .*|now)$/, ""));
    setAttribute(this.tile, "aria-label", lasting.join(", "));
    setAttribute(this.title, "title", cell.title || null);
    this.sheet.update(cell, wall, context, now);
  }

  /** Opens or closes its sheet. */
  select(isSelected) {
    setAttribute(this.article, "data-selected", isSelected);
    setAttribute(this.tile, "aria-expanded", String(isSelected));
    setAttribute(this.sheet.root, "hidden", !isSelected);
  }
}
