"""Starting, reading and ending processes, always by their id."""

import ctypes
import os
import signal
import subprocess
import time

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _end_with_parent():
    # Should the bench itself be killed, nothing that it started stays behind.
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Failed(Exception):
    """One sentence about what could not be measured."""


class Started:
    """A process of ours with its log; `end` leaves nothing of it."""

    def __init__(self, name, argv, env, log_path, pass_fds=()):
        self.name = name
        self.log_path = log_path
        self.started_at = time.monotonic()
        with open(log_path, "ab") as log:
            self._process = subprocess.Popen(
                argv, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, pass_fds=pass_fds, preexec_fn=_end_with_parent)
        self.pid = self._process.pid

    def check(self):
        """Raises when it is no longer there."""
        status = self._process.poll()
        if status is not None:
            raise Failed(f"{self.name} ended with status {status}: {self.last_words()}")

    def last_words(self):
        """The end of its log, on one line."""
        with open(self.log_path, errors="replace") as log:
            lines = [line.strip() for line in log.read()[-2000:].splitlines() if line.strip()]
        return " / ".join(lines[-3:]) or "it said nothing"

    def end(self, patience_s=7.0):
        """TERM, and after that time KILL, for it and all that it started."""
        tree = process_tree([self.pid])
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pid, born in tree.items():
            if pid != self.pid and _birth(pid) == born:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


def end_all(started):
    """Ends several at once: all are asked before any is waited for."""
    for process in started:
        if process._process.poll() is None:
            process._process.terminate()
    for process in reversed(started):
        process.end()


def _stat(pid):
    """The fields of /proc/PID/stat from the state on, or None."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _birth(pid):
    """When a process began; tells it from a later one of the same id."""
    fields = _stat(pid)
    return fields[19] if fields else None


def process_tree(roots):
    """The roots and all that descends from them: birth by pid."""
    parents, births = {}, {}
    for name in os.listdir("/proc"):
        fields = _stat(name) if name.isdigit() else None
        if fields:
            parents[int(name)] = int(fields[1])
            births[int(name)] = fields[19]
    tree = {pid: births[pid] for pid in roots if pid in births}
    grown = True
    while grown:
        children = {pid: births[pid] for pid, parent in parents.items()
                    if parent in tree and pid not in tree}
        tree.update(children)
        grown = bool(children)
    return tree


def cpu_seconds(roots):
    """Seconds of CPU of these processes, all threads, living descendants and
    ended children."""
    total = 0
    for pid in process_tree(roots):
        fields = _stat(pid)
        if fields:
            total += sum(int(field) for field in fields[11:15])
    return total / _TICKS_PER_S


def machine_cpu_seconds():
    """Seconds that all cores of the machine were busy."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS_PER_S


def pss_bytes(roots):
    """Proportional set size of these processes and their descendants."""
    total = 0
    for pid in process_tree(roots):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                for line in file:
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass
    return total
