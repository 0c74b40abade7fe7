// Figures and states as a person reads them: the page's side of the wall's own catalogue.

const longestSeconds = 8784 * 3600;
const unknown = "–";

/** `0:07`, `12:34`, `1:02:03`; `–` for what is no time. */
export function time(seconds) {
  if (!Number.isFinite(seconds) || seconds > longestSeconds) return unknown;
  const whole = Math.floor(Math.max(0, seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `3 d 4 h`, `4 h 12 min`, `12 min`, `40 s`. */
export function span(seconds) {
  if (!Number.isFinite(seconds)) return unknown;
  const whole = Math.floor(Math.max(0, seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${whole} s`;
}

/** `2.3 s`, `95 s`, `12 min`: finer than a span where that matters. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return unknown;
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : span(seconds);
}

/** What is left of a time, never none: `12 min`, `95 s`. */
export function left(seconds) {
  const whole = Math.max(1, Math.ceil(seconds));
  return whole < 120 ? `${whole} s` : span(whole + 59);
}

/** `1`, `1 and 2`, `1, 2 and 3`. */
export const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter((part) => part !== "").join(" and ");

/** `0 MiB`, `8.5 MiB`, `85 MiB`, `1.2 GiB`. */
export function bytes(count) {
  if (!Number.isFinite(count)) return unknown;
  const mebibytes = Math.max(0, count) / 1048576;
  const short = (value) => (value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0));
  return mebibytes >= 1023.5 ? `${short(mebibytes / 1024)} GiB` : `${short(mebibytes)} MiB`;
}

/** A number with so many decimals, `–` for none. */
export const decimal = (value, places) => (Number.isFinite(value) ? value.toFixed(places) : unknown);

/** `1 item`, `2 items`. */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** `1:23 / 45:06`, `LIVE`, or nothing. */
export function place(cell) {
  if (cell.live) return "LIVE";
  if (!Number.isFinite(cell.position)) return "";
  if (!hasEnd(cell)) return time(cell.position);
  return `${time(Math.min(Math.max(cell.position, 0), cell.duration))} / ${time(cell.duration)}`;
}

/** Whether there is somewhere to go to in what it plays. */
export const hasEnd = (cell) =>
  !cell.live && Number.isFinite(cell.duration) && cell.duration > 0 && cell.duration <= longestSeconds;

/** What a person calls a source: a host, or a folder. */
export function source(raw) {
  if (!raw) return "the source";
  if (raw.startsWith("mount:")) return raw.slice("mount:".length);
  const mark = raw.indexOf("://");
  if (mark < 0) return raw;
  const usual = { http: ":80", https: ":443", rtsp: ":554", rtmp: ":1935" };
  const scheme = raw.slice(raw.indexOf(":") + 1, mark);
  const host = raw.slice(mark + 3);
  const port = usual[scheme];
  return port && host.endsWith(port) ? host.slice(0, -port.length) : host;
}

/** `Next try in 5 s`; `verb` may be another one. */
export function countdown(seconds, verb = "next try") {
  const whole = Math.ceil(Math.max(0, seconds));
  if (whole <= 0) return `${verb} now`;
  return `${verb} in ${whole < 60 ? `${whole} s` : time(whole)}`;
}

/** How a cell is: a tone for its colour and sign, and words. */
export function state(cell, wall) {
  if (wall?.schedule?.isAsleep || cell.state === "asleep") {
    return { tone: "asleep", words: "Asleep", short: "Asleep", icon: "asleep" };
  }
  const held = cell.paused || wall?.paused;
  const wait = Number.isFinite(cell.retryInSeconds);
  switch (cell.state) {
    case "playing":
      if (held) return { tone: "quiet", words: cell.paused ? "Paused" : "Paused with the wall", short: "Paused", icon: "pause" };
      return { tone: "good", words: cell.live ? "Playing live" : "Playing", short: "Playing", icon: "play" };
    case "buffering":
      return { tone: "busy", words: "Buffering: it waits for data", short: "Buffering", icon: "waiting" };
    case "loading":
      return { tone: "busy", words: "Opening", short: "Opening", icon: "waiting" };
    case "backingOff": {
      const again = cell.triesAgain;
      const when = wait ? countdown(cell.retryInSeconds, again ? "next try" : "goes on") : "";
      const head = again ? "Interrupted" : cell.item ? "Cannot be played" : "Left out";
      return { tone: "waiting", words: when ? `${head}, ${when}` : head, short: when ? capital(when) : head, icon: "waiting" };
    }
    case "parked": {
      const when = wait ? `, ${countdown(cell.retryInSeconds)}` : "";
      return { tone: "trouble", words: `Parked: media unavailable${when}`, short: "Parked", icon: "warning" };
    }
    case "holding": {
      const words = cell.serverRestarts ? "The media server is restarting" : `Waiting for ${source(cell.waitsFor)}`;
      return { tone: "waiting", words, short: "Waiting", icon: "waiting" };
    }
    case "idle":
    case "disposed":
      return { tone: "quiet", words: "Nothing to play", short: "Empty", icon: "info" };
    default:
      return { tone: "quiet", words: capital(String(cell.state)), short: capital(String(cell.state)), icon: "info" };
  }
}

/** The first letter large. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** `just now`, `5 min ago`. */
export function ago(seconds) {
  if (!Number.isFinite(seconds)) return "";
  return seconds < 5 ? "just now" : `${span(seconds)} ago`;
}

/** How the wall stands with its media server. */
export function serverWords(server) {
  const head = {
    connecting: `Connecting to ${server.name}`,
    away: `${server.name} does not answer`,
    confirming: server.code ? `Quick Connect code for ${server.name}: ${server.code}` : `Confirm the sign-in to ${server.name} in its app`,
    signInNeeded: `${server.name} wants a sign-in`,
    unusable: `${server.name} has nothing to play`,
    connected: server.isReading ? `Reading the library of ${server.name}` : `Connected to ${server.name}`,
  }[server.phase] ?? server.name;
  return server.words ? `${head}. ${server.words}` : `${head}.`;
}
