// What changes the whole wall: grid, filter, pause, the media server's restart, the end.

import { post } from "./api.js";
import { byID, el, setAttribute, setIcon, setText } from "./dom.js";
import { attempt, openDialog, toast } from "./toast.js";
import { counted } from "./words.js";

/** Grids with a button of their own. */
const presets = [[1, 1], [2, 2], [3, 2], [3, 3], [4, 3], [4, 4], [6, 6], [8, 8]];
/** A display has so many columns and rows at most. */
const sideMax = 8;
/** A grid that the wall took is taken for its grid so long before the wall has to say so itself:
 *  what it says may be older; and so long at most. Milliseconds. */
const [wishStays, wishStaysMax] = [1500, 6000];

/** The controls of the wall. */
export class Controls {
  constructor(store, session) {
    this.store = store;
    this.session = session;
    this.root = byID("controls");
    this.makePresets();
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button && !button.disabled) this.does(button);
    });
    this.root.querySelector("form[name=hold]").addEventListener("submit", (event) => event.preventDefault());
    this.sure = byID("sure");
    this.sure.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      this.sure.close();
      if (button.dataset.do === "sure") this.shutDown();
    });
  }

  makePresets() {
    const place = byID("presets");
    for (const [columns, rows] of presets) {
      place.append(el("button", {
        type: "button", "data-do": "grid", "data-columns": columns, "data-rows": rows, "aria-pressed": "false",
        "aria-label": `${counted(columns, "column")}, ${counted(rows, "row")}`,
      }, `${columns}×${rows}`));
    }
  }

  /** Shows how things stand. */
  update({ wall }) {
    if (!wall) return;
    const { columns, rows } = this.grid(wall);
    for (const button of byID("presets").children) {
      setAttribute(button, "aria-pressed", String(Number(button.dataset.columns) === columns && Number(button.dataset.rows) === rows));
    }
    for (const [name, count] of [["columns", columns], ["rows", rows]]) {
      setText(byID(name), String(count));
      setText(byID(name).nextElementSibling, count === 1 ? name.slice(0, -1) : name);
    }
    for (const button of this.root.querySelectorAll("[data-step]")) {
      const by = Number(button.dataset.by);
      const wanted = { columns, rows };
      wanted[button.dataset.step] += by;
      const is = wanted[button.dataset.step] >= 1 && wanted[button.dataset.step] <= sideMax;
      setAttribute(button, "disabled", !is);
      setAttribute(button, "data-columns", Math.min(sideMax, Math.max(1, wanted.columns)));
      setAttribute(button, "data-rows", Math.min(sideMax, Math.max(1, wanted.rows)));
    }
    const pause = this.root.querySelector("[data-do=pause-wall]");
    setAttribute(pause, "aria-pressed", String(Boolean(wall.paused)));
    setIcon(pause, wall.paused ? "play" : "pause");
    for (const button of this.root.querySelectorAll("[data-do=filter]")) {
      setAttribute(button, "aria-pressed", String(button.dataset.filter === wall.filter));
      setAttribute(button, "disabled", !wall.server);
    }
    const server = this.root.querySelector("[data-do=hold]");
    setAttribute(server, "disabled", !wall.server);
    setText(byID("filter-why"), wall.server ? "" : "Favourites need a media server.");
    setText(byID("hold-why"), wall.server ? "" : "There is no media server.");
    this.updateRights();
  }

  /** Shows what may be done. */
  updateRights() {
    const why = this.session.rights.mayShutDown ? "" : this.session.reason;
    setAttribute(this.root.querySelector("[data-do=shutdown]"), "disabled", Boolean(why));
    setText(byID("shutdown-why"), why);
  }

  does(button) {
    const name = button.dataset.do;
    if (name === "grid") {
      return this.wishGrid(button, { columns: Number(button.dataset.columns), rows: Number(button.dataset.rows) });
    }
    if (name === "pause-wall") return attempt(button, () => post("/api/v1/pause", { on: !this.store.wall?.paused }));
    if (name === "filter") return attempt(button, () => post("/api/v1/filter", { filter: button.dataset.filter }));
    if (name === "hold") return this.hold(button);
    if (name === "shutdown") return openDialog(this.sure);
    return undefined;
  }

  /** The grid to count on from: the last that was asked for, until the wall tells its own. */
  grid(wall) {
    const own = wall.grid ?? { columns: 1, rows: 1 };
    const { wish } = this;
    if (!wish) return own;
    const since = performance.now() - this.wishTaken;
    const isSo = wish.columns === own.columns && wish.rows === own.rows;
    if (since > wishStaysMax || (isSo && since > wishStays)) this.wish = null;
    return this.wish ?? own;
  }

  /** Asks for a grid. One request at a time, so that the last press is the last that the wall
   *  hears; of those that are pressed meanwhile only the newest is sent. */
  async wishGrid(button, wish) {
    this.wish = wish;
    this.wishTaken = Infinity;
    this.update(this.store);
    if (this.isWishing) return;
    this.isWishing = true;
    const isTaken = await attempt(button, async () => {
      for (let sent = null; sent !== this.wish;) {
        sent = this.wish;
        await post("/api/v1/grid", sent);
      }
      return true;
    });
    this.isWishing = false;
    if (isTaken) this.wishTaken = performance.now();
    else this.wish = null;
    this.update(this.store);
  }

  async hold(button) {
    const form = this.root.querySelector("form[name=hold]");
    const seconds = Number(form.seconds.value);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
      return toast("A hold lasts 1 to 3600 seconds.", "trouble");
    }
    const reason = form.reason.value.trim();
    const answer = await attempt(button, () => post("/api/v1/hold", reason ? { seconds, reason } : { seconds }));
    if (answer) toast(`${counted(answer.cells, "cell")} will wait for the media server, ${seconds} s at most.`);
    return undefined;
  }

  async shutDown() {
    const done = await attempt(this.root.querySelector("[data-do=shutdown]"), () => post("/api/v1/shutdown"));
    if (done) toast("The wall ends now.");
  }
}
