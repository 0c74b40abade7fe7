// The cells' pictures: each 2 s, only while the page and the cell are seen, never two requests
// for one cell, few at once, and fewer when the wall does not answer.

import { request } from "./api.js";
import { setAttribute } from "./dom.js";

/** Between two pictures of a cell, milliseconds. */
const every = 2000;
/** After failures a cell waits longer, up to this. */
const waitMax = 30000;
/** Requests at once: browsers allow a page six, and buttons must never wait behind pictures. */
const atOnce = 3;
/** How often it is looked which pictures are due, milliseconds. */
const lookEvery = 250;

/** Fetches the pictures of cells that are watched. */
export class Thumbnails {
  constructor() {
    this.cells = new Map();
    this.underWay = 0;
    this.isOn = false;
    this.watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        const cell = this.cells.get(Number(entry.target.dataset.number));
        if (cell) cell.inView = entry.isIntersecting;
      }
    });
    setInterval(() => this.look(), lookEvery);
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** Watches a tile; `image` gets its pictures. */
  watch(number, tile, image) {
    tile.dataset.number = number;
    this.cells.set(number, { tile, image, inView: false, due: 0, failures: 0, wanted: false });
    this.watcher.observe(tile);
  }

  /** Forgets a cell that is gone. */
  forget(number) {
    const cell = this.cells.get(number);
    if (!cell) return;
    this.watcher.unobserve(cell.tile);
    cell.gone?.abort();
    if (cell.address) URL.revokeObjectURL(cell.address);
    this.cells.delete(number);
  }

  /** Whether there is a picture of a cell to be had: not of a hidden one, nor of a sleeping wall. */
  want(number, wanted) {
    const cell = this.cells.get(number);
    if (cell) cell.wanted = wanted;
  }

  /** Stops while the line is lost; the last pictures stay. */
  turn(isOn) {
    if (isOn && !this.isOn) for (const cell of this.cells.values()) Object.assign(cell, { due: 0, failures: 0 });
    this.isOn = isOn;
  }

  look() {
    for (const [number, cell] of this.due()) {
      if (this.underWay >= atOnce) return;
      this.fetch(number, cell);
    }
  }

  /** Cells that wait for a picture, the longest first. */
  due() {
    if (!this.isOn || document.hidden) return [];
    const now = performance.now();
    return [...this.cells.entries()]
      .filter(([, cell]) => cell.wanted && cell.inView && !cell.gone && cell.due <= now)
      .sort(([, one], [, other]) => one.due - other.due);
  }

  /** Fetches another picture in the place of one of a cell, if none waits. Whether it did. */
  async lend(action) {
    if (!this.isOn || document.hidden || this.underWay >= atOnce || this.due().length > 0) return false;
    this.underWay += 1;
    try {
      await action();
    } finally {
      this.underWay -= 1;
    }
    return true;
  }

  async fetch(number, cell) {
    this.underWay += 1;
    cell.gone = new AbortController();
    const began = performance.now();
    try {
      const picture = await request("GET", `/api/v1/cells/${number}/thumbnail.jpg`, { signal: cell.gone.signal, as: "blob" });
      await this.show(number, cell, picture);
      cell.failures = 0;
      cell.due = began + every;
    } catch {
      cell.failures += 1;
      cell.due = performance.now() + Math.min(waitMax, every * 2 ** Math.min(cell.failures, 5));
    } finally {
      cell.gone = null;
      this.underWay -= 1;
      this.look();
    }
  }

  /** Swaps the picture when the new one is decoded, so that nothing flickers. */
  async show(number, cell, blob) {
    const address = URL.createObjectURL(blob);
    const picture = new Image();
    picture.src = address;
    try {
      await picture.decode();
    } catch (error) {
      URL.revokeObjectURL(address);
      throw error;
    }
    // The cell may have gone meanwhile, and nobody would ever let go of its picture.
    if (this.cells.get(number) !== cell) return URL.revokeObjectURL(address);
    const old = cell.address;
    cell.address = address;
    cell.image.src = address;
    setAttribute(cell.tile, "data-pictured", true);
    if (old) URL.revokeObjectURL(old);
    return undefined;
  }
}
