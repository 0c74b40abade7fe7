// The page's beginning: makes its parts and leads what comes over the line to them.

import { Chart } from "./chart.js";
import { listenToCells } from "./commands.js";
import { Controls } from "./controls.js";
import { byID, placeIcons, setAttribute, setText } from "./dom.js";
import { updateBudget, updateHead, updateLink, updateLoad } from "./health.js";
import { Journal } from "./journal.js";
import { Line } from "./line.js";
import { Notices } from "./notices.js";
import { Peers } from "./peers.js";
import { Quarantine } from "./quarantine.js";
import { Search } from "./search.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { Thumbnails } from "./thumbs.js";
import { WallView } from "./wall.js";

placeIcons();

const store = new Store();
const session = new Session();
const thumbs = new Thumbnails();
const context = { get reason() { return session.rights.mayPlay ? "" : session.reason; } };
const view = new WallView(thumbs, context);
const controls = new Controls(store, session);
const search = new Search(store, session);
const [journal, quarantine, chart, peers] = [new Journal(), new Quarantine(), new Chart(), new Peers(thumbs)];
const notices = new Notices();
const polls = [journal.poll, chart.poll, peers.poll];

const tellLately = () => view.view(view.selected)?.sheet.tellLately(journal.rows(view.selected));
view.chosen = tellLately;
journal.grew = tellLately;
search.current = () => view.selected ?? store.wall?.focus;
listenToCells(view, store, (number) => search.open(number));

store.subscribe((now, changed) => {
  document.body.classList.toggle("has-wall", Boolean(now.wall));
  view.update(now, changed);
  controls.update(now);
  quarantine.update(now);
  notices.update(now);
  search.updateCells();
  updateHead(now, isLost);
  for (const update of [updateLink, updateBudget, updateLoad]) update(now);
});
session.subscribe((rights) => {
  if (rights.needsToken) line.hold();
  controls.updateRights();
  search.updateRights();
  view.refresh();
});

/** The start of the wall that the page knows: another one has other peers, and maybe another page. */
let known = null;

function take(kind, value) {
  if (kind === "snapshot" && value) {
    // A wall that is only just starting does not say yet which it is.
    const version = value.version || known?.version;
    if (known?.version && known.version !== version) return location.reload();
    if (known && known.pid !== value.pid) {
      journal.forget();
      peers.anew();
      session.load();
    }
    if (!session.isLoaded) session.load();
    known = { version, pid: value.pid };
  }
  store.take(kind, value);
  return undefined;
}

const words = {
  connected: "Connected",
  crowded: "Sixteen others watch: looked at every 2 s",
  lost: "The line to the wall is lost. Trying again…",
  signedOut: "Signed out",
  resting: "Resting",
};

let isLost = false;

/** Shows how the line is. */
function told(state, why = "") {
  const isOn = state === "connected" || state === "crowded";
  const line = byID("line");
  const text = state === "lost" && why ? `The line to the wall is lost: ${why} Trying again…` : words[state];
  setAttribute(line, "data-state", isOn || state === "resting" ? "connected" : "lost");
  setAttribute(line, "data-detail", state);
  setText(line.querySelector(".line-words"), text);
  const wasLost = isLost;
  isLost = !isOn && state !== "resting";
  document.body.classList.toggle("is-lost", isLost);
  if (isLost !== wasLost) updateHead(store, isLost);
  view.sayWhyEmpty(state);
  if (!store.wall && !isOn) setText(byID("wall-summary"), state === "signedOut" ? "Signed out" : "No answer yet");
  thumbs.turn(isOn);
  for (const poll of polls) poll.turn(isOn);
  if (state === "signedOut") session.showButtons(false);
  if (state === "signedOut" && !session.rights.needsToken) setTimeout(lookAgain, 1000);
}

/** Somebody may have signed in on another page of this browser. */
async function lookAgain() {
  await session.load();
  if (line.isHeld && !session.rights.needsToken) line.hurry();
}

const line = new Line({ take, told });
session.signedIn = () => line.hurry();
document.addEventListener("visibilitychange", () => { if (!document.hidden && line.isHeld) lookAgain(); });
session.load().catch(() => {}).finally(() => {
  line.isHeld ||= session.rights.needsToken;
  line.run();
});
