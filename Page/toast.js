// Short words at the edge of the page: what the wall refused, and what it did that is not seen.

import { byID, el, icon } from "./dom.js";

/** How long one stays, milliseconds. */
const staysFor = { trouble: 9000, good: 4000 };
/** More at once would hide the page. */
const countMax = 3;

/** Puts them where they can be seen and heard: not behind an open dialog, nor in a shut one.
 *  Whether they stand where they stood. */
function settle() {
  const place = byID("toasts");
  const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (place.parentNode === home) return true;
  home.append(place);
  return false;
}

// It does not bubble.
document.addEventListener("close", settle, true);

/** Whether a pointer is on a dialog's backdrop: for the browser that is the dialog, too. */
function isBeside({ target, clientX, clientY }) {
  if (!(target instanceof HTMLDialogElement)) return false;
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

// A press beside a dialog shuts it, but not one that began inside: whoever marks words pulls far.
let began = false;
document.addEventListener("pointerdown", (event) => { began = isBeside(event); });
document.addEventListener("click", (event) => { if (began && isBeside(event)) event.target.close(); });

/** Opens a dialog. A screen reader says only what comes into a place that it knows already. */
export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
  settle();
}

/** Shows words. A screen reader says them, too. */
export function toast(words, tone = "good") {
  if (!settle()) {
    setTimeout(() => toast(words, tone), 100);
    return;
  }
  const place = byID("toasts");
  for (const old of place.children) if (old.dataset.words === words) old.remove();
  while (place.children.length >= countMax) place.firstElementChild.remove();
  const close = el("button", { type: "button", class: "plain round", "aria-label": "Dismiss" }, icon("close"));
  const note = el(
    "div", { class: "toast", "data-tone": tone, "data-words": words },
    icon(tone === "trouble" ? "warning" : "done"), el("p", { dir: "auto" }, words), close,
  );
  const leave = () => note.remove();
  let timer = setTimeout(leave, staysFor[tone] ?? 4000);
  // Whoever reads it has time.
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => { timer = setTimeout(leave, 2000); });
  close.addEventListener("click", leave);
  place.append(note);
}

/** Does something for a button: busy meanwhile, and with a toast when the wall refuses. */
export async function attempt(button, action) {
  button?.setAttribute("aria-busy", "true");
  try {
    return await action();
  } catch (error) {
    if (error?.name !== "AbortError" && error?.status !== 401) toast(error.message, "trouble");
    return undefined;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}
