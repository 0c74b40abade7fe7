// How the wall is: its one-line summary, media server, cache budget and load.

import { byID, setAttribute, setFacts, setStyle, setText } from "./dom.js";
import { ago, bytes, counted, decimal, serverWords, span } from "./words.js";

/** The head's words: `11 of 12 playing`, which is not so any more, maybe, when the line is lost. */
export function updateHead({ wall, list }, isLost) {
  if (!wall) return;
  const playing = list.filter((cell) => cell.state === "playing" && !cell.paused).length;
  const troubled = list.filter((cell) => ["parked", "backingOff", "holding"].includes(cell.state)).length;
  let words = `${playing} of ${list.length} playing`;
  if (wall.schedule?.isAsleep) words = "Asleep";
  else if (wall.paused) words = "Paused";
  else if (list.length === 0) words = "Starting";
  if (troubled > 0 && !wall.paused && !wall.schedule?.isAsleep) words += ` · ${troubled} in trouble`;
  setText(byID("wall-name"), wall.name || "Hyperwall");
  setText(byID("wall-summary"), isLost ? `Last seen: ${words}` : words);
  setText(byID("version"), wall.version ? `Hyperwall ${wall.version} · running for ${span(wall.uptimeSeconds)}` : "");
  const title = `${wall.name || "Wall"} · Hyperwall`;
  if (document.title !== title) document.title = title;
}

const serverTones = { connected: "good", connecting: "busy", confirming: "waiting" };
const remotePhases = {
  off: ["Off", "quiet"], connecting: ["Connecting", "busy"], connected: ["Connected, not proved", "waiting"], controllable: ["Ready", "good"],
};

/** The media server and the targets that apps can cast to. */
export function updateLink({ wall }) {
  if (!wall) return;
  const { server } = wall;
  const sources = wall.items?.sources ?? [];
  setFacts(byID("link-facts"), [
    ["Media server", server ? serverWords(server) : "None is configured.", server ? serverTones[server.phase] ?? "trouble" : null],
    ["Version", server?.version],
    ["Signed in as", server?.user],
    ["Next try", Number.isFinite(server?.nextTryInSeconds) ? `in ${Math.ceil(server.nextTryInSeconds)} s` : ""],
    ["Transcodes", server ? String(server.transcodes) : ""],
    ["Items", `${wall.items?.count ?? 0}${wall.items?.live ? `, ${wall.items.live} live` : ""}`],
    ["Sources", sources.slice(0, 6).join(", ") + (sources.length > 6 ? ` and ${sources.length - 6} more` : "")],
    ["Cast, waiting", wall.queued > 0 ? counted(wall.queued, "item") : ""],
  ]);
  const now = Date.now() / 1000;
  const remotes = (wall.remote ?? []).slice(0, 65);
  setAttribute(byID("remote-head"), "hidden", remotes.length === 0);
  setFacts(byID("remote-facts"), remotes.map((remote) => {
    const [words, tone] = remotePhases[remote.phase] ?? [remote.phase, "quiet"];
    const since = remote.since > 0 ? `, ${ago(now - remote.since)}` : "";
    const again = remote.reconnects > 0 ? ` · ${counted(remote.reconnects, "reconnect")}` : "";
    const error = remote.lastError && remote.phase !== "controllable" ? ` · ${remote.lastError}` : "";
    return [remote.name, `${words}${since}${again}${error}`, tone];
  }));
}

/** A bar of what is used of something. */
function bar(id, part, words) {
  const node = byID(id);
  const percent = Number.isFinite(part) ? Math.min(100, Math.max(0, part * 100)) : 0;
  setStyle(node.firstElementChild, "width", `${percent.toFixed(1)}%`);
  setAttribute(node, "aria-valuenow", percent.toFixed(0));
  setAttribute(node, "aria-valuetext", words);
}

/** The demuxer cache against its budget. */
export function updateBudget({ wall, list }) {
  if (!wall?.cache) return;
  const { usedBytes, budgetMiB, perCellMiB } = wall.cache;
  const words = `${bytes(usedBytes)} of ${bytes(budgetMiB * 1048576)}`;
  bar("budget-bar", usedBytes / (budgetMiB * 1048576), words);
  setText(byID("budget-words"), words);
  const most = list.reduce((best, cell) => ((cell.statistics?.cacheBytes ?? 0) > (best?.statistics?.cacheBytes ?? 0) ? cell : best), null);
  setFacts(byID("budget-facts"), [
    ["Each cell", `up to ${perCellMiB} MiB`],
    ["Largest", most ? `cell ${most.number}, ${bytes(most.statistics.cacheBytes)}` : ""],
  ]);
}

/** What the program uses. */
export function updateLoad({ wall }) {
  if (!wall?.process) return;
  const { process, renderer } = wall;
  const detail = [renderer?.kind, renderer?.detail].filter(Boolean).join(" · ");
  setText(byID("load-cores"), decimal(process.cores, 2));
  setText(byID("load-memory"), bytes(process.residentBytes));
  setText(byID("load-presents"), decimal(renderer?.presentsPerSecond, 1));
  setFacts(byID("load-facts"), [
    ["Shedding", wall.shedding ? `${wall.shedding} (step ${wall.sheddingLevel})` : "none: the machine keeps up", wall.shedding ? "waiting" : null],
    ["Threads", `${process.threads}`],
    ["Open files", `${process.fileDescriptors}`],
    ["Mailbox", `${counted(wall.mailboxMessages ?? 0, "message")}`],
    ["Stuck players", process.abandonedPlayers > 0 ? `${process.abandonedPlayers}` : "", "trouble"],
    ["Renderer", detail],
    ["Displays", (wall.displays ?? []).map((display) => `${display.size.width} × ${display.size.height}${display.refreshRate ? ` at ${display.refreshRate} Hz` : ""}`).join(", ")],
  ]);
}
