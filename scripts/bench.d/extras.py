"""Measurements of the wall alone: paused, grid changes, first frames."""

import time

from processes import cpu_seconds, pss_bytes
from wall import is_full
from windows import WARM_UP_S

GRID_CHANGES = 20
# Long enough for the wall's own samples to close over a gap.
_LOOK_S = 1.2
_SETTLE_S = 3.0


def paused(wall, screen, seconds):
    """CPU in percent of a core with everything paused."""
    wall.wait_full()
    time.sleep(WARM_UP_S)
    wall.press("space", "a pause", lambda snapshot: snapshot["paused"])
    time.sleep(WARM_UP_S)
    began, own, server = time.monotonic(), cpu_seconds([wall.process.pid]), cpu_seconds([screen.pid])
    time.sleep(seconds)
    passed = time.monotonic() - began
    figures = {
        "processPercent": 100 * (cpu_seconds([wall.process.pid]) - own) / passed,
        "xServerPercent": 100 * (cpu_seconds([screen.pid]) - server) / passed,
    }
    figures["totalPercent"] = figures["processPercent"] + figures["xServerPercent"]
    reached = "reached" if figures["totalPercent"] <= 1 else "MISSED"
    print(f"paused, {wall.cells} cells: {figures['processPercent']:.2f} % of a core, X server "
          f"{figures['xServerPercent']:.2f} %; at most 1 %: {reached}")
    return figures


def first_frame(wall):
    """Seconds from load to first frame of each cell, and from the start to a full wall."""
    full_s = wall.wait_full()
    snapshot = wall.status() or {"cells": []}
    times = [cell["statistics"].get("firstFrameSeconds") for cell in snapshot["cells"]]
    known = [seconds for seconds in times if seconds is not None]
    print(f"first frames, {wall.cells} cells: from load to picture "
          + " ".join("-" if seconds is None else f"{seconds:.2f}" for seconds in times) + " s")
    slowest = max(known) if known else float("inf")
    reached = "reached" if slowest <= 1 and full_s <= 1 else "MISSED"
    print(f"slowest {slowest:.2f} s after its load; full wall seen {full_s:.2f} s after the start "
          f"of the program (asked ten times a second); at most 1 s: {reached}")
    return {"cellSeconds": times, "fullWallSeconds": full_s}


class _Survivors:
    """The cells that both grids have, watched over all changes."""

    def __init__(self, snapshot):
        self.identities = [cell["id"] for cell in snapshot["cells"]]
        self.loads = {cell["id"]: cell["loads"] for cell in snapshot["cells"]}
        self.longest_gap_ms = 0.0
        self.reopened = 0
        self.replaced = 0

    def look(self, snapshot):
        """Takes in what one snapshot says about them."""
        cells = {cell["id"]: cell for cell in snapshot["cells"]}
        for identity in self.identities:
            cell = cells.get(identity)
            if cell is None:
                self.replaced += 1
                continue
            self.reopened += max(0, cell["loads"] - self.loads[identity])
            self.loads[identity] = cell["loads"]
            self.longest_gap_ms = max(
                self.longest_gap_ms, cell["statistics"]["longestGapMilliseconds"])

    def watch(self, wall, seconds):
        """Asks for snapshots as long as that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            snapshot = wall.status()
            if snapshot is not None:
                self.look(snapshot)
            time.sleep(0.2)


def grid_change(wall):
    """4x4 to 2x2 and back, by key: what survivors and memory feel of it."""
    wall.wait_full()
    # The first change tells who survives; memory is compared from then on.
    wall.press("2", "2x2", lambda snapshot: len(snapshot["cells"]) == 4)
    survivors = _Survivors(wall.status() or {"cells": []})
    wall.press("4", "4x4", lambda snapshot: is_full(snapshot, 16))
    time.sleep(_SETTLE_S)
    before = pss_bytes([wall.process.pid])
    wall.status()  # closes the gap that belongs to what was before
    time.sleep(_LOOK_S)
    for _ in range(GRID_CHANGES):
        survivors.look(wall.press("2", "2x2", lambda snapshot: len(snapshot["cells"]) == 4))
        survivors.watch(wall, _LOOK_S)
        survivors.look(wall.press("4", "4x4", lambda snapshot: is_full(snapshot, 16)))
        survivors.watch(wall, _LOOK_S)
    time.sleep(_SETTLE_S)
    after = pss_bytes([wall.process.pid])
    change = 100 * (after - before) / before
    verdict = "reached" if (
        survivors.longest_gap_ms <= 100 and not survivors.reopened and not survivors.replaced
        and abs(change) <= 5) else "MISSED"
    print(f"grid 4x4, 2x2, 4x4 {GRID_CHANGES} times: survivors' longest gap "
          f"{survivors.longest_gap_ms:.0f} ms, files opened again {survivors.reopened}, cells not "
          f"found again {survivors.replaced}, PSS {before / 1e6:.0f} to {after / 1e6:.0f} MB "
          f"({change:+.1f} %); at most 100 ms, none, none, 5 %: {verdict}")
    return {
        "longestGapMilliseconds": survivors.longest_gap_ms, "reopened": survivors.reopened,
        "replaced": survivors.replaced, "pssBeforeMB": before / 1e6, "pssAfterMB": after / 1e6}
