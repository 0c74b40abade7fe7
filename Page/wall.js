// The wall as it is: each display in its shape, its cells in their places, one of them chosen.

import { CellView } from "./cell.js";
import { byID, el, setAttribute, setStyle, setText } from "./dom.js";
import { listenToKeys } from "./keyboard.js";

/** From here on a cell is always chosen: its sheet has a place of its own beside the wall. */
const wide = matchMedia("(min-width: 1100px)");

/** Draws the cells and keeps the choice. */
export class WallView {
  constructor(thumbs, context) {
    this.thumbs = thumbs;
    this.context = context;
    this.root = byID("wall");
    this.empty = byID("wall-empty");
    this.displays = new Map();
    this.cells = new Map();
    this.selected = null;
    this.root.addEventListener("click", (event) => this.clicked(event));
    listenToKeys(this);
    wide.addEventListener("change", () => this.chooseFirst());
  }

  /** Shows what changed. */
  update(store, changed) {
    const { wall } = store;
    if (!wall) return;
    this.store = store;
    const held = this.focused();
    this.removeGone(store);
    this.arrangeDisplays(wall);
    for (const number of changed) {
      const cell = store.cells.get(number);
      if (cell) this.updateCell(cell, wall);
    }
    this.arrangeFocus();
    this.chooseFirst();
    this.keepFocus(held);
    this.sayWhyEmpty();
  }

  /** What of the wall the keyboard is at, if it is. */
  focused() {
    const node = document.activeElement;
    return node && node !== this.root && this.root.contains(node) ? node : null;
  }

  /** Whoever works by keys stays where they are, or near it: a cell that moves takes the focus
   *  along, and one that goes, or a button that goes or is forbidden, hands it on. */
  keepFocus(node) {
    if (!node) return;
    const isThere = (other) => other?.isConnected && !other.disabled && other.getClientRects().length > 0;
    if (isThere(node)) {
      if (document.activeElement !== node) node.focus({ preventScroll: true });
      return;
    }
    const view = this.view(node.closest("article")?.dataset.cell) ?? this.view(this.selected) ?? this.view(this.reachable());
    const near = node.closest(".sheet") && isThere(view?.sheet.buttons.pause) && view.article.contains(node) ? view.sheet.buttons.pause : view?.tile;
    near?.focus({ preventScroll: true });
  }

  /** Shows all cells anew: what they may has changed. */
  refresh() {
    if (this.store) this.update(this.store, new Set(this.store.cells.keys()));
  }

  /** Whether there is room for a sheet beside the wall. */
  get isWide() { return wide.matches; }

  /** The view of a cell. */
  view(number) { return this.cells.get(Number(number)); }

  removeGone(store) {
    for (const [number, view] of this.cells) {
      if (store.cells.has(number)) continue;
      if (this.selected === number) this.choose(null);
      this.thumbs.forget(number);
      view.article.remove();
      this.cells.delete(number);
    }
  }

  arrangeDisplays(wall) {
    const numbers = new Set((wall.displays ?? []).map((display) => display.number));
    for (const [number, view] of this.displays) {
      if (numbers.has(number)) continue;
      view.root.remove();
      this.displays.delete(number);
    }
    for (const display of wall.displays ?? []) {
      const view = this.displays.get(display.number) ?? this.makeDisplay(display.number);
      const turned = display.rotation === 90 || display.rotation === 270;
      view.size = turned ? { width: display.size.height, height: display.size.width } : display.size;
      setStyle(view.root, "--aspect", (view.size.width / Math.max(1, view.size.height)).toFixed(5));
      setStyle(view.root, "--rows", String(wall.grid?.rows ?? 1));
      const name = [`Display ${display.number}`, display.name, `${display.size.width} × ${display.size.height}`].filter(Boolean).join(" · ");
      setText(view.name, name);
      setAttribute(view.name, "hidden", numbers.size < 2);
      setAttribute(view.root, "aria-label", name);
    }
    setAttribute(this.root, "data-displays", numbers.size);
  }

  makeDisplay(number) {
    const name = el("p", { class: "display-name" });
    const screen = el("div", { class: "screen" });
    const behind = el("div", { class: "behind", role: "group", tabindex: "0", "aria-label": "Hidden behind the solo cell", hidden: true });
    const root = el("div", { class: "display", role: "group" }, name, screen, behind);
    const view = { root, name, screen, behind };
    this.displays.set(number, view);
    const after = [...this.displays.keys()].filter((other) => other > number).sort((a, b) => a - b)[0];
    this.root.insertBefore(root, after === undefined ? null : this.displays.get(after).root);
    return view;
  }

