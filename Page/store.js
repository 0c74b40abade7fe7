// What the page knows of the wall. Changes are told once for each frame of the browser,
// however many events came.

/** The state, and who wants to know of it. */
export class Store {
  constructor() {
    this.wall = null;
    this.cells = new Map();
    this.listeners = new Set();
    this.changedCells = new Set();
    this.isDue = false;
  }

  /** Calls `listener(store, changed)` after changes; `changed` holds the numbers of cells. */
  subscribe(listener) { this.listeners.add(listener); }

  /** Takes a message of the wall. */
  take(kind, value) {
    if (!value || typeof value !== "object") return;
    if (kind === "snapshot") {
      const { cells, ...wall } = value;
      this.wall = wall;
      this.cells = new Map((cells ?? []).map((cell) => [cell.number, cell]));
      for (const number of this.cells.keys()) this.changedCells.add(number);
    } else if (kind === "wall" && this.wall) {
      const { cells: _, ...wall } = value;
      // Words about a cell depend on the wall: whether it is paused, asleep, whose turn it is.
      this.wall = wall;
      for (const number of this.cells.keys()) this.changedCells.add(number);
    } else if (kind === "cell" && this.cells.has(value.number)) {
      this.cells.set(value.number, value);
      this.changedCells.add(value.number);
    } else {
      return;
    }
    this.tell();
  }

  /** Calls the listeners soon, once. */
  tell() {
    if (this.isDue) return;
    this.isDue = true;
    // A page in the background gets no frames, but must not fall behind for ever.
    const run = () => {
      if (!this.isDue) return;
      this.isDue = false;
      const changed = this.changedCells;
      this.changedCells = new Set();
      for (const listener of this.listeners) listener(this, changed);
    };
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(run);
  }

  /** The cells in order. */
  get list() { return [...this.cells.values()].sort((a, b) => a.number - b.number); }
}
