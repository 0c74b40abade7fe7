// What stands above the wall: whatever somebody should know now, the worst first.

import { byID, el, icon, setAttribute, setText } from "./dom.js";
import { capital, counted, serverWords, source } from "./words.js";

/** So many are shown until somebody asks for all: a phone shall show the wall. */
const shownMax = 2;
/** What is left of a long list of warnings. */
const warningsMax = 8;
const rank = { trouble: 0, waiting: 1, asleep: 2, quiet: 3 };

/** All there is to say: tone, sign, words. */
function notices(wall) {
  const list = [];
  if (wall.safeMode) list.push(["trouble", "warning", `Safe mode: ${wall.safeMode}`]);
  for (const outage of (wall.outages ?? []).slice(0, warningsMax)) {
    list.push(["trouble", "warning", `No answer from ${source(outage.source)}: its cells wait, and go on by themselves.`]);
  }
  if (["away", "signInNeeded", "unusable", "confirming"].includes(wall.server?.phase)) {
    list.push(["trouble", "warning", serverWords(wall.server)]);
  }
  if (wall.shedding) list.push(["waiting", "info", `Too much work for this machine: ${wall.shedding}.`]);
  if (wall.schedule?.isAsleep) list.push(["asleep", "asleep", `${capital(wall.schedule.words)}. Nothing plays until then. A button wakes it for ten minutes.`]);
  if (wall.paused) list.push(["quiet", "pause", "The whole wall is paused."]);
  for (const warning of (wall.warnings ?? []).slice(0, warningsMax)) list.push(["waiting", "info", warning]);
  return list.sort((one, other) => rank[one[0]] - rank[other[0]]);
}

/** The list, and the button that unfolds it. */
export class Notices {
  constructor() {
    this.list = byID("notices");
    this.more = byID("notices-more");
    this.isOpen = false;
    this.more.addEventListener("click", () => {
      this.isOpen = !this.isOpen;
      this.fold();
    });
  }

  /** Shows what is new, and leaves the rest as it is: readers hear each one once. */
  update({ wall }) {
    if (!wall) return;
    const wanted = notices(wall);
    while (this.list.children.length > wanted.length) this.list.lastElementChild.remove();
    wanted.forEach(([tone, sign, words], index) => {
      const row = this.list.children[index];
      if (row?.dataset.tone === tone && row.lastElementChild.textContent === words) return;
      const fresh = el("li", { class: "notice", "data-tone": tone }, icon(sign), el("p", { dir: "auto" }, words));
      if (row) row.replaceWith(fresh);
      else this.list.append(fresh);
    });
    this.fold();
  }

  fold() {
    const count = this.list.children.length;
    [...this.list.children].forEach((row, index) => setAttribute(row, "hidden", !this.isOpen && count > shownMax + 1 && index >= shownMax));
    setAttribute(this.more, "hidden", count <= shownMax + 1);
    setAttribute(this.more, "aria-expanded", String(this.isOpen));
    setText(this.more, this.isOpen ? "Fewer notices" : `${counted(count - shownMax, "more notice")}`);
  }
}
