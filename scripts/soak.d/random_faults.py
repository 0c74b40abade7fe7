"""A wall under random faults for as long as one likes."""

import os
import random
import statistics
import time

from faulty import FaultyServer
from watch import WatchedWall, plays, resources

# What a path meets, and how often compared with the others.
_FAULTS = [
    ("stall:200000", 2), ("reset:0", 3), ("reset:150000", 2), ("trickle:20000", 1),
    ("redirect", 1), ("redirect-foreign", 1), ("redirect-loop", 1), ("status:401", 1),
    ("status:403", 1), ("status:404", 1), ("status:416", 1), ("status:500", 2), ("busy:1", 2),
    ("hang", 2), ("html", 1), ("zero", 1), ("truncated:60", 1), ("cut:50", 1),
    ("flipped:2000", 2), ("other:/short.mp4", 1), ("endless-headers", 1), ("slow:2", 1),
    ("wrong-length:100000", 1),
]
_SETTINGS = {
    "HYPERWALL_RETRY_BASE_S": "0.2", "HYPERWALL_START_TIMEOUT_S": "3",
    "HYPERWALL_CRASHLOOP_THRESHOLD": "12", "HYPERWALL_CRASHLOOP_COOLDOWN_S": "10",
    "HYPERWALL_CACHE_BUDGET_MB": "256", "HYPERWALL_QUARANTINE_H": "1", "HYPERWALL_SHUFFLE": "1",
    # Lines about every failure would be the larger part of what grows.
    "HYPERWALL_LOG": "error",
}
_FPS = 30.0


class Soak:
    """Faults come and go until the time is over, or enough failures were met."""

    def __init__(self, options, folder, screen, clips, columns=4, rows=4):
        self._random = random.Random(options.seed)
        self._server = FaultyServer(options.server, os.path.dirname(clips[0]), folder)
        self._paths = [f"/{os.path.basename(clip)}" for clip in clips]
        self._wall = WatchedWall(
            options.binary, [self._server.url(path) for path in self._paths], columns, rows,
            folder, screen, _SETTINGS)
        self._active = {}
        self._orders = 0
        self._before = {}
        self._due = self._lost = 0.0
        self._samples = []
        self._failed = 0
        self.failures = []

    def run(self, minutes, failures_max=None):
        """Runs it and returns the report's lines and whether all is well."""
        self._wall.wait_playing(60)
        began = time.monotonic()
        next_look = began
        while time.monotonic() - began < minutes * 60:
            self._disturb()
            self._watch()
            if time.monotonic() >= next_look:
                next_look += 15
                self._failed = self._count_failures()
                self._samples.append(
                    (time.monotonic() - began, self._orders) + resources(self._wall.pid))
                if failures_max and self._failed >= failures_max:
                    break
            time.sleep(0.5)
        self._server.tell("well")
        healed_at = time.monotonic()
        self._wall.wait_playing(120)
        healed = time.monotonic() - healed_at
        # What was ended is given back some seconds later.
        time.sleep(6)
        self._samples.append(
            (time.monotonic() - began, self._orders) + resources(self._wall.pid))
        lines, passed = self._report(time.monotonic() - began, healed)
        return lines, passed

    def end(self):
        """Ends wall and server."""
        self._wall.end()
        self._server.end()

    def _disturb(self):
        now = time.monotonic()
        for path in [path for path, until in self._active.items() if until <= now]:
            del self._active[path]
            self._server.clear(path)
        if len(self._active) < len(self._paths) // 3:
            path = self._random.choice([p for p in self._paths if p not in self._active])
            names, weights = zip(*_FAULTS)
            kind = self._random.random()
            if kind < 0.1:
                self._server.tell(f"stall-now?path={path}")
            elif kind < 0.3:
                self._server.tell(f"reset-now?path={path}")
            else:
                self._server.fault(path, self._random.choices(names, weights)[0])
            self._active[path] = now + self._random.uniform(2, 10)
            self._orders += 1
        if self._random.random() < 0.002:
            self._server.tell("refuse?seconds=5")

    def _watch(self):
        snapshot = self._wall.status()
        if snapshot is None:
            return
        now = snapshot["uptimeSeconds"]
        after = {}
        for cell in snapshot["cells"]:
            key = (cell["id"], cell["loads"])
            if plays(cell) and cell["stateSeconds"] > 2:
                after[key] = (now, cell["statistics"]["shownFrames"])
                if key in self._before:
                    then, frames = self._before[key]
                    due = (now - then) * _FPS
                    self._due += due
                    # The looks and the frames are not in step: one frame is none.
                    self._lost += max(0.0, due - (after[key][1] - frames) - 1)
        self._before = after

    def _count_failures(self):
        rows = self._wall.journal()
        self.failures = [row for row in rows if row["kind"] == "failure"]
        self._recoveries = [row["seconds"] for row in rows if row["kind"] == "recovered"]
        self._kinds = {}
        for row in rows:
            self._kinds[row["kind"]] = self._kinds.get(row["kind"], 0) + 1
        return len(self.failures)

    def _report(self, seconds, healed):
        recoveries = sorted(self._recoveries) or [0.0]
        hundred = next((s for s in self._samples if s[1] >= 100), self._samples[0])
        last = self._samples[-1]
        hours = max((last[0] - hundred[0]) / 3600, 1e-6)
        reasons = {}
        for row in self.failures:
            reasons[row.get("reason")] = reasons.get(row["reason"], 0) + 1
        lost = 100 * self._lost / max(self._due, 1)
        threads, descriptors = last[2] - hundred[2], last[3] - hundred[3]
        memory = (last[4] - hundred[4]) / max(hundred[4], 1) * 100
        lines = [
            f"{seconds / 60:.1f} minutes, {self._orders} faults set, {len(self.failures)} failures "
            f"met, {len(recoveries)} recoveries",
            f"dark before a recovery: median {statistics.median(recoveries):.1f} s, 95 % within "
            f"{recoveries[int(len(recoveries) * 0.95) - 1]:.1f} s, longest {recoveries[-1]:.1f} s",
            f"all cells play {healed:.1f} s after the last fault",
            f"frames lost in cells not at fault: {lost:.2f} %",
            f"after the first 100 faults → now: threads {hundred[2]} → {last[2]} "
            f"({threads / hours:+.1f} an hour), descriptors {hundred[3]} → {last[3]} "
            f"({descriptors / hours:+.1f} an hour), memory {hundred[4] / 1e6:.0f} → "
            f"{last[4] / 1e6:.0f} MB ({memory:+.1f} %)",
            "journal: " + ", ".join(f"{kind} {n}" for kind, n in sorted(self._kinds.items())),
        ] + [f"  {count} × {reason}" for reason, count in
             sorted(reasons.items(), key=lambda pair: -pair[1])[:12]]
        passed = threads <= 4 and descriptors <= 4 and memory <= 10 and healed <= 60
        return lines, passed
