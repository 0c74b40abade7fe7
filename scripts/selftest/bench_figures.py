"""Prints "ok" or "not ok" for each thing that the figures of scripts/bench rest on."""

import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench.d"))

import control
import options
import processes
import report
from contenders import Progress
from windows import medians, rates

failures = 0


def expect(name, got, wanted):
    """One check."""
    global failures
    if got == wanted:
        print(f"ok bench: {name}")
    else:
        failures += 1
        print(f"not ok bench: {name}: wanted {wanted}, got {got}")


def refusal(cells):
    """Whether that many cells are refused."""
    try:
        options.grid_of(cells)
    except ValueError:
        return True
    return False


folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench.d")
for arguments, answer in ((["--only", "a,b,c"], "no-build"), (["--paused"], "build"), ([], "build")):
    said = subprocess.run([sys.executable, "-B", folder, "--says-whether-to-build", *arguments],
                          capture_output=True, text=True)
    expect(f"{' '.join(arguments) or 'no option'}: {answer}", said.stdout.strip(), answer)

expect("grids of 1, 4, 6, 9, 16 and 64 cells",
       [options.grid_of(cells) for cells in (1, 4, 6, 9, 16, 64)],
       [(1, 1), (2, 2), (3, 2), (3, 3), (4, 4), (8, 8)])
expect("numbers that make no grid", [refusal(cells) for cells in (0, -4, 7, 65)], [True] * 4)

expect("percentiles of a hundred answers",
       [control.percentile(list(range(100)), part) for part in (50, 99, 99.9)], [50, 99, 99])
expect("a percentile of no answer", control.percentile([], 99), None)

expect("the slowest cell counts",
       rates([Progress(0, 0, 10.0), Progress(0, 0, 10.0)], [Progress(60, 0, 12.0), Progress(40, 0, 12.0)]),
       (20.0, 0.0))
expect("drops are a share of all frames",
       rates([Progress(100, 5, 0.0)], [Progress(190, 15, 3.0)]), (30.0, 10.0))
expect("drops before the window do not count",
       rates([Progress(0, 50, 0.0)], [Progress(90, 50, 3.0)]), (30.0, 0.0))
expect("drops counted anew after a load",
       rates([Progress(0, 50, 0.0, load=1)], [Progress(90, 10, 3.0, load=2)]), (30.0, 10.0))
expect("a clip that began again",
       rates([Progress(880, 0, 0.0, wrap=900)], [Progress(40, 0, 2.0, wrap=900)]), (30.0, 0.0))
expect("a clock that stands still is no rate",
       rates([Progress(0, 0, 5.0)], [Progress(90, 0, 5.0)]), (0.0, 0.0))
expect("medians, figure by figure",
       medians([{"a": 3, "b": None}, {"a": 1, "b": None}, {"a": 2, "b": None}]), {"a": 2, "b": None})

floor = {"median": {"totalCores": 1.0}}
wall = {"totalCores": 1.1, "shownFPSMinimum": 29.95, "dropsPercent": 0.0, "pssMB": 290.0}
lines = report.verdicts(9, {"b": floor, "d": {"median": wall}})
expect("a missed limit is called missed", [line for line in lines if "MISSED" in line],
       ["(d) total to (b): 1.10, at most 1.05: MISSED by 0.05"])
expect("a reached limit is called reached", sum("reached" in line for line in lines), 3)


def verdict_64(frames, drops):
    """How 64 cells are judged, without the figures."""
    figures = {"shownFPSMinimum": frames, "dropsPercent": drops}
    return [line.split(": ", 2)[2] for line in report.verdicts(64, {"d": {"median": figures}})]


expect("64 cells at the full rate", verdict_64(29.8, 0.0), ["full rate"])
expect("64 cells that say what they drop", verdict_64(24.0, 20.0), ["says what it drops"])
expect("64 cells that drop in silence", verdict_64(24.0, 0.0),
       ["MISSED: frames are missing and no drop is told"])

with tempfile.TemporaryDirectory() as folder:
    busy = "while :; do :; done"
    started = processes.Started(
        "busy", ["bash", "-c", f"({busy}) & trap '' TERM; {busy}"], os.environ, os.path.join(folder, "log"))
    try:
        deadline = time.monotonic() + 60
        while len(processes.process_tree([started.pid])) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        tree = processes.process_tree([started.pid])
        expect("children belong to the tree", len(tree), 2)
        while processes.cpu_seconds([started.pid]) < 0.1 and time.monotonic() < deadline:
            time.sleep(0.01)
        expect("CPU of the tree is counted", processes.cpu_seconds([started.pid]) >= 0.1, True)
        expect("memory of the tree is counted", processes.pss_bytes([started.pid]) > 100_000, True)
    finally:
        started.end(patience_s=0.2)
    while any(processes.process_tree([pid]) for pid in tree) and time.monotonic() < deadline:
        time.sleep(0.01)
    expect("what ignores TERM, and its children, are ended",
           [pid for pid in tree if processes.process_tree([pid])], [])

sys.exit(1 if failures else 0)
