"""The table, and how it stands to what the wall must reach."""

import os
import platform
import subprocess

from contenders import NAMES
from options import grid_of
from screen import HEIGHT, WIDTH

# By cells, on two cores: total against the floor, shown frames a second, drops
# in percent, PSS in MB.
LIMITS = {9: (1.05, 29.9, 0.1, 300), 16: (1.08, 29.5, 0.5, 430)}

# With 64 cells: shown frames a second that count as the full rate of 30.
FULL_RATE = 29.5

_HEADS = ["", "process", "X server", "total", "x (b)", "others", "PSS MB", "fps min", "drops %", "full s"]


def _text(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def _first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10).stdout.splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return "?"


def machine():
    """What the figures were measured on."""
    with open("/proc/cpuinfo") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "ffmpeg": _first_line("ffmpeg", "-version"),
        "mpv": _first_line("mpv", "--version"),
        "loadAverage": os.getloadavg()[0],
    }


def print_machine(facts):
    print(f"{facts['cores']} cores of {facts['processor']}, load {facts['loadAverage']:.2f} at start")


def print_table(cells, results):
    """The table of one number of cells; results is {letter: {"median": …} or {"error": …}}."""
    columns, rows = grid_of(cells)
    clip = "320x180" if cells > 16 else "1280x720"
    print(f"\n{cells} cells of {WIDTH // columns}x{HEIGHT // rows}, {clip} H.264 at 30 a second; CPU in cores busy")
    floor = results.get("b", {}).get("median", {}).get("totalCores")
    lines = [_HEADS]
    notes = []
    for letter in sorted(results):
        name = f"({letter}) {NAMES[letter]}"
        if "error" in results[letter]:
            lines.append([name] + ["-"] * (len(_HEADS) - 1))
            notes.append(f"({letter}) failed: {results[letter]['error']}")
            continue
        figures = results[letter]["median"]
        lines.append([
            name, _text(figures["processCores"]), _text(figures["xServerCores"]),
            _text(figures["totalCores"]), _text(figures["totalCores"] / floor if floor else None),
            _text(figures["otherCores"]), _text(figures["pssMB"], 0), _text(figures["shownFPSMinimum"]),
            _text(figures["dropsPercent"]), _text(figures["firstFullWallSeconds"])])
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    for line in lines:
        print("  ".join(
            [line[0].ljust(widths[0])] + [text.rjust(width) for text, width in zip(line[1:], widths[1:])]))
    for note in notes + verdicts(cells, results):
        print(note)


def verdicts(cells, results):
    """A line for each figure that (d) must reach with that many cells."""
    wall = results.get("d", {}).get("median")
    floor = results.get("b", {}).get("median")
    rival = results.get("c", {}).get("median")
    if cells == 64 and wall:
        return [_verdict_64(wall)]
    if cells not in LIMITS or not wall:
        return []
    ratio, frames, drops, memory = LIMITS[cells]
    total = wall["totalCores"]
    lines = []
    if floor:
        lines.append(_verdict("total to (b)", total / floor["totalCores"], ratio, True))
    if rival:
        lines.append(_verdict("total to (c)", total / rival["totalCores"], 1.0, True))
    lines.append(_verdict("shown frames a second", wall["shownFPSMinimum"], frames, False))
    lines.append(_verdict("drops %", wall["dropsPercent"], drops, True))
    lines.append(_verdict("PSS MB", wall["pssMB"], memory, True))
    return lines


def _verdict_64(wall):
    """So many cells of 320x180 play at the full rate, or the wall says what it drops."""
    frames, drops = wall["shownFPSMinimum"], wall["dropsPercent"]
    text = f"(d) 64 cells: slowest {frames:.2f} frames a second, {drops:.2f} % dropped: "
    if frames >= FULL_RATE:
        return text + "full rate"
    return text + ("says what it drops" if drops > 0 else "MISSED: frames are missing and no drop is told")


def _verdict(name, value, limit, at_most):
    reached = value <= limit if at_most else value >= limit
    words = "reached" if reached else f"MISSED by {abs(value - limit):.2f}"
    return f"(d) {name}: {value:.2f}, {'at most' if at_most else 'at least'} {limit:g}: {words}"
