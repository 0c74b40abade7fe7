"""Measures what the control server costs a wall of nine cells that plays.

Usage: control.py PROGRAM [SECONDS] [ROUNDS]

In one run, in turns, so that what else the machine does is in all of them: the wall
alone; with 200 requests a second for its status and 16 event streams; with nine
thumbnails every two seconds. Frames lost, answers and memory are held to limits.
"""

import collections
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import clips
from contenders import Progress
from processes import Failed, cpu_seconds, machine_cpu_seconds, pss_bytes
from screen import Screen
from wall import Wall
from windows import WARM_UP_S, rates

CELLS, RATE, STREAMS, EVERY_S = 9, 200, 16, 2
# Drops in percent, an answer's 99th percentile, thumbnails in percent of a core,
# growth of memory.
DROPS_MAX, ANSWER_MS_MAX, PICTURES_PERCENT_MAX, GROWTH_MB_MAX = 0.1, 20, 2, 8
# Cores that something else may use before a run is called disturbed.
OTHERS_MAX = 0.2
KINDS = {
    "alone": None,
    "200 status/s, 16 streams": (RATE, STREAMS, 0),
    "9 thumbnails / 2 s": (0, 0, EVERY_S),
}
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def percentile(sorted_values, part):
    """The nearest-rank percentile; None of nothing."""
    if not sorted_values:
        return None
    return sorted_values[min(len(sorted_values) - 1, int(part / 100 * len(sorted_values)))]


def serves(name):
    """Whether a thread of that name works for whoever asks. Those of players and the drawing
    ones, which have the program's name, do not, and vary by more than all of these need."""
    return name in ("main", "control-gate") or "qos" in name or name.startswith("hyperwall.")


def threads(pid):
    """Name, CPU seconds and times that it fell asleep, of each thread by its id."""
    found = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/stat") as file:
                head, _, rest = file.read().rpartition(") ")
            with open(f"/proc/{pid}/task/{thread}/status") as file:
                slept = next(int(line.split()[1]) for line in file
                             if line.startswith("voluntary_ctxt_switches"))
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = rest.split()
        name = "main" if thread == str(pid) else head.partition("(")[2]
        found[thread] = (name, (int(fields[11]) + int(fields[12])) / _TICKS, slept)
    return found


