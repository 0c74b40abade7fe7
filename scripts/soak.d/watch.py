"""A wall that is watched from outside, by its control socket."""

import http.client
import json
import os
import signal
import socket
import time

from processes import Failed, Started

# States of a cell that has trouble.
TROUBLE = {"backingOff", "parked", "holding"}


class _Connection(http.client.HTTPConnection):
    """HTTP on a Unix socket."""

    def __init__(self, path):
        super().__init__("wall", timeout=5)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(5)
        self.sock.connect(self._path)


class WatchedWall:
    """`hyperwall run` in a folder of its own, started, asked, pressed and ended."""

    def __init__(self, binary, sources, columns, rows, folder, screen, settings=None, name="soak"):
        self.binary = binary
        self.screen = screen
        self.folder = folder
        self.cells = columns * rows
        self.socket = os.path.join(folder, name + ".sock")
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("HYPERWALL_", "SDL_")) and key != "WAYLAND_DISPLAY"}
        self.environment.update({
            "DISPLAY": screen.display,
            "XDG_RUNTIME_DIR": folder,
            "XDG_STATE_HOME": folder,
            "HYPERWALL_NAME": name,
            "HYPERWALL_SOCKET": self.socket,
            "HYPERWALL_GRID": f"{columns}x{rows}",
            "HYPERWALL_SHUFFLE": "0",
            "HYPERWALL_SOURCES": ";".join(sources),
            "HYPERWALL_START_STAGGER_MS": "100",
            "HYPERWALL_RENDERER": "software",
            "HYPERWALL_STALL_TIMEOUT_S": "3",
            "HYPERWALL_FREEZE_TIMEOUT_S": "3",
            "HYPERWALL_START_TIMEOUT_S": "5",
            "HYPERWALL_WATCHDOG_MS": "250",
        })
        self.environment.update(settings or {})
        self.process = None
        self.start()

    def start(self):
        """Starts the process, the first time or once more."""
        self.process = Started(
            "the wall", [self.binary, "run"], self.environment,
            os.path.join(self.folder, "wall.log"))

    @property
    def pid(self):
        """The wall's process."""
        return self.process.pid

    def status(self):
        """The wall's snapshot, or None while it does not answer."""
        self.process.check()
        connection = _Connection(self.socket)
        try:
            connection.request("GET", "/api/v1/status")
            answer = connection.getresponse()
            body = answer.read()
            return json.loads(body) if answer.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def wait(self, what, condition, limit_s=30.0, pause_s=0.05):
        """The first snapshot for which the condition holds."""
        deadline = time.monotonic() + limit_s
        last = None
        while time.monotonic() < deadline:
            snapshot = self.status()
            if snapshot is not None:
                last = snapshot
                if condition(snapshot):
                    return snapshot
            time.sleep(pause_s)
        raise Failed(f"The wall did not come to {what} within {limit_s:g} s: {describe(last)}")

    def wait_playing(self, limit_s=30.0):
        """Waits until every cell plays."""
        return self.wait(
            "all cells playing",
            lambda wall: len(wall["cells"]) == self.cells and all(map(plays, wall["cells"])),
            limit_s)

    def journal(self):
        """All rows of the journal, oldest first."""
        import subprocess
        answer = subprocess.run(
            [self.binary, "journal", "--json", "--since", "7d", "--limit", "100000"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60,
            text=True)
        return [json.loads(line) for line in answer.stdout.splitlines() if line.strip()]

    def press(self, key):
        """A key for the wall's window."""
        self.screen.press(key, self.pid)

    def signal(self, number):
        """A signal for the wall alone."""
        os.kill(self.pid, number)

    def kill(self):
        """Ends it without a farewell."""
        self.signal(signal.SIGKILL)
        self.process.end()

    def end(self):
        """Ends it."""
        self.process.end()


def plays(cell):
    """Whether a cell shows pictures."""
    return cell["state"] == "playing" and cell["statistics"]["shownFrames"] > 0


def describe(snapshot):
    """A snapshot in a line, for failures."""
    if snapshot is None:
        return "it did not answer"
    return "; ".join(
        f"{cell['number']} {cell['state']} {cell.get('reason') or ''}".strip()
        for cell in snapshot["cells"])


def cell_of(snapshot, title):
    """The cell that is about the item of this title, or None."""
    for cell in snapshot["cells"]:
        if cell["title"] == title:
            return cell
    return None


def resources(pid):
    """Threads, descriptors and proportional memory (bytes) of a process."""
    threads = len(os.listdir(f"/proc/{pid}/task"))
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    memory = 0
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                memory = int(line.split()[1]) * 1024
    return threads, descriptors, memory
