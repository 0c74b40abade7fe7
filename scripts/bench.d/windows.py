"""One window of measurement, and the medians of several."""

import statistics
import time

from processes import cpu_seconds, machine_cpu_seconds, pss_bytes

WARM_UP_S = 3.0


def rates(before, after):
    """Shown frames a second of the slowest cell, and drops in percent of all
    frames of all cells, between two lists of Progress."""
    slowest, shown_total, drops_total = None, 0, 0
    for old, new in zip(before, after):
        shown, drops = new.frames - old.frames, new.drops - old.drops
        if new.load != old.load or drops < 0:
            drops = max(new.drops, 0)  # counted anew since the load
        if shown < 0 and new.wrap:
            shown += new.wrap
        passed = new.at - old.at
        rate = shown / passed if passed > 0 else 0.0
        slowest = rate if slowest is None else min(slowest, rate)
        shown_total += shown
        drops_total += drops
    everything = shown_total + drops_total
    return slowest or 0.0, 100.0 * drops_total / everything if everything else 0.0


def measure(contender, screen, seconds):
    """Figures of one window of that many seconds, after the warm-up."""
    full_s = contender.wait_full()
    time.sleep(WARM_UP_S)
    roots = [process.pid for process in contender.processes]
    before = contender.progress()
    began, own, server, machine = (
        time.monotonic(), cpu_seconds(roots), cpu_seconds([screen.pid]), machine_cpu_seconds())
    time.sleep(seconds)
    passed = time.monotonic() - began
    own = (cpu_seconds(roots) - own) / passed
    server = (cpu_seconds([screen.pid]) - server) / passed
    machine = (machine_cpu_seconds() - machine) / passed
    frames_a_second, drops_percent = rates(before, contender.progress())
    return {
        "processCores": own,
        "xServerCores": server,
        "totalCores": own + server,
        "otherCores": max(0.0, machine - own - server),
        "pssMB": pss_bytes(roots) / 1e6,
        "shownFPSMinimum": frames_a_second,
        "dropsPercent": drops_percent,
        "firstFullWallSeconds": full_s,
    }


def medians(windows):
    """Figure by figure; None where a figure does not apply."""
    return {
        name: None if windows[0][name] is None
        else statistics.median(window[name] for window in windows)
        for name in windows[0]}
