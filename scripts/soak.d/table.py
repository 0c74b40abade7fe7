"""One fault after the other, and how long the wall needs: a row each."""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

from faulty import FaultyServer
from processes import Failed
from watch import TROUBLE, WatchedWall, cell_of, resources

STALL_S = 3.0
FREEZE_S = 3.0
START_S = 5.0
WATCHDOG_S = 0.25
# A status may be so late: it is asked for that often, and published when something changes.
SLACK_S = 0.15
# Lost frames of cells that are not at fault, beyond those of a run without faults; per cent.
LOST_MAX = 0.1


@dataclass
class Row:
    """What was asked of the wall, what was measured, and whether that is enough."""
    name: str
    asked: str
    measured: str
    passed: bool


class Stage:
    """A wall before one or two faulty servers; the first cell's item is the one at fault."""

    def __init__(self, options, folder, screen, clips, settings=None, columns=3, rows=3,
                 second_from=None, faults=None, wait=True):
        # A folder for each: a wall goes on where the last one in it was.
        folder = tempfile.mkdtemp(dir=folder)
        self.folder = folder
        served = os.path.dirname(clips[0])
        self.server = FaultyServer(options.server, served, folder)
        self.second = FaultyServer(options.server, served, folder, "faulty2")
        self.paths = [f"/{os.path.basename(clip)}" for clip in clips]
        self.titles = [os.path.splitext(path[1:])[0] for path in self.paths]
        for path, fault in (faults or {}).items():
            self.server.fault(path, fault)
        urls = [
            (self.server if second_from is None or index < second_from else self.second).url(path)
            for index, path in enumerate(self.paths)]
        base = {"HYPERWALL_READAHEAD_S": "1"}
        base.update(settings or {})
        self.wall = WatchedWall(options.binary, urls, columns, rows, folder, screen, base)
        if wait:
            self.wall.wait_playing()

    def cell(self, index=0, snapshot=None):
        """The cell that is about one of the items."""
        return cell_of(snapshot or self.wall.status() or {"cells": []}, self.titles[index])

    def in_trouble(self, snapshot, index=0):
        """Whether the wall has noticed that something is wrong with an item."""
        cell = self.cell(index, snapshot)
        return cell is not None and cell["state"] in TROUBLE

    def end(self):
        """Ends wall and servers."""
        self.wall.end()
        self.server.end()
        self.second.end()


class Others:
    """Frames that the cells not at fault should have shown, and did not."""

    def __init__(self, stage, skip=0, only=None):
        self._stage = stage
        self._skip = stage.titles[skip] if skip is not None else None
        self._only = only
        self._begin = self._look()

    def _look(self):
        snapshot = self._stage.wall.status()
        frames = {}
        for cell in snapshot["cells"]:
            if cell["title"] == self._skip or (self._only and cell["title"] not in self._only):
                continue
            statistics = cell["statistics"]
            frames[cell["title"]] = (
                statistics["shownFrames"],
                statistics["outputDrops"] + statistics["decoderDrops"])
        return snapshot["uptimeSeconds"], frames

    def lost(self, fps=30.0):
        """In per cent of what was due."""
        time.sleep(1.1)
        began, before = self._begin
        ended, after = self._look()
        titles = [title for title in before if title in after]
        due = (ended - began) * fps * len(titles)
        shown = sum(after[title][0] - before[title][0] for title in titles)
        dropped = sum(max(0, after[title][1] - before[title][1]) for title in titles)
        return 100.0 * max(0.0, due - shown, dropped) / max(due, 1.0)


