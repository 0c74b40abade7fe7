// Items that are left out because they do not play, and letting them in again.

import { query, request } from "./api.js";
import { byID, el, setAttribute, setText } from "./dom.js";
import { attempt, toast } from "./toast.js";
import { counted, span } from "./words.js";

/** More are not shown: the wall leaves out a quarter of its items at most, but that may be many. */
const shownMax = 50;

/** The section. */
export class Quarantine {
  constructor() {
    this.root = byID("quarantine");
    this.list = this.root.querySelector("ul");
    this.words = this.root.querySelector(".empty");
    this.all = this.root.querySelector("[data-do=release-all]");
    this.rows = new Map();
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) this.release(button, button.closest("[data-item]")?.dataset.item);
    });
  }

  /** Shows which. */
  update({ wall }) {
    if (!wall) return;
    // The wall names its last ones, and says how many they are.
    const items = wall.quarantine ?? [];
    const left = Math.max(wall.quarantineCount ?? 0, items.length);
    const shown = items.slice(-shownMax);
    const names = new Set(shown.map((item) => item.item));
    for (const [name, row] of this.rows) {
      if (names.has(name)) continue;
      row.root.remove();
      this.rows.delete(name);
    }
    for (const item of shown) {
      const row = this.rows.get(item.item) ?? this.make(item);
      setText(row.title, item.title || item.item);
      setText(row.why, `${item.reason} Back in ${span(item.untilSeconds)}.`);
    }
    setAttribute(this.all, "hidden", left === 0);
    setAttribute(this.words, "hidden", left > 0 && left <= shown.length);
    setText(this.words, left === 0 ? "Nothing is left out." : `${counted(left - shown.length, "more item")} not shown.`);
  }

  make(item) {
    const title = el("p", { class: "result-title", dir: "auto" });
    const why = el("p", { class: "result-source", dir: "auto" });
    const button = el("button", { type: "button", "data-do": "release", "aria-label": `Release ${item.title || item.item}` }, "Release");
    const root = el("li", { "data-item": item.item }, el("div", { class: "result-words" }, title, why), button);
    this.list.append(root);
    const row = { root, title, why };
    this.rows.set(item.item, row);
    return row;
  }

  async release(button, item) {
    const which = item === undefined ? "" : `?${query({ item })}`;
    const answer = await attempt(button, () => request("DELETE", `/api/v1/quarantine${which}`, { as: "json" }));
    if (!answer) return;
    if (answer.released > 0) toast(`${counted(answer.released, "item")} may play again.`);
    else toast(item === undefined ? "Nothing is left out any more." : "It is not left out any more.", "trouble");
  }
}
