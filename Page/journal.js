// What happened, the newest first, in words.

import { get } from "./api.js";
import { byID, el, setAttribute, setText } from "./dom.js";
import { Poll } from "./poll.js";
import { duration, source, time } from "./words.js";

/** Entries that are kept on the page. */
const keptMax = 100;
/** Between two questions, milliseconds. */
const every = 5000;

/** Signs of tones: what is bad, and what is over. */
const tones = {
  failure: "waiting", retry: "quiet", park: "trouble", recovered: "good", outageBegan: "trouble",
  outageEnded: "good", quarantined: "waiting", released: "good", shed: "waiting", restored: "good",
  holdBegan: "waiting", holdEnded: "quiet", renewed: "waiting", remoteLost: "waiting", remoteUp: "good", safeMode: "trouble", safeModeEnded: "good",
};

/** A sentence for an entry, as the command `hyperwall journal` writes it. */
export function sentence(entry) {
  const item = entry.title ? `“${entry.title}”` : "the item";
  const where = entry.source ? source(entry.source) : "the source";
  const why = entry.reason ?? "Nobody knows why.";
  const long = Number.isFinite(entry.seconds) ? duration(entry.seconds) : "";
  const at = Number.isFinite(entry.position) ? ` at ${time(entry.position)}` : "";
  switch (entry.kind) {
    case "failure": return `${item} failed${at}: ${why}${long ? ` Next try in ${long}.` : " No further try."}`;
    case "retry": return `${item} is opened again${at}, try ${(entry.attempt ?? 0) + 1}`;
    case "park": return `parked for ${long}: ${item} failed too often. ${why}`;
    case "recovered": return `${item} plays after ${long} without`;
    case "outageBegan": return `${where} does not answer; its cells wait for it`;
    case "outageEnded": return `${where} answers again after ${long}`;
    case "quarantined": return `${item} is left out for ${long}: ${why}`;
    case "released": return `${item} is no longer left out`;
    case "shed": return `too much work: ${entry.reason ?? "less is done"}`;
    case "restored": return `room again; no longer: ${entry.reason ?? "less is done"}`;
    case "renewed": return "a new player, since the old one no longer answered";
    case "holdBegan": return `the media server is to be restarted within ${long}${entry.reason ? `: ${entry.reason}` : ""}`;
    case "holdEnded": return `the media server’s restart is no longer expected, after ${long}: ${why}`;
    case "remoteUp": return `apps can command the wall${long ? ` again after ${long}` : ""}`;
    case "remoteLost": return `no app can command the wall: ${why}`;
    case "remote": return `remote control: ${why}`;
    case "suspended": return `the machine slept for ${long}`;
    case "fellAsleep": return `the wall sleeps ${entry.reason ?? ""}`;
    case "wokeUp": return `the wall wakes: ${entry.reason ?? "by its schedule"}`;
    case "safeMode": return entry.reason ?? "safe mode";
    case "safeModeEnded": return `safe mode ends after ${long} without trouble`;
    case "started": return "the wall started";
    case "ended": return "the wall ended";
    default: return [entry.kind, entry.reason].filter(Boolean).join(": ");
  }
}

/** `14:03:07`, with its day where that is not today. */
function clock(when) {
  const text = when.toLocaleTimeString("en-GB");
  const isToday = when.toDateString() === new Date().toDateString();
  return isToday ? text : `${when.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${text}`;
}

/** The journal's section. */
export class Journal {
  constructor() {
    this.root = byID("journal");
    this.list = this.root.querySelector("ol");
    this.words = this.root.querySelector(".empty");
    this.last = null;
    this.entries = [];
    this.round = 0;
    this.day = new Date().toDateString();
    setInterval(() => this.turnDay(), 30000);
    this.poll = new Poll(this.root, every, () => this.ask());
  }

  async ask() {
    const after = this.last === null ? "" : `&after=${this.last}`;
    const { round } = this;
    const { entries = [] } = await get(`/api/v1/journal?limit=${keptMax}${after}`);
    // What was asked of the wall before is not the new one's.
    if (round !== this.round) return;
    this.turnDay();
    for (const { id, entry } of entries) {
      if (this.last !== null && id <= this.last) continue;
      this.last = id;
      this.entries.unshift(entry);
      this.list.prepend(this.row(entry));
    }
    this.entries.length = Math.min(this.entries.length, keptMax);
    while (this.list.children.length > keptMax) this.list.lastElementChild.remove();
    setAttribute(this.words, "hidden", this.list.children.length > 0);
    if (entries.length > 0) this.grew?.();
  }

  /** What happened in a cell lately, as rows for its sheet. */
  rows(cell) { return this.entries.filter((entry) => entry.cell === cell).slice(0, 5).map((entry) => this.row(entry)); }

  /** Another wall, or a new journal: everything is read anew. */
  forget() {
    this.round += 1;
    this.last = null;
    this.entries = [];
    this.list.replaceChildren();
    this.poll.soon();
  }

  /** After midnight what was today has a day. */
  turnDay() {
    const day = new Date().toDateString();
    if (day === this.day) return;
    this.day = day;
    for (const node of this.list.querySelectorAll("time")) setText(node, clock(new Date(node.dateTime)));
    this.grew?.();
  }

  row(entry) {
    const when = new Date(entry.time * 1000);
    const words = el("span", { class: "entry-words", dir: "auto" });
    setText(words, sentence(entry));
    return el(
      "li", { "data-tone": tones[entry.kind] ?? "quiet", "data-kind": entry.kind },
      el("time", { datetime: Number.isFinite(when.getTime()) ? when.toISOString() : "" }, clock(when)),
      el("span", { class: "entry-cell" }, entry.cell ? `Cell ${entry.cell}` : "Wall"), words,
    );
  }
}
