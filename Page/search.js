// What could be played, and sending it to a cell.

import { get, post, query } from "./api.js";
import { byID, el, icon, setAttribute, setText } from "./dom.js";
import { attempt, openDialog, toast } from "./toast.js";
import { counted } from "./words.js";

/** Nobody waits longer after a letter, milliseconds. */
const pause = 250;
/** Results at first, and at most. */
const pages = [30, 100, 200];

/** A cell in the list of where to send to. */
const optionWords = (cell) => `${cell.number}${cell.title ? ` · ${cell.title.slice(0, 60)}` : ""}`;

/** The search. */
export class Search {
  constructor(store, session) {
    this.store = store;
    this.session = session;
    this.root = byID("search");
    this.field = this.root.querySelector("input[type=search]");
    this.cell = this.root.querySelector("select[name=cell]");
    this.when = this.root.querySelector("select[name=when]");
    this.url = this.root.querySelector("input[name=url]");
    this.results = byID("results");
    this.count = byID("results-count");
    this.more = byID("results-more");
    this.page = 0;
    byID("open-search").addEventListener("click", () => this.open());
    this.field.addEventListener("input", () => {
      this.page = 0;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), pause);
    });
    this.more.addEventListener("click", () => {
      this.page = Math.min(this.page + 1, pages.length - 1);
      this.look();
    });
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target.name === "address") this.sendURL();
      else this.look();
    });
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("close", () => this.asked?.abort());
  }

  /** Opens it, for a cell if one is named. */
  open(cell) {
    this.fillCells(cell ?? this.current?.());
    this.updateRights();
    openDialog(this.root);
    this.field.focus();
    this.field.select();
    this.look();
  }

  fillCells(chosen) {
    const cells = this.store.list;
    this.cell.replaceChildren(...cells.map((cell) => el("option", { value: cell.number }, optionWords(cell))));
    if (cells.some((cell) => cell.number === chosen)) this.cell.value = String(chosen);
  }

  /** The grid or what plays has changed while the search is open. */
  updateCells() {
    if (!this.root.open) return;
    const cells = this.store.list;
    const options = [...this.cell.options];
    if (cells.length === options.length && cells.every((cell, index) => Number(options[index].value) === cell.number)) {
      cells.forEach((cell, index) => setText(options[index], optionWords(cell)));
      return;
    }
    const chosen = Number(this.cell.value);
    this.fillCells(cells.some((cell) => cell.number === chosen) ? chosen : this.current?.());
    // Nobody sends to another cell than they meant.
    if (options.length > 0 && Number(this.cell.value) !== chosen) toast(`There is no cell ${chosen} any more: cell ${this.cell.value} is chosen.`, "trouble");
  }

  /** Shows what may be done. */
  updateRights() {
    const why = this.session.rights.mayPlay ? "" : this.session.reason;
    setText(byID("send-why"), why);
    setAttribute(byID("search-sign-in"), "hidden", !why || !this.session.rights.hasToken);
    for (const button of this.root.querySelectorAll("[data-do=send], [data-do=send-url]")) setAttribute(button, "disabled", Boolean(why));
  }

  async look() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    setAttribute(this.results, "aria-busy", "true");
    const words = [...this.field.value.trim()].slice(0, 200).join("");
    try {
      const found = await get(`/api/v1/items?${query({ query: words, limit: pages[this.page] })}`, { signal: asked.signal });
      if (!asked.signal.aborted) this.show(found, words);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.results.replaceChildren();
      setText(this.count, error.message);
      setAttribute(this.more, "hidden", true);
    } finally {
      if (this.asked === asked) setAttribute(this.results, "aria-busy", null);
    }
  }

  show(found, words) {
    const items = (found.items ?? []).slice(0, pages.at(-1));
    this.results.replaceChildren(...items.map((item) => this.row(item)));
    const isPart = found.count > items.length;
    if (found.count === 0) setText(this.count, words ? "No title has all of these words." : "The wall knows no items yet.");
    else setText(this.count, isPart ? `The first ${items.length} of ${counted(found.count, "item")}` : counted(found.count, "item"));
    const canGrow = isPart && this.page < pages.length - 1;
    setAttribute(this.more, "hidden", !canGrow);
    if (isPart && !canGrow) setText(this.count, `${this.count.textContent}: type more words`);
    this.updateRights();
  }

  row(item) {
    const title = item.title || "Without a title";
    return el(
      "li", { "data-item": item.id },
      el("div", { class: "result-words" },
        el("p", { class: "result-title", dir: "auto" }, title),
        el("p", { class: "result-source", dir: "auto" }, [item.live ? "Live" : "", item.source === "/" ? "This machine" : item.source].filter(Boolean).join(" · "))),
      el("button", { type: "button", "data-do": "send", "aria-label": `Send ${title}` }, icon("send"), el("span", {}, "Send")),
    );
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.do === "send") this.send(button, { item: button.closest("[data-item]").dataset.item });
    if (button.dataset.do === "send-url") this.sendURL();
    if (button.dataset.do === "close") this.root.close();
    if (button.id === "search-sign-in") this.session.ask();
  }

  sendURL() {
    const url = this.url.value.trim();
    const button = this.root.querySelector("[data-do=send-url]");
    if (button.disabled) return;
    if (!url) toast("Type an address first.", "trouble");
    else this.send(button, { url });
  }

  async send(button, what) {
    const cell = Number(this.cell.value);
    const when = this.when.value;
    const done = await attempt(button, () => post(`/api/v1/cells/${cell}/play`, { ...what, when }));
    if (!done) return;
    toast(when === "now" ? `Sent to cell ${cell}.` : `It waits for its turn in cell ${cell}.`);
    if (what.url) this.url.value = "";
  }
}
