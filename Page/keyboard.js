// The wall by keys: arrows lead from cell to cell, and letters mean what they mean on the wall.

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const letters = { n: "next", p: "previous", r: "reload", l: "loop", m: "sound", b: "favorite" };

/** Listens to the keys that are pressed in a wall's view. */
export function listenToKeys(wall) {
  wall.root.addEventListener("keydown", (event) => pressed(wall, event));
}

function pressed(wall, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const article = event.target.closest("article");
  if (!article) return;
  const number = Number(article.dataset.cell);
  if (event.key === "Escape" && event.target.closest(".sheet")) {
    wall.view(number).tile.focus();
    if (!wall.isWide) wall.choose(null);
    return;
  }
  if (!event.target.closest(".tile")) return;
  if (directions[event.key]) {
    event.preventDefault();
    const next = neighbour(wall.cells, number, ...directions[event.key]);
    if (next === undefined) return;
    wall.current = next;
    if (wall.isWide || wall.selected !== null) wall.choose(next);
    wall.arrangeFocus();
    wall.view(next).tile.focus();
  } else if (event.repeat) {
    // A key that is held down asks once.
  } else if (event.key === "Enter") {
    event.preventDefault();
    wall.choose(number);
    wall.view(number).sheet.buttons.pause.focus();
  } else {
    const name = letters[event.key.toLowerCase()];
    if (name) wall.view(number).sheet.buttons[name].click();
  }
}

/** The nearest cell in a direction, by where they are on the page; displays are neighbours, too. */
function neighbour(cells, number, x, y) {
  const middle = (view) => {
    const box = view.tile.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  const from = middle(cells.get(number));
  let best;
  let least = Infinity;
  for (const [other, view] of cells) {
    if (other === number) continue;
    const to = middle(view);
    const along = (to.x - from.x) * x + (to.y - from.y) * y;
    const across = Math.abs((to.x - from.x) * y) + Math.abs((to.y - from.y) * x);
    if (along <= 2 || along + across * 3 >= least) continue;
    least = along + across * 3;
    best = other;
  }
  return best;
}
