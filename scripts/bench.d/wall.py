"""The wall as a contender: started, asked for its status, ended."""

import json
import os
import subprocess
import time

from contenders import Progress
from processes import Failed, Started

# What is read of a snapshot; anything else may come and go.
_NEEDED = {"cells", "paused", "uptimeSeconds"}


class Wall:
    """`hyperwall run` on a screen of ours, one file a cell, nothing shuffled."""

    def __init__(self, binary, files, columns, rows, folder, screen, renderer, stagger="0",
                 settings=None):
        self._binary = binary
        self._screen = screen
        self.cells = columns * rows
        self._environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("HYPERWALL_", "SDL_")) and name != "WAYLAND_DISPLAY"}
        self._environment.update({
            "DISPLAY": screen.display,
            "XDG_RUNTIME_DIR": folder,
            "XDG_STATE_HOME": folder,
            "HYPERWALL_NAME": "bench",
            "HYPERWALL_SOCKET": os.path.join(folder, "s.sock"),
            "HYPERWALL_GRID": f"{columns}x{rows}",
            "HYPERWALL_SHUFFLE": "0",
            "HYPERWALL_SOURCES": ";".join(files),
            "HYPERWALL_START_STAGGER_MS": stagger,
            "HYPERWALL_RENDERER": renderer,
        })
        self._environment.update(settings or {})
        self.process = Started(
            "the wall", [binary, "run"], self._environment, os.path.join(folder, "wall.log"))
        self.processes = [self.process]

    def status(self):
        """The wall's snapshot, or None while it does not answer."""
        snapshot = self._ask()
        if snapshot is not None:
            missing = _NEEDED.difference(snapshot)
            if missing:
                raise Failed(f"The status of the wall lacks {', '.join(sorted(missing))}.")
        return snapshot

    def _ask(self):
        self.process.check()
        try:
            answer = subprocess.run(
                [self._binary, "status", "--json"], env=self._environment, timeout=10,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            return json.loads(answer.stdout) if answer.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            return None

    def wait(self, what, condition, limit_s=30.0, pause_s=0.1):
        """The first snapshot for which the condition holds."""
        deadline = time.monotonic() + limit_s
        while True:
            snapshot = self.status()
            if snapshot is not None and condition(snapshot):
                return snapshot
            if time.monotonic() > deadline:
                raise Failed(f"The wall did not come to {what} within {limit_s:g} s: "
                             f"{self.process.last_words()}")
            time.sleep(pause_s)

    def wait_full(self):
        """Seconds from the start of the process until every cell had shown a frame."""
        self.wait("a first frame in every cell", lambda snapshot: is_full(snapshot, self.cells))
        return time.monotonic() - self.process.started_at

    def progress(self):
        snapshot = self.wait("an answer", lambda snapshot: len(snapshot["cells"]) >= self.cells)
        return [
            Progress(
                cell["statistics"]["shownFrames"],
                cell["statistics"]["outputDrops"] + cell["statistics"]["decoderDrops"],
                snapshot["uptimeSeconds"], load=cell["loads"])
            for cell in snapshot["cells"]]

    def press(self, key, what, condition):
        """Presses a key until the snapshot shows its effect; the first press
        may come before the window can hear it."""
        for _ in range(3):
            self._screen.press(key, self.process.pid)
            try:
                return self.wait(what, condition, limit_s=5)
            except Failed as error:
                last = error
        raise last

    def end(self):
        self.process.end()


def is_full(snapshot, cells):
    """Whether that many cells are there and each has shown a frame."""
    return len(snapshot["cells"]) == cells and all(
        cell["statistics"]["shownFrames"] > 0 for cell in snapshot["cells"])
