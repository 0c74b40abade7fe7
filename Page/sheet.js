// A cell's sheet: title in full, state in words, progress, buffer, and its buttons.

import { el, icon, setAttribute, setFacts, setIcon, setText } from "./dom.js";
import { SeekBar } from "./seek.js";
import { bytes, counted, decimal, hasEnd, span } from "./words.js";

/** Keys that mean the cell with the focus, as on the wall. */
const keys = [["N", "next"], ["P", "previous"], ["R", "reload"], ["L", "loop"], ["M", "sound"], ["B", "favourite"]];

/** A button of a cell. `kind` is its class. */
function button(name, sign, label, kind = "", properties = {}) {
  return el("button", { type: "button", "data-do": name, class: kind, ...properties }, icon(sign), el("span", {}, label));
}

/** The sheet of one cell. */
export class Sheet {
  constructor(number) {
    this.number = number;
    this.title = el("h3", { class: "sheet-title", dir: "auto", "data-field": "title" });
    this.sign = icon("info");
    this.words = el("span", { "data-field": "state" });
    this.reason = el("p", { class: "sheet-reason", dir: "auto", "data-field": "reason", hidden: true });
    this.bar = new SeekBar();
    this.buffer = el("span", { class: "sheet-buffer", "data-field": "buffer" });
    this.buttons = Object.fromEntries([
      ["previous", button("previous", "previous", "Previous")],
      ["back", button("back", "back", "−30 s", "", { "aria-label": "30 seconds back" })],
      ["pause", button("pause", "pause", "Pause", "main", { "aria-pressed": "false" })],
      ["forward", button("forward", "forward", "+30 s", "", { "aria-label": "30 seconds on" })],
      ["next", button("next", "next", "Next")],
      ["sound", button("sound", "muted", "Sound", "", { "aria-pressed": "false" })],
      ["loop", button("loop", "loop", "Loop", "", { "aria-pressed": "false" })],
      ["favorite", button("favorite", "heart", "Favourite", "", { "aria-pressed": "false" })],
      ["focus", button("focus", "focus", "Focus", "", { "aria-pressed": "false" })],
      ["solo", button("solo", "solo", "Solo", "", { "aria-pressed": "false" })],
      ["reload", button("reload", "reload", "Reload")],
      ["unpark", button("unpark", "unpark", "Try now", "wide urgent")],
      ["play", button("play", "search", "Play something here…", "wide")],
    ]);
    const { buttons } = this;
    this.notes = el("p", { class: "sheet-notes" });
    this.facts = el("dl", { class: "facts" });
    this.entries = el("ol", { class: "entries" });
    this.lately = el("div", { class: "lately", hidden: true }, el("h3", {}, "Lately in this cell"), this.entries);
    this.root = el(
      "section", { class: "sheet", id: `sheet-${number}`, hidden: true, "aria-label": `Cell ${number}, controls` },
      el("header", { class: "sheet-head" },
        el("button", { type: "button", class: "plain round", "data-go": "-1", "aria-label": "Cell before" }, icon("left")),
        el("h2", {}, `Cell ${number}`),
        el("button", { type: "button", class: "plain round", "data-go": "1", "aria-label": "Cell after" }, icon("right")),
        el("button", { type: "button", class: "plain round sheet-close", "data-go": "close", "aria-label": "Close" }, icon("close"))),
      el("div", { class: "sheet-body" },
        el("div", { class: "sheet-lead" }, this.title, el("p", { class: "badge" }, this.sign, this.words)),
        this.reason, buttons.unpark,
        el("div", { class: "progress" }, this.bar.range, el("div", { class: "progress-words" }, this.bar.time, this.buffer)),
        el("div", { class: "row transport", role: "group", "aria-label": "Playback" },
          buttons.previous, buttons.back, buttons.pause, buttons.forward, buttons.next),
        el("div", { class: "row thirds", role: "group", "aria-label": "Options" },
          buttons.sound, buttons.loop, buttons.favorite, buttons.focus, buttons.solo, buttons.reload),
        buttons.play, this.notes, this.facts, this.lately,
        el("p", { class: "keys" }, "Keys on a cell: ", ...keys.flatMap(([key, does]) => [el("kbd", {}, key), ` ${does} `]))),
    );
  }