  updateCell(cell, wall) {
    let view = this.cells.get(cell.number);
    if (!view) {
      view = new CellView(cell.number);
      view.select(false);
      this.made?.(cell.number, view.sheet);
      this.cells.set(cell.number, view);
      this.thumbs.watch(cell.number, view.tile, view.image);
    }
    const display = this.displays.get(cell.display);
    // Hidden behind another cell it has no place on the wall, but must be within reach.
    const isShown = !cell.hidden && cell.rect?.width > 0 && cell.rect?.height > 0;
    if (display) {
      const home = isShown ? display.screen : display.behind;
      if (view.article.parentNode !== home) insertInOrder(home, view.article, cell.number);
      view.place(isShown ? cell.rect : null, display.size);
    }
    view.rect = isShown ? cell.rect : null;
    view.display = cell.display;
    this.thumbs.want(cell.number, isShown && !wall.schedule?.isAsleep);
    view.update(cell, wall, this.context);
  }

  /** One tile of all is reached by Tab; arrows lead on from it. */
  arrangeFocus() {
    for (const { behind } of this.displays.values()) setAttribute(behind, "hidden", behind.children.length === 0);
    const reachable = this.reachable();
    for (const [number, view] of this.cells) setAttribute(view.tile, "tabindex", number === reachable ? "0" : "-1");
  }

  /** The cell whose tile Tab reaches. */
  reachable() {
    return this.cells.has(this.current) ? this.current : [...this.cells.keys()].sort((a, b) => a - b)[0];
  }

  /** Where there is room for a sheet, there is always one. */
  chooseFirst() {
    if (!wide.matches || this.selected !== null || !this.store) return;
    const wanted = this.store.wall.focus;
    const number = this.cells.has(wanted) ? wanted : [...this.cells.keys()].sort((a, b) => a - b)[0];
    if (number !== undefined) this.choose(number);
  }

  /** Chooses a cell; null for none. */
  choose(number) {
    if (this.selected === number) return;
    this.view(this.selected)?.select(false);
    this.selected = number;
    const view = this.view(number);
    view?.select(true);
    if (view) this.current = number;
    document.body.classList.toggle("has-sheet", Boolean(view));
    this.arrangeFocus();
    // The sheet comes from below and must not hide what it is about.
    if (view && !wide.matches) view.tile.scrollIntoView({ block: "nearest" });
    this.chosen?.(number);
  }

  /** In place of a wall, why there is none. `line` is how the line stands, if that is news. */
  sayWhyEmpty(line) {
    this.line = line ?? this.line;
    const wall = this.store?.wall;
    setAttribute(this.empty, "hidden", this.cells.size > 0);
    let words = "The wall is starting…";
    if (!wall) words = { signedOut: "Sign in to see the wall.", lost: "The wall does not answer." }[this.line] ?? "Connecting to the wall…";
    else if (wall.displays?.length) words = "The wall has no cells yet.";
    else if (wall.uptimeSeconds > 30) words = "The wall has no display.";
    setText(this.empty, words);
  }

  clicked(event) {
    const go = event.target.closest("[data-go]");
    if (go) return this.go(go.dataset.go);
    const tile = event.target.closest(".tile");
    if (!tile) return undefined;
    const number = Number(tile.closest("article").dataset.cell);
    // A second tap closes it where it covers something.
    this.choose(this.selected === number && !wide.matches ? null : number);
    return undefined;
  }

  go(where) {
    const number = this.selected;
    if (where === "close") {
      this.choose(null);
      this.view(number)?.tile.focus();
      return;
    }
    const numbers = [...this.cells.keys()].sort((a, b) => a - b);
    const index = numbers.indexOf(number) + Number(where);
    const next = numbers[(index + numbers.length) % numbers.length];
    this.choose(next);
    this.view(next)?.sheet.root.querySelector(`[data-go="${where}"]`).focus();
  }
}

/** In the order of their numbers, which is that of reading. What stands there stays: a moved
 *  element would lose the focus. */
function insertInOrder(place, article, number) {
  const next = [...place.children].find((other) => Number(other.dataset.cell) > number);
  place.insertBefore(article, next ?? null);
}