def fault_row(stage, name, begin, mend, notice_max, counts_from_frame, back_max=2.0,
              baseline=0.0, index=0, at_position=True):
    """Begins a fault, waits until the wall notices, mends it, waits for the picture."""
    wall = stage.wall
    others = Others(stage, index)
    begin()
    acted = time.monotonic()
    noticed = wall.wait(f"trouble: {name}", lambda now: stage.in_trouble(now, index), 60)
    act_s = time.monotonic() - acted
    cell = stage.cell(index, noticed)
    dark_s = cell["statistics"].get("lastFrameAgoSeconds") or 0.0
    notice_s = dark_s if counts_from_frame else act_s
    stood = cell.get("position") or 0.0
    planned = cell.get("retryInSeconds") or 0.0
    mend()
    mended = time.monotonic()
    wall.wait(
        f"{name} mended",
        lambda now: (stage.cell(index, now) or {"state": ""})["state"] == "playing", 90)
    back_s = time.monotonic() - mended
    again = wall.wait(
        "a position", lambda now: (stage.cell(index, now) or {}).get("position") is not None, 5)
    off_s = (stage.cell(index, again)["position"] or 0.0) - stood
    lost = others.lost()
    limit = planned + back_max
    fine = (notice_s <= notice_max + SLACK_S and back_s <= limit + SLACK_S
            and (not at_position or abs(off_s) <= 3.0) and lost <= baseline + LOST_MAX)
    return Row(
        name, f"noticed ≤ {notice_max:g} s, back ≤ back-off + {back_max:g} s, position ± 3 s",
        f"noticed {notice_s:.2f} s, back {back_s:.2f} s (back-off {planned:.2f}), "
        f"position {off_s:+.1f} s, others lost {lost:.2f} % (without {baseline:.2f} %)", fine)


def single_faults(options, folder, screen, clips):
    """The rows about one of nine cells."""
    stage = Stage(options, folder, screen, clips[:9])
    server, path = stage.server, stage.paths[0]
    try:
        quiet = Others(stage)
        time.sleep(15)
        baseline = quiet.lost()
        yield Row("without faults", "the measure of the rows below", f"{baseline:.2f} % lost", True)

        def reload_with(fault):
            def begin():
                server.fault(path, fault)
                stage.wall.press("r")
            return begin

        def mend():
            server.clear(path)

        yield fault_row(
            stage, "silent stall", lambda: server.tell(f"stall-now?path={path}"), mend,
            STALL_S + WATCHDOG_S, True, baseline=baseline)
        for fault in ("reset:0", "status:500", "busy:1", "html", "zero"):
            yield fault_row(
                stage, f"at opening: {fault}", reload_with(fault), mend, 2.0, False,
                baseline=baseline, at_position=False)
            stage.wall.wait_playing()
        yield fault_row(
            stage, "no first frame (hang)", reload_with("hang"), mend, START_S + WATCHDOG_S,
            False, baseline=baseline, at_position=False)
        stage.wall.wait_playing()
        yield fault_row(
            stage, "reset in mid-file", lambda: server.tell(f"reset-now?path={path}"), mend,
            12.0, True, baseline=baseline)
        stage.wall.wait_playing()
        yield suspended(stage, options.suspend)
        yield killed(stage)
    finally:
        stage.end()


def suspended(stage, seconds):
    """SIGSTOP and SIGCONT."""
    before = len(stage.wall.journal())
    stage.wall.signal(signal.SIGSTOP)
    time.sleep(seconds)
    stage.wall.signal(signal.SIGCONT)
    began = time.monotonic()
    stage.wall.wait_playing(10)
    back_s = time.monotonic() - began
    time.sleep(3)
    rows = stage.wall.journal()[before:]
    failed = [row for row in rows if row["kind"] in ("failure", "park")]
    return Row(
        f"SIGSTOP for {seconds:g} s", "no cell fails, at once",
        f"{len(failed)} cells failed, all play after {back_s:.2f} s", not failed and back_s < 1)


