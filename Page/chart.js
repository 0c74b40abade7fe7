// Drops and recoveries of the last hour, as bars and as a table.

import { get } from "./api.js";
import { byID, el, setAttribute, setText, svg } from "./dom.js";
import { Poll } from "./poll.js";
import { counted } from "./words.js";

/** Between two questions, milliseconds. */
const every = 15000;
/** Bars: one for each minute of an hour. */
const countMax = 60;
/** Lanes from above, each by its own scale: drops come in hundreds, failures one by one. */
const lanes = [["dropped", "Dropped"], ["failures", "Failures"], ["recoveries", "Recoveries"]];
const size = { width: 600, lane: 52, top: 22 };

/** The chart's section. */
export class Chart {
  constructor() {
    this.root = byID("chart");
    this.words = this.root.querySelector(".empty");
    this.figure = this.root.querySelector("figure");
    this.table = this.root.querySelector("tbody");
    this.poll = new Poll(this.root, every, () => this.ask());
  }

  async ask() {
    let history;
    try {
      history = await get("/api/v1/history");
    } catch (error) {
      this.none(error.status === 404 ? "There is no history yet." : error.message);
      throw error;
    }
    const buckets = (history.buckets ?? []).slice(-countMax);
    if (buckets.length === 0) this.none("There is no history yet.");
    else this.draw(buckets, history.bucketSeconds || 60);
  }

  none(words) {
    setText(this.words, words);
    setAttribute(this.words, "hidden", null);
    setAttribute(this.figure, "hidden", true);
  }

  draw(buckets, seconds) {
    setAttribute(this.words, "hidden", true);
    setAttribute(this.figure, "hidden", null);
    const number = (bucket, name) => (Number.isFinite(bucket[name]) ? Math.max(0, bucket[name]) : 0);
    const height = size.lane * lanes.length;
    const drawing = svg("svg", { viewBox: `0 0 ${size.width} ${height}`, class: "chart", "aria-hidden": "true", preserveAspectRatio: "none" });
    const heads = [];
    lanes.forEach(([name, label], index) => {
      const values = buckets.map((bucket) => number(bucket, name));
      const sum = values.reduce((all, value) => all + value, 0);
      const most = Math.max(...values);
      heads.push(el("li", { "data-lane": name }, el("span", {}, label), el("strong", {}, String(sum)),
        el("span", { class: "lane-most" }, most > 0 ? `at most ${most} a minute` : "none")));
      drawing.append(this.lane(values, most, index, name));
    });
    this.figure.querySelector(".chart-drawing").replaceChildren(drawing);
    this.figure.querySelector(".chart-heads").replaceChildren(...heads);
    const known = counted(Math.round((buckets.length * seconds) / 60), "minute");
    setText(this.figure.querySelector("figcaption"), `An hour, now at the right${buckets.length < countMax ? `; the figures begin ${known} ago` : ""}.`);
    this.fillTable(buckets, seconds, number);
  }

  lane(values, most, index, name) {
    const group = svg("g", { class: "lane", "data-lane": name });
    const ground = size.lane * (index + 1) - 1;
    group.append(svg("line", { x1: 0, x2: size.width, y1: ground, y2: ground }));
    const step = size.width / countMax;
    values.forEach((value, place) => {
      if (value <= 0) return;
      const tall = Math.max(3, (value / most) * (size.lane - size.top));
      const x = size.width - (values.length - place) * step;
      group.append(svg("rect", { x: (x + 1).toFixed(1), y: (ground - tall).toFixed(1), width: (step - 2).toFixed(1), height: tall.toFixed(1), rx: 1 }));
    });
    return group;
  }

  fillTable(buckets, seconds, number) {
    const rows = buckets.map((bucket, index) => ({ bucket, ago: Math.round(((buckets.length - 1 - index) * seconds) / 60) }))
      .filter(({ bucket }) => lanes.some(([name]) => number(bucket, name) > 0))
      .map(({ bucket, ago }) => el("tr", {}, el("th", { scope: "row" }, ago === 0 ? "this minute" : `${counted(ago, "minute")} ago`),
        ...lanes.map(([name]) => el("td", {}, String(number(bucket, name))))));
    if (rows.length === 0) rows.push(el("tr", {}, el("td", { colspan: lanes.length + 1 }, "Nothing was dropped and nothing failed.")));
    this.table.replaceChildren(...rows);
  }
}
