"""The link to a media server: broken in every way, how soon is the wall controllable again?"""

import os
import time

from dialects import MediaServer
from processes import Failed
from table import Row
from watch import TROUBLE, WatchedWall, resources

# Seconds from the server's return; an announced one is waited for more closely.
_BACK_MAX = 35.0
_BACK_ANNOUNCED_MAX = 10.0
_OUTAGES = [10.0, 60.0]
_LONG_OUTAGE = 600.0
# Threads and descriptors that the wall may have more after all faults than before them, and
# seconds for that to settle.
_LEFT_MAX = 2
_SETTLE = 20.0


class Bystanders:
    """Cells whose items are files: whatever the server does, they play."""

    def __init__(self, wall):
        self.wall = wall
        self.looks = self.troubles = 0

    def look(self):
        """One look; returns the snapshot."""
        snapshot = self.wall.status()
        for cell in (snapshot or {}).get("cells", []):
            if str(cell.get("item", "")).startswith("file:"):
                self.looks += 1
                self.troubles += cell["state"] in TROUBLE
        return snapshot


def is_controllable(snapshot):
    """Whether the server's apps can command the wall, by its own word."""
    remote = (snapshot or {}).get("remote") or []
    return bool(remote) and remote[0]["phase"] == "controllable"


def _all_controllable(snapshot, count):
    """Whether so many devices can be commanded."""
    remote = (snapshot or {}).get("remote") or []
    return len(remote) == count and all(one["phase"] == "controllable" for one in remote)


def _is_listed(server):
    """The same by the server's."""
    try:
        return any(" controllable true " in line for line in server.ask("remote"))
    except OSError:
        return False


def _wait(stage, what, condition, limit):
    begun = time.monotonic()
    while time.monotonic() - begun < limit:
        if condition(stage.look()):
            return time.monotonic() - begun
        time.sleep(0.1)
    raise Failed(f"The wall was not {what} within {limit:g} s.")


def _outage(stage, server, seconds, announced):
    word = "restarting" if announced else "none"
    server.ask(f"restart?announced={word}&seconds={seconds}", "POST")
    gone = time.monotonic()
    _wait(stage, "told that the server is gone", lambda wall: not is_controllable(wall), 30)
    noticed = time.monotonic() - gone
    while time.monotonic() - gone < seconds + 0.05:
        stage.look()
        time.sleep(0.1)
    most = _BACK_ANNOUNCED_MAX if announced else _BACK_MAX
    back = _wait(
        stage, "controllable again",
        lambda wall: is_controllable(wall) and _is_listed(server), most + 30)
    kind = "announced" if announced else "not announced"
    return Row(
        f"server gone for {seconds:g} s, {kind}", f"controllable within {most:g} s of its return",
        f"noticed after {noticed:.1f} s, back after {back:.1f} s", back <= most)


def _half_open(stage, server, seconds):
    server.ask("half-open?on=true", "POST")
    begun = time.monotonic()
    noticed = _wait(
        stage, "aware of the silent socket", lambda wall: not is_controllable(wall), 60)
    while time.monotonic() - begun < seconds:
        stage.look()
        time.sleep(0.1)
    server.ask("half-open?on=false", "POST")
    back = _wait(
        stage, "controllable again",
        lambda wall: is_controllable(wall) and _is_listed(server), _BACK_MAX + 30)
    return Row(
        f"socket half-open for {seconds:g} s", f"controllable within {_BACK_MAX:g} s of its return",
        f"noticed after {noticed:.1f} s, back after {back:.1f} s", back <= _BACK_MAX)


