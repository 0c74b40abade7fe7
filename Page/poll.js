// Asks for something again and again, only while the page and its place on it are seen. One
// question at a time, whoever asks it: browsers allow a page six, and buttons must never wait.

const all = new Set();
let isUnderWay = false;

/** Calls `ask()` every so many milliseconds while `place` is in view; later after failures. */
export class Poll {
  constructor(place, every, ask) {
    this.every = every;
    this.ask = ask;
    this.failures = 0;
    this.due = 0;
    this.round = 0;
    this.isOn = false;
    // Once it is asked for in any case, so that it stands there when somebody comes to it.
    this.isFirst = true;
    this.inView = !place;
    if (place) {
      new IntersectionObserver((entries) => {
        this.inView = entries.at(-1).isIntersecting;
        this.look();
      }, { rootMargin: "300px" }).observe(place);
    }
    all.add(this);
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.look(), 1000);
  }

  /** Stops while the line is lost, and asks anew when it is back. */
  turn(isOn) {
    if (isOn && !this.isOn) this.soon();
    this.isOn = isOn;
    this.look();
  }

  /** Asks as soon as it may. */
  soon() {
    this.isFirst = true;
    this.due = 0;
    this.failures = 0;
    this.round += 1;
    this.look();
  }

  async look() {
    if (!this.isOn || !(this.inView || this.isFirst) || document.hidden || isUnderWay || performance.now() < this.due) return;
    isUnderWay = true;
    this.isFirst = false;
    const { round } = this;
    let failures = 0;
    try {
      await this.ask();
    } catch {
      failures = Math.min(this.failures + 1, 5);
    } finally {
      isUnderWay = false;
      // Whoever wanted it anew meanwhile still does.
      if (round === this.round) {
        this.failures = failures;
        this.due = performance.now() + this.every * 2 ** failures;
      }
      for (const poll of all) poll.look();
    }
  }
}