def ask(path, port):
    """A request over the address: no program is started for it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        pieces = []
        while piece := connection.recv(1 << 16):
            pieces.append(piece)
    return b"".join(pieces).partition(b"\r\n\r\n")[2]


def progress(port):
    """How far each cell is."""
    snapshot = json.loads(ask("/api/v1/status", port))
    return [Progress(
        cell["statistics"]["shownFrames"],
        cell["statistics"]["outputDrops"] + cell["statistics"]["decoderDrops"],
        snapshot["uptimeSeconds"], load=cell["loads"]) for cell in snapshot["cells"]]


def window(wall, screen, port, kind, seconds):
    """Figures of one window."""
    pid = wall.process.pid
    server = cpu_seconds([screen.pid])
    before, memory = progress(port), pss_bytes([pid])
    began, cpu, busy = time.monotonic(), threads(pid), machine_cpu_seconds()
    answers = None
    if KINDS[kind]:
        rate, streams, every = KINDS[kind]
        run = subprocess.run(
            [sys.executable, os.path.join(os.path.dirname(__file__), "askers.py"), str(port),
             str(seconds), str(rate), str(streams), str(every), str(CELLS)],
            stdout=subprocess.PIPE, check=True, timeout=seconds + 30)
        answers = json.loads(run.stdout)
    else:
        time.sleep(seconds)
    passed = time.monotonic() - began
    after, busy = threads(pid), (machine_cpu_seconds() - busy) / passed
    server = (cpu_seconds([screen.pid]) - server) / passed
    wall.process.check()
    by_name, slept = collections.Counter(), collections.Counter()
    for thread, (name, used, times) in after.items():
        old = cpu.get(thread, (name, 0, 0))
        by_name[name] += (used - old[1]) / passed
        slept[name] += times - old[2]
    rate, drops = rates(before, progress(port))
    cores, asker = sum(by_name.values()), answers["cores"] if answers else 0
    return {"cores": cores, "others": max(0, busy - cores - server - asker), "threads": by_name,
            "slept": slept, "fps": rate, "drops": drops, "before": memory, "after": pss_bytes([pid]),
            "answers": answers, "load": os.getloadavg()[0]}


def show(results):
    """The table, and what it says about the limits."""
    median = {kind: {name: statistics.median(found[name] for found in windows)
                     for name in ("cores", "others", "fps", "drops", "load")}
              for kind, windows in results.items()}
    print(f"{'':26}{'cores':>7}{'more %':>8}{'fps min':>9}{'drops %':>9}{'p50 ms':>8}{'p99':>7}"
          f"{'p99.9':>7}{'max':>7}{'failed':>8}{'PSS MB':>16}{'asker':>7}{'others':>8}{'load':>6}")
    missed = []
    for kind, windows in results.items():
        more = 100 * (median[kind]["cores"] - median["alone"]["cores"])
        line = f"{kind:26}{median[kind]['cores']:7.3f}{more:8.1f}{median[kind]['fps']:9.2f}"
        line += f"{max(found['drops'] for found in windows):9.3f}"
        answers = [found["answers"] for found in windows if found["answers"]]
        taken = sorted(ms for each in answers for times in each["takenMs"].values() for ms in times)
        failed = sum(each["failed"] + each["streamsEnded"] for each in answers)
        if taken:
            figures = [percentile(taken, part) for part in (50, 99, 99.9)] + [taken[-1]]
            line += f"{figures[0]:8.2f}" + "".join(f"{ms:7.1f}" for ms in figures[1:]) + f"{failed:8}"
            # A picture is taken and encoded after the question; nobody waits for it.
            if KINDS[kind][0] and figures[1] > ANSWER_MS_MAX:
                missed.append(f"{kind}: 99 of 100 answers take {figures[1]:.1f} ms")
        else:
            line += f"{'-':>8}" + f"{'-':>7}" * 3 + f"{'-':>8}"
        memory = f"{windows[0]['before'] / 1e6:.1f} → {windows[-1]['after'] / 1e6:.1f}"
        asker = statistics.median(each["cores"] for each in answers) if answers else 0
        print(line + f"{memory:>16}{asker:7.2f}{median[kind]['others']:8.2f}{median[kind]['load']:6.1f}")
        drops = statistics.median(found["drops"] for found in windows)
        if drops > max(DROPS_MAX, statistics.median(found["drops"] for found in results["alone"])):
            missed.append(f"{kind}: {drops:.3f} % of the frames are lost")
        if failed:
            missed.append(f"{kind}: {failed} requests or streams failed")
    return missed


def own_threads(results):
    """What the threads that serve use more than alone, in percent of a core."""
    def of(kind):
        names = set().union(*(found["threads"] for found in results[kind]))
        return {name: 100 * statistics.median(found["threads"][name] for found in results[kind])
                for name in names}
    alone = of("alone")
    for kind in results:
        if kind == "alone":
            continue
        more = sorted(((used - alone.get(name, 0), name) for name, used in of(kind).items()
                       if serves(name)), reverse=True)
        print(f"{kind}: more than alone, in % of a core, in threads that serve: "
              + ", ".join(f"{name} {used:.2f}" for used, name in more if abs(used) >= 0.05))
    woke = sum(found["slept"]["control-gate"] for found in results["alone"])
    print(f"alone: the gate's thread woke {woke} times in {len(results['alone'])} windows "
          "while nobody asked")


def serving(window_figures):
    """Cores of the threads that serve."""
    return sum(used for name, used in window_figures["threads"].items() if serves(name))


def measure(program, seconds, rounds, folder, screen):
    made = clips.lengthen(clips.make(small=False), folder, 20)
    port = free_port()
    wall = Wall(program, clips.spread(made, folder, CELLS), 3, 3, folder, screen, "software",
                settings={"HYPERWALL_HTTP": f"127.0.0.1:{port}"})
    results = {kind: [] for kind in KINDS}
    try:
        wall.wait_full()
        # Once before anything counts: what is made once is made then.
        for kind in KINDS:
            window(wall, screen, port, kind, 2)
        time.sleep(WARM_UP_S)
        for _ in range(rounds):
            for kind in KINDS:
                print(f"{kind}, {seconds:g} s", file=sys.stderr)
                results[kind].append(window(wall, screen, port, kind, seconds))
                time.sleep(1)
    finally:
        wall.end()
    missed = show(results)
    own_threads(results)
    # Players fill their caches meanwhile, so that the load's own windows count.
    growth = statistics.median(
        (found["after"] - found["before"]) / 1e6 for found in results["200 status/s, 16 streams"])
    print(f"memory while asked: {growth:+.1f} MB; at most {GROWTH_MB_MAX} MB")
    if growth > GROWTH_MB_MAX:
        missed.append(f"memory grew by {growth:.1f} MB")
    pictures = "9 thumbnails / 2 s"
    cost = statistics.median(
        100 * (serving(with_pictures) - serving(alone))
        for with_pictures, alone in zip(results[pictures], results["alone"]))
    print(f"thumbnails: {cost:.2f} % of a core in the threads that make and send them; "
          f"at most {PICTURES_PERCENT_MAX} %")
    if cost > PICTURES_PERCENT_MAX:
        missed.append(f"thumbnails cost {cost:.2f} % of a core")
    others = max(found["others"] for windows in results.values() for found in windows)
    if others > OTHERS_MAX:
        print(f"The machine was busy with something else, up to {others:.2f} cores: answers and "
              "frames of such a run say little.")
    print("all reached" if not missed else "MISSED: " + "; ".join(missed))
    return 1 if missed else 0


def main():
    program = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    os.makedirs(clips.cache_folder(), exist_ok=True)
    folder = tempfile.mkdtemp(prefix="run-", dir=clips.cache_folder())
    screen = None
    try:
        screen = Screen(folder)
        return measure(program, seconds, rounds, folder, screen)
    except (Failed, OSError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if screen is not None:
            screen.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