def killed(stage):
    """kill -9, and a new start."""
    time.sleep(6)
    before = stage.wall.status()
    stage.wall.kill()
    ended = time.monotonic()
    stage.wall.start()
    after = stage.wall.wait_playing(20)
    took = time.monotonic() - ended
    after = stage.wall.wait(
        "positions", lambda now: all(cell.get("position") for cell in now["cells"]), 5)
    took_all = time.monotonic() - ended
    same = offs = 0
    for old in before["cells"]:
        new = after["cells"][old["number"] - 1]
        same += new["title"] == old["title"]
        offs = max(offs, abs((new["position"] or 0) - (old["position"] or 0)))
    return Row(
        "kill -9", "every cell where it was within 5 s",
        f"{same} of {len(before['cells'])} items, all play after {took:.2f} s "
        f"(positions {took_all:.2f} s), farthest {offs:.1f} s off",
        same == len(before["cells"]) and took <= 5 and offs <= 6 + took_all)


def parked(options, folder, screen, clips):
    """Five failures in the window, and items of 0.2 s."""
    stage = Stage(options, folder, screen, clips[:9], {
        "HYPERWALL_RETRY_MAX": "10", "HYPERWALL_RETRY_BASE_S": "0.2",
        "HYPERWALL_CRASHLOOP_COOLDOWN_S": "10"})
    server, path, wall = stage.server, stage.paths[0], stage.wall
    try:
        for by_key in (False, True):
            others = Others(stage)
            server.fault(path, "status:500")
            before = len(wall.journal())
            wall.press("r")
            wall.wait("a parked cell", lambda now: stage.cell(0, now)["state"] == "parked", 60)
            began = time.monotonic()
            rows = [row for row in wall.journal()[before:] if row["kind"] == "failure"]
            server.clear(path)
            if by_key:
                wall.press("r")
            wall.wait("playing", lambda now: stage.cell(0, now)["state"] == "playing", 30)
            took, lost = time.monotonic() - began, others.lost()
            yield Row(
                "five failures in the window" + (", key" if by_key else ""),
                "at once by key" if by_key else "parked at once, back after cooldown (10 s) ± 1 s",
                f"parked after {len(rows)} failures, back after {took:.2f} s, "
                f"others lost {lost:.2f} %",
                len(rows) == 5 and (took < 2.5 if by_key else abs(took - 10) <= 1.3)
                and lost <= 0.2)
            wall.wait_playing()
        others = Others(stage)
        server.fault(path, "other:/short.mp4")
        wall.press("r")
        acted = time.monotonic()
        wall.wait("a parked cell", lambda now: stage.cell(0, now)["state"] == "parked", 60)
        took, lost = time.monotonic() - acted, others.lost()
        loads = sum(1 for row in wall.journal() if "as soon as it began" in (row.get("reason") or "")
                    and row["kind"] == "failure")
        server.clear(path)
        parked_at = time.monotonic()
        wall.wait("playing", lambda now: stage.cell(0, now)["state"] == "playing", 30)
        back = time.monotonic() - parked_at
        yield Row(
            "0.2 s items for ever", "parks after the threshold, back after cooldown (10 s)",
            f"parked after {loads} counted ends in {took:.1f} s, back after {back:.1f} s, "
            f"others lost {lost:.2f} %", loads == 5 and back <= 12 and lost <= 0.2)
    finally:
        stage.end()


def two_sources(options, folder, screen, clips):
    """One of two sources gone, then both."""
    stage = Stage(options, folder, screen, clips[:9], second_from=5)
    wall = stage.wall
    try:
        others = Others(stage, None, only=set(stage.titles[:5]))
        stage.second.tell("refuse?seconds=25")
        acted = time.monotonic()
        seen = wall.wait("an outage", lambda now: now["outages"], 60)
        names = [outage["source"] for outage in seen["outages"]]
        while time.monotonic() - acted < 24:
            time.sleep(0.2)
        lost = others.lost()
        wall.wait_playing(90)
        back = time.monotonic() - acted - 25
        yield Row(
            "one of two sources gone for 25 s", "outage of that source only, others lose no frame",
            f"outages {len(names)} ({'its own' if stage.second.base.split('/')[-1] in names[0] else names[0]}), "
            f"others lost {lost:.2f} %, all back {back:.1f} s after its return",
            len(names) == 1 and lost <= 0.2 and back <= 61)
    finally:
        stage.end()
    stage = Stage(options, folder, screen, clips[:9])
    wall = stage.wall
    try:
        stage.server.tell("refuse?seconds=30")
        acted = time.monotonic()
        wall.wait("an outage", lambda now: now["outages"], 60)
        out = time.monotonic() - acted
        wall.wait_playing(120)
        back = time.monotonic() - acted - 30
        counts = stage.server.counts()
        failed = [row for row in wall.journal() if row["kind"] == "failure"]
        yield Row(
            "source gone for all for 30 s", "one probe in the air, all back ≤ 60 s + 9 × 0.1 s",
            f"outage after {out:.1f} s, probes in the air at most "
            f"{counts['root-in-flight-max']}, {len(failed)} failures, all back {back:.1f} s "
            f"after its return", int(counts["root-in-flight-max"]) <= 1 and back <= 60.9)
    finally:
        stage.end()


