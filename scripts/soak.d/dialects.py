"""A wall before a media server, in each of its dialects: is anything left behind?"""

import os
import subprocess
import time
import urllib.request

import clips as bench_clips
from processes import Failed, Started
from watch import TROUBLE, WatchedWall, plays

DIALECTS = ["jellyfin10", "jellyfin11", "jellyfin12", "emby4"]
_ITEMS = 200


class MediaServer:
    """The fake media server as a process."""

    def __init__(self, binary, dialect, files, folder):
        log = os.path.join(folder, f"{dialect}.log")
        self.process = Started(
            "the fake media server",
            [binary, "--dialect", dialect, "--items", str(_ITEMS), *files], dict(os.environ), log)
        deadline = time.monotonic() + 15
        self.base = None
        while self.base is None:
            self.process.check()
            if time.monotonic() > deadline:
                raise Failed("The fake media server did not say where it listens.")
            with open(log, errors="replace") as file:
                first = file.readline()
            if first.startswith("listening ") and first.endswith("\n"):
                self.base = first.split()[1].rstrip("/")
            time.sleep(0.02)

    def ask(self, what, method="GET"):
        """The lines of one of its control routes."""
        request = urllib.request.Request(f"{self.base}/fake/{what}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return [line for line in answer.read().decode().splitlines() if line.strip()]

    def end(self):
        """Ends it."""
        self.process.end()


def _media(folder):
    """Clips of 5 to 8 seconds."""
    files = []
    for number, source in enumerate(bench_clips.make(small=False)):
        target = os.path.join(folder, f"item{number}.mp4")
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-t", str(5 + number % 4), "-i", source,
             "-c", "copy", "-movflags", "+faststart", target], check=True)
        files.append(target)
    return files


def run_dialects(chosen, folder, screen):
    """Each dialect for a quarter of the time: a line each, and whether all is well."""
    media = os.path.join(folder, "media")
    os.makedirs(media)
    files = _media(media)
    password = os.path.join(folder, "password")
    with open(password, "w") as file:
        file.write("geheim\n")
    passed = True
    for dialect in DIALECTS:
        work = os.path.join(folder, dialect)
        os.makedirs(work, mode=0o700)
        server = MediaServer(chosen.media_server, dialect, files, work)
        try:
            lines, well = _one(chosen, dialect, server, password, work, screen)
        finally:
            server.end()
        passed = passed and well
        print(f"{'ok  ' if well else 'FAIL'} {dialect}: " + "; ".join(lines), flush=True)
    return passed


def _one(chosen, dialect, server, password, work, screen):
    settings = {
        "HYPERWALL_SERVER_URL": server.base, "HYPERWALL_USERNAME": "anna",
        "HYPERWALL_PASSWORD_FILE": password, "XDG_CONFIG_HOME": work,
        "HYPERWALL_SHUFFLE": "1", "HYPERWALL_WATCH_STATE": "none",
        "HYPERWALL_TRANSCODE": "always", "HYPERWALL_TRANSCODE_OVER": "3",
        "HYPERWALL_MAX_TRANSCODES": "1", "HYPERWALL_LIBRARIES": "Movies;Shows;Home Videos",
    }
    # A resume point that is somebody's, and a heart.
    server.ask("mark?seconds=2", "POST")
    before = server.ask("all-user-data")
    wall = WatchedWall(chosen.binary, [], 3, 3, work, screen, settings, name="soak")
    try:
        wall.wait_playing(60)
        end = time.monotonic() + chosen.minutes * 60 / len(DIALECTS)
        troubles = looks = 0
        while time.monotonic() < end:
            snapshot = wall.status()
            if snapshot is not None:
                looks += len(snapshot["cells"])
                troubles += sum(cell["state"] in TROUBLE for cell in snapshot["cells"])
            time.sleep(0.5)
        loads = sum(cell["loads"] for cell in wall.wait_playing(20)["cells"])
        failures = [row for row in wall.journal() if row["kind"] == "failure"]
    finally:
        wall.end()
    illegal = server.ask("illegal")
    left = [line for line in server.ask("open-sessions") + server.ask("encodings")
            + server.ask("live-streams")]
    after = server.ask("all-user-data")
    lines = [
        f"{loads} loads", f"{len(failures)} failures", f"{len(illegal)} illegal requests",
        f"{len(left)} sessions, encoders and streams left open",
        "watch state unchanged" if before == after else "WATCH STATE CHANGED",
        f"cells in trouble {100 * troubles / max(looks, 1):.2f} % of the time",
    ] + illegal[:3] + left[:3] + [str(row.get("reason")) for row in failures[:3]]
    return lines, not illegal and not left and not failures and before == after