def _many(stage, server, wall, count):
    """So many short faults in a row: nothing is left behind."""
    before = None
    slowest = 0.0
    for number in range(count):
        if number == min(10, count // 2):
            # What is made once is there by now.
            before = resources(wall.pid)
        kind = number % 4
        if kind == 0:
            server.ask("cut-sockets?reset=true", "POST")
        elif kind == 1:
            server.ask("cut-sockets?code=1001", "POST")
        elif kind == 2:
            server.ask("garbage?kind=bad-opcode", "POST")
            server.ask("cut-sockets", "POST")
        else:
            server.ask("restart?announced=none&seconds=0.3", "POST")
        time.sleep(0.3)
        slowest = max(slowest, _wait(
            stage, "controllable again",
            lambda snapshot: is_controllable(snapshot) and _is_listed(server), 60))
    # A cell that changes its item may have a thread or two more at this moment: the least within
    # a while counts, and one that every fiftieth fault left behind is too much.
    passed = False
    begun = time.monotonic()
    while not passed and time.monotonic() - begun < _SETTLE:
        time.sleep(1)
        after = resources(wall.pid)
        grown = [late - early for early, late in zip(before, after)]
        passed = grown[0] <= _LEFT_MAX and grown[1] <= _LEFT_MAX
    return Row(
        f"{count} faults in a row", "no thread, socket or descriptor left behind",
        f"threads {before[0]} → {after[0]}, descriptors {before[1]} → {after[1]}, "
        f"memory {before[2] >> 20} → {after[2] >> 20} MB; slowest back after {slowest:.1f} s",
        passed)


def _idle(chosen, folder, screen, password, film, seconds, devices):
    """What a wall asks of its server while nobody does anything and its items go on."""
    folder = os.path.join(folder, f"idle-{devices}")
    os.makedirs(folder, mode=0o700)
    server = MediaServer(chosen.media_server, "jellyfin12", [film], folder)
    settings = _settings(server, password, folder)
    settings["HYPERWALL_REMOTE_DEVICES"] = devices
    wall = WatchedWall(
        chosen.binary, [], 2, 2, folder, screen, settings, name=f"idle-{devices}")
    try:
        wall.wait_playing(60)
        wall.wait("controllable", lambda snapshot: _all_controllable(
            snapshot, 5 if devices == "cells" else 1), 30)
        time.sleep(10)
        since = float(server.ask("counts-by-path")[0].split()[1])
        time.sleep(seconds)
        lines = server.ask(f"counts-by-path?since={since}")[1:]
    finally:
        wall.end()
        server.end()
    # The films themselves are what a wall is there for.
    asked = [line for line in lines if "/fake/" not in line and "/Videos/" not in line]
    count = sum(int(line.split()[0]) for line in asked)
    return Row(
        f"idle for {seconds:g} s, devices: {devices}", "at most one request a minute",
        f"{count} requests: {'; '.join(asked) or 'none'}", count <= max(1, seconds / 60))


def _settings(server, password, folder):
    return {
        "HYPERWALL_SERVER_URL": server.base, "HYPERWALL_USERNAME": "anna",
        "HYPERWALL_PASSWORD_FILE": password, "XDG_CONFIG_HOME": folder,
    }


def run_link(chosen, folder, screen, files):
    """Every row, and whether all is well."""
    password = os.path.join(folder, "password")
    with open(password, "w") as file:
        file.write("geheim\n")
    passed = True

    def say(row):
        nonlocal passed
        passed = passed and row.passed
        print(f"{'ok  ' if row.passed else 'FAIL'} {row.name}\n"
              f"       asked:    {row.asked}\n       measured: {row.measured}", flush=True)

    for devices in ("wall", "cells"):
        say(_idle(chosen, folder, screen, password, files[0], 240, devices))
    server = MediaServer(chosen.media_server, "jellyfin12", files[:1], folder)
    settings = _settings(server, password, folder)
    # Nothing of it is to play: the link is what is looked at.
    settings["HYPERWALL_LIBRARIES"] = "Nothing of this name"
    wall = WatchedWall(chosen.binary, files, 2, 2, folder, screen, settings, name="link")
    stage = Bystanders(wall)
    try:
        wall.wait("playing", lambda snapshot: any(
            cell["state"] == "playing" for cell in snapshot["cells"]), 60)
        _wait(stage, "controllable", is_controllable, 60)
        for announced in (False, True):
            for seconds in _OUTAGES + ([_LONG_OUTAGE] if chosen.long else []):
                say(_outage(stage, server, seconds, announced))
        say(_half_open(stage, server, 45))
        say(_many(stage, server, wall, chosen.link))
        say(Row(
            "cells that play files", "never notice",
            f"in trouble at {stage.troubles} of {stage.looks} looks", stage.troubles == 0))
    finally:
        wall.end()
        server.end()
    return passed