def hanging(options, folder, screen, clips):
    """Accept and hang, one item and all."""
    settings = {
        "HYPERWALL_START_TIMEOUT_S": "3", "HYPERWALL_RETRY_BASE_S": "0.1",
        "HYPERWALL_CRASHLOOP_COOLDOWN_S": "60"}
    paths = [f"/{os.path.basename(clip)}" for clip in clips[:12]]
    stage = Stage(options, folder, screen, clips[:12], settings, faults={p: "hang" for p in paths},
                  wait=False)
    try:
        began = time.monotonic()
        stage.wall.wait(
            "all parked", lambda now: len(now["cells"]) == 9
            and all(cell["state"] == "parked" for cell in now["cells"]), 90, pause_s=0.5)
        took = time.monotonic() - began
        rows = stage.wall.journal()
        failures = max(
            sum(1 for row in rows if row["kind"] == "failure" and row["cell"] == cell)
            for cell in range(1, 10))
        left_out = [row for row in rows if row["kind"] == "quarantined"]
        yield Row(
            "accept and hang, all", "parked after 5 in a row, ≤ 1 item in quarantine",
            f"all 9 parked after {took:.1f} s, {failures} failures a cell, "
            f"{len(left_out)} in quarantine", failures == 5 and len(left_out) <= 1)
    finally:
        stage.end()
    stage = Stage(options, folder, screen, clips[:1], settings, columns=1, rows=1,
                  faults={paths[0]: "hang"}, wait=False)
    try:
        stage.wall.wait("parked", lambda now: now["cells"]
            and now["cells"][0]["state"] == "parked", 60)
        rows = stage.wall.journal()
        failures = sum(1 for row in rows if row["kind"] == "failure")
        yield Row(
            "accept and hang, the only item", "parked, not replaced",
            f"parked after {failures} failures", failures <= 5)
    finally:
        stage.end()


def frozen(options, folder, screen, clips):
    """A picture that stands while the sound goes on."""
    short = os.path.join(os.path.dirname(clips[0]), "frozen.mp4")
    if not os.path.exists(short):
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-t", "6", "-i", clips[0], "-f", "lavfi",
             "-t", "120", "-i", "sine=frequency=300", "-map", "0:v", "-map", "1:a", "-c:v", "copy",
             "-c:a", "aac", "-movflags", "+faststart", short], check=True)
    stage = Stage(options, folder, screen, [short] + clips[1:9])
    try:
        others = Others(stage)
        stage.wall.press("m")
        noticed = stage.wall.wait("a frozen picture", stage.in_trouble, 40)
        cell = stage.cell(0, noticed)
        dark = cell["statistics"].get("lastFrameAgoSeconds") or 0.0
        lost = others.lost()
        yield Row(
            "picture frozen while time goes on", "noticed ≤ 3.25 s",
            f"noticed {dark:.2f} s after the last frame (“{cell['reason']}”), "
            f"others lost {lost:.2f} %", dark <= FREEZE_S + WATCHDOG_S + SLACK_S and lost <= 0.2)
    finally:
        stage.end()


PARTS = {
    "single": single_faults, "parked": parked, "sources": two_sources, "hanging": hanging,
    "frozen": frozen,
}
