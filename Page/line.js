// The line to the wall: live events, whether they still come, and the way back when not.

import { Refusal, get, read } from "./api.js";
import { EventReader } from "./sse.js";

/** The wall says something every 15 s at least; after so long without a byte the line is lost. */
const silenceMax = 20000;
/** Between two tries to come back, milliseconds; the last one again and again. */
const backOff = [300, 800, 1500, 3000];
/** Where there are followers enough, the wall is asked instead, milliseconds. */
const pollEvery = 2000;
/** A page that nobody sees gives its stream back after so long, milliseconds. */
const hiddenMax = 30000;

/** Keeps the line. `told(state, words)` hears how it stands: `connected`, `crowded`, `lost`,
 *  `signedOut`, `resting`. `take(kind, value)` gets what comes. */
export class Line {
  constructor({ take, told }) {
    this.take = take;
    this.told = told;
    this.tries = 0;
    this.lastID = null;
    this.isHeld = false;
    this.wakeUp = () => {};
    document.addEventListener("visibilitychange", () => this.seen());
    addEventListener("online", () => this.nudge());
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.nudge(), { passive: true });
  }

  /** Runs for as long as the page lives. */
  async run() {
    for (;;) {
      if (this.isHeld || this.isResting) {
        this.told(this.isHeld ? "signedOut" : "resting");
        await this.wait(2 ** 30);
        continue;
      }
      const began = performance.now();
      try {
        await this.follow();
        throw new Refusal(0, "");
      } catch (error) {
        if (this.isHeld || this.isResting) continue;
        if (performance.now() - began > 10000) this.tries = 0;
        await this.afterFailure(error);
      }
    }
  }

  /** Tries again at once, signed in or not. */
  hurry() {
    this.isHeld = false;
    this.tries = 0;
    this.wakeUp();
  }

  /** Somebody is there: waits no longer where it waits for the next try. */
  nudge() {
    if (!this.isWaitingToTry) return;
    this.tries = 0;
    this.wakeUp();
  }

  /** The wall wants its token: nothing is followed until somebody signs in. */
  hold() {
    if (this.isHeld) return;
    this.isHeld = true;
    this.end?.abort();
    this.wakeUp();
  }

  async afterFailure(error) {
    const status = error instanceof Refusal ? error.status : 0;
    if (status === 401) {
      this.isHeld = true;
      return;
    }
    if (status === 503 && error.isCrowd && (await this.poll(error))) return;
    this.told("lost", status ? error.message : "");
    const pause = backOff[Math.min(this.tries, backOff.length - 1)];
    this.tries += 1;
    this.isWaitingToTry = true;
    await this.wait(Math.max(pause * (0.8 + 0.4 * Math.random()), (error.retryAfter ?? 0) * 1000));
    this.isWaitingToTry = false;
  }

  /** Follows the events until the line ends; throws why. */
  async follow() {
    this.end = new AbortController();
    const alive = () => {
      clearTimeout(this.watchdog);
      this.watchdog = setTimeout(() => this.end.abort(), silenceMax);
    };
    alive();
    try {
      const response = await fetch("/api/v1/events", {
        cache: "no-store",
        credentials: "same-origin",
        redirect: "error",
        headers: this.lastID ? { "Last-Event-ID": this.lastID } : {},
        signal: this.end.signal,
      });
      if (!response.ok || !response.body) {
        const refusal = await read(response);
        refusal.isCrowd = response.status === 503 && response.headers.has("Retry-After");
        throw refusal;
      }
      const reader = new EventReader((message) => this.heard(message));
      const text = new TextDecoder();
      const stream = response.body.getReader();
      for (;;) {
        const { done, value } = await stream.read();
        if (done) return;
        alive();
        reader.push(text.decode(value, { stream: true }));
        this.told("connected");
      }
    } finally {
      clearTimeout(this.watchdog);
      this.end.abort();
    }
  }

  heard({ id, event, data }) {
    this.take(event, JSON.parse(data));
    this.lastID = id ?? this.lastID;
  }

  /** Asks for the state in place of following it, for a while. Whether the wall answered. */
  async poll(refusal) {
    this.lastID = null;
    for (let round = 0; round < 10; round += 1) {
      if (this.isHeld || this.isResting) return true;
      let snapshot;
      try {
        snapshot = await get("/api/v1/status");
      } catch {
        return this.isHeld;
      }
      this.take("snapshot", snapshot);
      this.told("crowded", refusal.message);
      await this.wait(pollEvery);
    }
    return true;
  }

  /** Waits, unless something wakes it. */
  wait(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(milliseconds, 2 ** 30));
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** A page behind others leaves its stream, of which there are few, to those that are seen. */
  seen() {
    clearTimeout(this.restTimer);
    if (document.hidden) {
      this.restTimer = setTimeout(() => {
        this.isResting = true;
        this.end?.abort();
        this.wakeUp();
      }, hiddenMax);
    } else if (this.isResting) {
      this.isResting = false;
      this.tries = 0;
      this.wakeUp();
    } else {
      this.nudge();
    }
  }
}