  /** Shows what happened here lately: rows of the journal. */
  tellLately(rows) {
    this.entries.replaceChildren(...rows);
    setAttribute(this.lately, "hidden", rows.length === 0);
  }

  /** Shows how the cell is. */
  update(cell, wall, context, now) {
    setText(this.title, cell.title || "No item");
    setText(this.words, now.words);
    setIcon(this.sign, now.icon);
    setText(this.reason, cell.reason ?? "");
    setAttribute(this.reason, "hidden", !cell.reason);
    this.bar.update(cell);
    setText(this.buffer, `Buffer ${bytes(cell.statistics?.cacheBytes ?? 0)}`);
    this.updateButtons(cell, wall, context);
    setFacts(this.facts, facts(cell, wall));
  }

  updateButtons(cell, wall, context) {
    const { buttons } = this;
    const press = (name, isOn) => setAttribute(buttons[name], "aria-pressed", String(Boolean(isOn)));
    press("pause", cell.paused);
    setIcon(buttons.pause, cell.paused ? "play" : "pause");
    press("sound", cell.sounding);
    setIcon(buttons.sound, cell.sounding ? "sound" : "muted");
    press("loop", cell.looping);
    press("favorite", cell.favorite);
    press("focus", wall.focus === cell.number);
    press("solo", wall.solo === cell.number);
    setAttribute(buttons.unpark, "hidden", cell.state !== "parked");
    const off = new Map();
    const forbid = (names, why) => { for (const name of names) if (!off.has(name)) off.set(name, why); };
    // A cell that rests, or waits for its next try, has an item but plays nothing.
    if (!cell.load) forbid(["loop", "back", "forward"], "Nothing plays here now.");
    if (!cell.item) forbid(["favorite"], "Nothing plays here now.");
    if (cell.live) forbid(["back", "forward"], "Live: there is nowhere to go to.");
    // While it opens nobody knows its length yet, and that is no news.
    else if (["playing", "buffering"].includes(cell.state) && !hasEnd(cell)) forbid(["back", "forward"], "Its length is not known.");
    if (!wall.server) forbid(["favorite"], "Favourites need a media server.");
    else if (cell.item && !/^(jf|emby):/.test(cell.item)) forbid(["favorite"], "Only the media server’s items can be favourites.");
    for (const [name, node] of Object.entries(buttons)) {
      setAttribute(node, "disabled", off.has(name));
      setAttribute(node, "title", off.get(name) ?? null);
    }
    setText(this.notes, [...new Set(off.values()), context.reason && `Sending items: ${context.reason}`].filter(Boolean).join(" "));
  }
}

/** What else is known of a cell. */
function facts(cell, wall) {
  const figures = cell.statistics ?? {};
  const drops = (figures.decoderDrops ?? 0) + (figures.outputDrops ?? 0);
  const decoder = figures.hardwareDecoder ? ` · ${figures.hardwareDecoder}` : "";
  const shed = [cell.halfRate && "every second frame", cell.skipsLoopFilter && "decoded more simply"].filter(Boolean).join(", ");
  return [
    ["In this state", `for ${span(cell.stateSeconds)}`],
    ["No picture", Number.isFinite(cell.darkSeconds) && cell.darkSeconds >= 1 ? `for ${span(cell.darkSeconds)}` : "", "waiting"],
    ["Failures", cell.failures > 0 ? `${counted(cell.failures, "failure")} ${figures.shownFrames > 0 ? "since it last played" : "and nothing played yet"}` : "", "waiting"],
    ["Shown", figures.shownFPS > 0 ? `${decimal(figures.shownFPS, 1)} of ${decimal(figures.decodedFPS, 1)} frames a second` : ""],
    ["Dropped", cell.item ? counted(drops, "frame") : ""],
    ["Video", figures.codec ? `${figures.codec}${decoder}${figures.size ? ` · ${figures.size.width} × ${figures.size.height}` : ""}` : ""],
    ["Less work", shed],
    ["Sound", cell.sounding ? `volume ${wall.volume}` : ""],
    ["Waiting", cell.queued > 0 ? `${counted(cell.queued, "item")} cast to this cell` : ""],
  ];
}
