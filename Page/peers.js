// Other walls: this page asks its own wall, which asks them.

import { get, request } from "./api.js";
import { byID, el, setAttribute, setFacts, setText } from "./dom.js";
import { Poll } from "./poll.js";
import { counted, span, state } from "./words.js";

/** Between two questions, milliseconds. */
const every = 5000;
/** Between two pictures of each, milliseconds, while somebody looks at them. */
const pictureEvery = 10000;
/** After failures of its picture a wall is left alone for so long at most. */
const pictureWaitMax = 120000;
/** How often it is looked which picture is due, milliseconds. */
const lookEvery = 500;
/** More are not shown. */
const shownMax = 24;

/** The section, hidden while there are none. */
export class Peers {
  constructor(thumbs) {
    this.thumbs = thumbs;
    this.root = byID("peers");
    this.list = this.root.querySelector("ul");
    this.rows = new Map();
    new IntersectionObserver((entries) => { this.isSeen = entries.at(-1).isIntersecting; }).observe(this.root);
    // Asked once in any case: a hidden section never comes into view.
    this.poll = new Poll(this.root, every, () => this.ask());
    setInterval(() => this.picture(), lookEvery);
  }

  async ask() {
    if (this.isNone) return;
    let answer;
    try {
      answer = await get("/api/v1/peers");
    } catch (error) {
      if (error.status === 404) this.none();
      throw error;
    }
    const peers = (answer.peers ?? []).slice(0, shownMax);
    if (peers.length === 0) return this.none();
    setAttribute(this.root, "hidden", null);
    const names = new Set(peers.map((peer) => peer.name));
    for (const [name, row] of this.rows) {
      if (names.has(name)) continue;
      row.root.remove();
      if (row.address) URL.revokeObjectURL(row.address);
      this.rows.delete(name);
    }
    for (const peer of peers) this.show(peer);
  }

  /** Which walls there are is set when the wall starts: it is asked once for each line. */
  none() {
    this.isNone = true;
    setAttribute(this.root, "hidden", true);
  }

  /** The wall was started again: there may be others now. */
  anew() {
    this.isNone = false;
    this.poll.soon();
  }

  show(peer) {
    const row = this.rows.get(peer.name) ?? this.make(peer.name);
    const answers = peer.state === "answers";
    row.answers = answers;
    setAttribute(row.frame, "hidden", !answers);
    const playing = (peer.cells ?? []).filter((cell) => cell.state === "playing").length;
    let words = answers ? `${playing} of ${counted((peer.cells ?? []).length, "cell")} playing` : peer.reason || "It does not answer.";
    if (answers && ["asleep", "paused", "starting"].includes(peer.status)) words = { asleep: "Asleep", paused: "Paused", starting: "Starting" }[peer.status];
    const tone = !answers || peer.status === "failing" ? "trouble" : peer.status === "playing" ? "good" : "quiet";
    setAttribute(row.root, "data-tone", tone);
    setText(row.words, words);
    setFacts(row.facts, [
      ["Grid", peer.grid ? `${peer.grid.columns} × ${peer.grid.rows}` : ""],
      ["Version", peer.version],
      ["Asked", Number.isFinite(peer.ageSeconds) && peer.ageSeconds > 10 ? `${span(peer.ageSeconds)} ago` : ""],
      ...(peer.problems ?? []).slice(0, 4).map((problem) => ["Problem", problem, "trouble"]),
    ]);
    this.cells(row, peer);
  }

  make(name) {
    const image = el("img", { alt: "", hidden: true });
    const none = el("span", {}, "No picture yet");
    const frame = el("div", { class: "peer-picture", hidden: true }, image, none);
    const words = el("p", { class: "peer-words", dir: "auto" });
    const facts = el("dl", { class: "facts" });
    const cells = el("ol", { class: "peer-cells" });
    const root = el("li", { class: "peer", "data-peer": name }, el("h3", { dir: "auto" }, name), words, frame, cells, facts);
    const row = { name, root, frame, image, none, words, facts, cells, due: 0, failures: 0 };
    this.rows.set(name, row);
    this.list.append(root);
    return row;
  }

  cells(row, peer) {
    const cells = (peer.cells ?? []).slice(0, 64);
    while (row.cells.children.length > cells.length) row.cells.lastElementChild.remove();
    cells.forEach((cell, index) => {
      const node = row.cells.children[index] ?? row.cells.appendChild(el("li"));
      const now = state(cell, null);
      setAttribute(node, "data-tone", now.tone);
      setText(node, `${cell.number}`);
      setAttribute(node, "title", [`Cell ${cell.number}`, now.words, cell.title].filter(Boolean).join(" · "));
    });
  }

  /** Fetches the picture that is due the longest: one at a time, after those of the own cells. */
  async picture() {
    if (!this.isSeen || this.isFetching) return;
    const [row] = [...this.rows.values()]
      .filter((each) => each.answers && each.due <= performance.now())
      .sort((one, other) => one.due - other.due);
    if (!row) return;
    this.isFetching = true;
    try {
      await this.thumbs.lend(() => this.fetch(row));
    } finally {
      this.isFetching = false;
    }
  }

  async fetch(row) {
    let address;
    try {
      address = URL.createObjectURL(await request("GET", `/api/v1/peers/${encodeURIComponent(row.name)}/wall.jpg`, { as: "blob" }));
      row.failures = 0;
    } catch {
      row.failures += 1;
      setText(row.none, "No picture came.");
    }
    row.due = performance.now() + Math.min(pictureWaitMax, pictureEvery * 2 ** Math.min(row.failures, 4));
    if (!address) return;
    // The wall may have left the list meanwhile.
    if (this.rows.get(row.name) !== row) return URL.revokeObjectURL(address);
    if (row.address) URL.revokeObjectURL(row.address);
    row.address = address;
    row.image.src = address;
    setAttribute(row.image, "hidden", null);
    setAttribute(row.none, "hidden", true);
    return undefined;
  }
}
