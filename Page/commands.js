// What the buttons of a cell do.

import { post } from "./api.js";
import { attempt, toast } from "./toast.js";

/** How far the buttons wind, seconds. */
const wind = 30;

/** What is asked for. A switch says what it wants to be: two who press at once must not undo
 *  each other. */
const wishes = {
  next: (cell) => cellWish(cell, "next"),
  previous: (cell) => cellWish(cell, "previous"),
  reload: (cell) => cellWish(cell, "reload"),
  unpark: (cell) => cellWish(cell, "unpark"),
  back: (cell) => cellWish(cell, "seek", { by: -wind }),
  forward: (cell) => cellWish(cell, "seek", { by: wind }),
  loop: (cell) => cellWish(cell, "loop", { on: !cell.looping }),
  sound: (cell) => cellWish(cell, "mute", { on: Boolean(cell.sounding) }),
  pause: (cell) => cellWish(cell, "pause", { on: !cell.paused }),
  favorite: (cell) => cellWish(cell, "favorite", { on: !cell.favorite }),
  focus: (cell) => post("/api/v1/focus", { cell: cell.number }),
  solo: (cell, wall) => post("/api/v1/solo", { cell: wall.solo === cell.number ? null : cell.number }),
};

function cellWish(cell, name, body) {
  return post(`/api/v1/cells/${cell.number}/${name}`, body);
}

/** Listens to the buttons of all cells. `search(number)` opens the search for a cell. */
export function listenToCells(view, store, search) {
  view.root.addEventListener("click", (event) => {
    const button = event.target.closest("article button[data-do]");
    if (!button || button.disabled) return;
    const cell = store.cells.get(Number(button.closest("article").dataset.cell));
    if (!cell) return;
    if (button.dataset.do === "play") search(cell.number);
    else attempt(button, () => wishes[button.dataset.do](cell, store.wall));
  });
  // Browsers press a button again and again while Enter is held.
  document.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter" && event.target.closest("button")) event.preventDefault();
  });
  view.made = (number, { bar }) => {
    bar.seek = (seconds) => attempt(bar.range, () => post(`/api/v1/cells/${number}/seek`, { seconds }));
    bar.lost = () => toast("Something else plays here by now: nothing was moved.", "trouble");
  };
}
