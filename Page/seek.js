// A cell's progress, and moving it: whoever holds the knob or steps by keys is not disturbed by
// what the wall says meanwhile.

import { el, setAttribute, setText } from "./dom.js";
import { hasEnd, place, time } from "./words.js";

/** A place that was just chosen stays shown until the wall says where it is, milliseconds. */
const seekStays = 2500;
/** After the last key of a row of them the place is sent, milliseconds. */
const keysRest = 350;
const keys = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** The bar and its words. `seek(seconds)` sends a place and answers whether the wall took it;
 *  `lost()` hears that what was to be moved went meanwhile. */
export class SeekBar {
  constructor() {
    this.range = el("input", { type: "range", "data-do": "seek", min: 0, max: 1, step: 1, value: 0, "aria-label": "Position" });
    this.time = el("span", { class: "sheet-time", "data-field": "time" });
    this.seek = async () => true;
    this.lost = () => {};
    this.stays = 0;
    this.sent = 0;
    /** Who moves it now: `pointer`, `keys`, or nobody. */
    this.mover = null;
    const { range } = this;
    // What ends a drag may come before its `change`.
    const soon = () => setTimeout(() => { if (this.mover === "pointer") this.leave(); });
    range.addEventListener("pointerdown", () => this.begin("pointer"));
    range.addEventListener("keydown", (event) => this.key(event));
    range.addEventListener("input", () => this.moved());
    range.addEventListener("change", () => this.changed());
    range.addEventListener("pointerup", soon);
    range.addEventListener("pointercancel", soon);
    range.addEventListener("blur", () => {
      if (this.mover === "keys" && this.timer) this.send();
      else soon();
    });
  }

  begin(mover) {
    if (this.range.disabled) return;
    if (!this.mover) this.item = this.cell?.item;
    this.mover = mover;
  }

  key(event) {
    if (keys.has(event.key)) this.begin("keys");
    else if (event.key === "Escape" && this.mover) this.leave();
    if (this.mover === "keys") this.rest();
  }

  /** A row of keys ends when none came for a while. */
  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), keysRest);
  }

  /** Their place is shown, not the wall's. */
  moved() {
    // Some helpers for hands and eyes move it without a key or a pointer.
    if (!this.mover) this.begin("pointer");
    this.isMoved = true;
    setText(this.time, `${time(Number(this.range.value))} / ${time(Number(this.range.max))}`);
    setAttribute(this.range, "aria-valuetext", this.time.textContent);
  }

  changed() {
    if (this.mover !== "keys") this.send();
  }

  /** Sends the place, unless it was meant for something that plays no longer. */
  async send() {
    const isFor = this.mover ? this.item : this.cell?.item;
    const isMoved = this.isMoved || this.mover !== "keys";
    const seconds = Number(this.range.value);
    const number = (this.sent += 1);
    this.stop();
    if (!isMoved) return this.show();
    if (isFor !== this.cell?.item) {
      this.show();
      return this.lost();
    }
    this.stays = performance.now() + seekStays;
    if (await this.seek(seconds)) return undefined;
    // A refusal takes back its own place, and none that was chosen since.
    if (number === this.sent && !this.mover) this.leave();
    return undefined;
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.mover = null;
    this.isMoved = false;
  }

  /** Nobody moves it any more: it shows what the wall says. */
  leave() {
    this.stop();
    this.stays = 0;
    this.show();
  }

  /** Shows where the cell is. */
  update(cell) {
    if (cell.item !== this.cell?.item) this.stays = 0;
    this.cell = cell;
    if (!this.mover && performance.now() >= this.stays) this.show();
  }

  show() {
    const { cell, range } = this;
    if (!cell) return;
    const words = place(cell);
    const canSeek = hasEnd(cell) && Boolean(cell.load);
    setAttribute(range, "disabled", !canSeek);
    setText(this.time, words || "–");
    setAttribute(range, "max", canSeek ? Math.max(1, Math.floor(cell.duration)) : 1);
    const value = String(canSeek ? Math.floor(cell.position ?? 0) : 0);
    if (range.value !== value) range.value = value;
    setAttribute(range, "aria-valuetext", words || "unknown");
  }
}
