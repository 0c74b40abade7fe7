"""What a media server's transcodes save the wall, and what they cost the server."""

import os
import time

import clips
from processes import Failed, Started, cpu_seconds
from wall import Wall
from windows import WARM_UP_S, rates

CELLS = 9
# Through the cells of a 3x3 grid: each plays its item again and again, so that its transcode is
# made once, however few cores wall and server share here.
_ROUND = ["l", "Right", "l", "Right", "l", "Down", "l", "Left", "l", "Left", "l", "Down", "l",
          "Right", "l", "Right", "l"]
# How long the server may take for that, seconds, and when it is taken to be done, cores.
_MAKING_S, _IDLE_CORES = 240.0, 0.1
# The wall's share of direct play that transcodes may leave.
SHARE_MAX = 0.5


class _Server:
    """The fake media server with these files."""

    def __init__(self, binary, files, folder):
        log = os.path.join(folder, "media-server.log")
        # A log of an earlier one would give its port.
        if os.path.exists(log):
            os.remove(log)
        self.process = Started(
            "the media server", [binary, "--items", str(CELLS * 4), *files], dict(os.environ), log)
        deadline = time.monotonic() + 15
        self.base = None
        while self.base is None:
            self.process.check()
            if time.monotonic() > deadline:
                raise Failed("The media server did not say where it listens.")
            with open(log, errors="replace") as file:
                first = file.readline()
            if first.startswith("listening ") and first.endswith("\n"):
                self.base = first.split()[1]
            time.sleep(0.02)


def transcode(options, folder, screen):
    """Nine items of 1080p in nine cells of 640x360, directly and as transcodes."""
    files = clips.make_full_hd()
    password = os.path.join(folder, "password")
    with open(password, "w") as file:
        file.write("geheim\n")
    figures = {}
    for name, choice in (("direct play", "never"), ("transcodes", "always")):
        server = _Server(options.media_server, files, folder)
        try:
            figures[name] = _window(options, server, choice, password, folder, screen)
        finally:
            server.process.end()
        row = figures[name]
        print(f"{name}: wall {row['wallCores']:.2f} cores, X server {row['xServerCores']:.2f}, "
              f"media server {row['serverCores']:.2f}; slowest cell {row['shownFPSMinimum']:.1f} "
              f"a second, {row['dropsPercent']:.2f} % dropped")
    share = figures["transcodes"]["wallCores"] / max(figures["direct play"]["wallCores"], 1e-6)
    figures["share"] = share
    reached = "reached" if share <= SHARE_MAX else "MISSED"
    print(f"the wall with transcodes: {share:.2f} of direct play; at most {SHARE_MAX}: {reached}")
    return figures


def _wait_until_made(pid):
    deadline = time.monotonic() + _MAKING_S
    while time.monotonic() < deadline:
        began, spent = time.monotonic(), cpu_seconds([pid])
        time.sleep(3)
        if (cpu_seconds([pid]) - spent) / (time.monotonic() - began) < _IDLE_CORES:
            return
    raise Failed(f"The media server was not done within {_MAKING_S:g} s.")


def _window(options, server, choice, password, folder, screen):
    settings = {
        "HYPERWALL_SERVER_URL": server.base, "HYPERWALL_USERNAME": "anna",
        "HYPERWALL_PASSWORD_FILE": password, "XDG_CONFIG_HOME": folder,
        "HYPERWALL_TRANSCODE": choice, "HYPERWALL_MAX_TRANSCODES": str(CELLS),
        "HYPERWALL_RESUME": "0",
    }
    wall = Wall(options.binary, [], 3, 3, folder, screen, "software", settings=settings)
    try:
        wall.wait("a first frame in every cell", lambda snapshot: len(snapshot["cells"]) == CELLS
                  and all(cell["statistics"]["shownFrames"] > 0 for cell in snapshot["cells"]), 90)
        for key in _ROUND:
            screen.press(key, wall.process.pid)
            time.sleep(0.1)
        wall.wait("a loop in every cell", lambda snapshot: all(
            cell["looping"] for cell in snapshot["cells"]), 10)
        _wait_until_made(server.process.pid)
        time.sleep(WARM_UP_S)
        before = wall.progress()
        roots = {"wallCores": [wall.process.pid], "xServerCores": [screen.pid],
                 "serverCores": [server.process.pid]}
        began = time.monotonic()
        spent = {name: cpu_seconds(pids) for name, pids in roots.items()}
        time.sleep(options.window_s)
        passed = time.monotonic() - began
        row = {name: (cpu_seconds(pids) - spent[name]) / passed for name, pids in roots.items()}
        row["shownFPSMinimum"], row["dropsPercent"] = rates(before, wall.progress())
        return row
    finally:
        wall.end()
