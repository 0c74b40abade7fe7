// Reads server-sent events (html.spec.whatwg.org §9.2.6) from a stream of bytes. EventSource
// hides comments, by which the wall says that it is alive, and the status of a refusal.

/** Messages that are longer are none of the wall's. */
const lengthMax = 4 << 20;

/** Takes text as it comes and calls `take` with each `{ id, event, data }`. */
export class EventReader {
  constructor(take) {
    this.take = take;
    this.rest = "";
    this.clear();
  }

  clear() {
    this.event = "message";
    this.data = [];
  }

  /** Takes a piece of the stream. Throws when a message has no end. */
  push(text) {
    this.rest += text;
    const lines = this.rest.split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? "";
    if (this.rest.length > lengthMax) throw new Error("a message without an end");
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === "") {
      if (this.data.length > 0) this.take({ id: this.id, event: this.event, data: this.data.join("\n") });
      return this.clear();
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id" && !value.includes("\0")) this.id = value;
  }
}
