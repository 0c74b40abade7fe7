// What stands above the wall: whatever somebody should know now, the worst first.

import { post } from "./api.js";
import { byID, el, icon, setAttribute, setText } from "./dom.js";
import { attempt } from "./toast.js";
import { capital, counted, left, listed, serverWords, source, span } from "./words.js";

/** So many are shown until somebody asks for all: a phone shall show the wall. */
const shownMax = 2;
/** What is left of a long list of warnings, or of what is wrong. */
const [warningsMax, problemsMax, namesMax] = [8, 4, 8];
const rank = { trouble: 0, waiting: 1, asleep: 2, quiet: 3 };

/** What is wrong with a wall that does not what it is there for, as `GET /healthz` judges it. */
function problems(wall, cells) {
  const most = wall.healingSeconds ?? Infinity;
  if (wall.displays?.length === 0 && wall.uptimeSeconds > most) return ["There is no display."];
  if (wall.paused || wall.schedule?.isAsleep || cells.length === 0) return [];
  if (cells.every((cell) => cell.state === "idle" && cell.stateSeconds > most)) return ["There is nothing to play."];
  // Cells with the same reason share a sentence.
  const reasons = new Map();
  for (const cell of cells) {
    if (cell.paused || !(cell.darkSeconds > most)) continue;
    const reason = cell.waitsFor ? `${source(cell.waitsFor)} does not answer.` : cell.reason ?? "";
    reasons.set(reason, [...(reasons.get(reason) ?? []), cell]);
  }
  const list = [...reasons].map(([reason, dark]) => {
    const names = dark.map((cell) => cell.number);
    if (names.length > namesMax) names.splice(namesMax - 1, Infinity, `${names.length - namesMax + 1} more`);
    const who = dark.length === 1 ? `Cell ${names[0]} has` : `Cells ${listed(names)} have`;
    const time = span(Math.min(...dark.map((cell) => cell.darkSeconds)));
    return `${who} shown nothing for ${time}${reason ? `: ${reason}` : "."}`;
  });
  return list.length > problemsMax ? [...list.slice(0, problemsMax), `${list.length - problemsMax} more like these.`] : list;
}

/** All there is to say: a key that stays the same while its words change, tone, sign, words, and
 *  more lines of them. */
function notices({ wall, list: cells }) {
  const list = [];
  const say = (key, tone, sign, words, more = {}) => list.push({ key, tone, sign, words, lines: [], ...more });
  if (wall.safeMode) say("safe mode", "trouble", "warning", `Safe mode: ${wall.safeMode}`);
  for (const outage of (wall.outages ?? []).slice(0, warningsMax)) {
    say(`outage ${outage.source}`, "trouble", "warning", `No answer from ${source(outage.source)}: its cells wait, and go on by themselves.`);
  }
  if (["away", "signInNeeded", "unusable", "confirming"].includes(wall.server?.phase)) {
    say("server", "trouble", "warning", serverWords(wall.server));
  }
  const lines = problems(wall, cells);
  if (lines.length > 0) say("problems", "trouble", "warning", "The wall needs somebody to look after it:", { lines });
  if (wall.hold) {
    const reason = wall.hold.reason ? `: ${wall.hold.reason.replace(/\.$/, "")}` : "";
    const words = `The media server is being restarted${reason} – the wall waits with patience for another ${left(wall.hold.seconds)}.`;
    say("hold", "waiting", "waiting", words, { action: "end-hold" });
  }
  if (wall.shedding) say("shedding", "waiting", "info", `Too much work for this machine: ${wall.shedding}.`);
  if (wall.schedule?.isAsleep) say("asleep", "asleep", "asleep", `${capital(wall.schedule.words)}. Nothing plays until then. A button wakes it for ten minutes.`);
  if (wall.paused) say("paused", "quiet", "pause", "The whole wall is paused.");
  for (const warning of (wall.warnings ?? []).slice(0, warningsMax)) say(`warning ${warning}`, "waiting", "info", warning);
  return list.sort((one, other) => rank[one.tone] - rank[other.tone]);
}

/** What a notice can be ended with. */
const actions = {
  "end-hold": { label: "End", name: "End the wait for the media server", does: () => post("/api/v1/hold", { seconds: 0 }) },
};

/** The list, and the button that unfolds it. */
export class Notices {
  constructor() {
    this.list = byID("notices");
    this.more = byID("notices-more");
    this.rows = new Map();
    this.isOpen = false;
    this.more.addEventListener("click", () => {
      this.isOpen = !this.isOpen;
      this.fold();
    });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) attempt(button, actions[button.dataset.do].does);
    });
  }

  /** Shows what is new, and changes words where they stand: readers hear each one once, and not
   *  again whenever a second has passed. */
  update(store) {
    if (!store.wall) return;
    const wanted = notices(store);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      // Whoever pressed its button is not sent back to the page's beginning.
      if (row.contains(document.activeElement)) byID("wall").focus({ preventScroll: true });
      row.remove();
      this.rows.delete(key);
    }
    wanted.forEach((notice, index) => {
      const row = this.rows.get(notice.key) ?? this.make(notice);
      // What stands in its place stays there: a moved element would lose the focus.
      if (this.list.children[index] !== row) this.list.insertBefore(row, this.list.children[index] ?? null);
      setAttribute(row, "data-tone", notice.tone);
      const [words, ...lines] = row.querySelectorAll("p");
      setText(words, notice.words);
      lines.slice(notice.lines.length).forEach((line) => line.remove());
      notice.lines.forEach((line, at) => setText(lines[at] ?? words.parentNode.appendChild(el("p", { dir: "auto" })), line));
    });
    this.fold();
  }

  make({ key, sign, words, action }) {
    const row = el("li", { class: "notice" }, icon(sign), el("div", { class: "notice-words" }, el("p", { dir: "auto" }, words)));
    if (action) {
      const { label, name } = actions[action];
      row.append(el("button", { type: "button", "data-do": action, "aria-label": name }, label));
    }
    this.rows.set(key, row);
    return row;
  }

  fold() {
    const count = this.list.children.length;
    [...this.list.children].forEach((row, index) => setAttribute(row, "hidden", !this.isOpen && count > shownMax + 1 && index >= shownMax));
    setAttribute(this.more, "hidden", count <= shownMax + 1);
    setAttribute(this.more, "aria-expanded", String(this.isOpen));
    setText(this.more, this.isOpen ? "Fewer notices" : `${counted(count - shownMax, "more notice")}`);
  }
}
