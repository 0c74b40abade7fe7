"""Measures a healthy check of service-watchdog against bash with systemctl and curl.

Usage: watchdog.py PROGRAM [RUNS]. Both ask the same unit of a systemd of their own and
the same web server, in turns. Needs root, for namespaces.
"""

import http.server
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

LIMIT_MS, LIMIT_MB = 50, 20

MANAGER = """
read -r holder rest </proc/self/stat || exit 1
mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /run &&
    mkdir -p /run/systemd/system || exit 1
/lib/systemd/systemd --user --unit=basic.target &
echo "$holder" >"$HOLDER_FILE"
wait
"""

BY_HAND = """#!/bin/bash
# What a watchdog in bash does for a healthy service.
exec 9>"{folder}/hand.lock"
flock -n 9 || exit 0
systemctl --user is-active --quiet media.service || exit 1
body=$(curl -s -m 10 -w '\\n%{{http_code}}' "{url}") || exit 1
[ "${{body##*$'\\n'}}" = 200 ] || exit 1
grep -q Healthy <<<"$body" || exit 1
echo "$(date '+%F %T') [INFO] healthy" >>"{folder}/hand.log"
"""


class Healthy(http.server.BaseHTTPRequestHandler):
    """Answers that all is well."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"Healthy")

    def log_message(self, *_):
        pass


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def until(what, seconds=10):
    """Waits for an answer that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = what()
        if answer:
            return answer
        time.sleep(0.02)
    sys.exit("The systemd of this measurement does not start.")


def one(command, environment):
    """Milliseconds of one run."""
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[-1]} ended with {done.returncode}: {done.stderr.decode()}")
    return (time.perf_counter() - began) * 1000


def peak(inside, command, environment, folder):
    """Megabytes of the largest process of one run. By GNU time: a child of this large
    program would count this one's memory as its own."""
    timed = ["/usr/bin/time", "-f", "%M", "-o", f"{folder}/peak"]
    one(inside + timed + command, environment)
    with open(f"{folder}/peak", encoding="utf-8") as file:
        return int(file.read().split()[-1]) / 1024


def measure(program, runs, folder, environment, inside):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/health"
    config = f"{folder}/etc/service-watchdog"
    write(f"{config}/watchdog.conf", "DEFAULT_MAX_RESTARTS=3\n")
    write(f"{config}/watchdog.d/media.conf",
          f'SERVICE_NAME="media"\nSERVICE_SCOPE="user"\nHEALTH_URL="{url}"\nHEALTH_EXPECT="Healthy"\n')
    write(f"{folder}/hand.sh", BY_HAND.format(folder=folder, url=url), 0o700)
    contenders = {
        "service-watchdog": [program, "check", "media", "--root", folder],
        "bash, systemctl, curl": ["/bin/bash", f"{folder}/hand.sh"],
    }
    figures = {name: [] for name in contenders}
    # nsenter itself is in both figures; its own share is taken off.
    entry = []
    for turn in range(runs + 2):
        for name, command in contenders.items():
            taken = one(inside + command, environment)
            if turn >= 2:
                figures[name].append(taken)
        entry.append(one(inside + ["/bin/true"], environment))
    peaks = {name: max(peak(inside, command, environment, folder) for _ in range(5))
             for name, command in contenders.items()}
    return {name: (statistics.median(found) - statistics.median(entry), peaks[name])
            for name, found in figures.items()}


def main():
    program, runs = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30
    if os.geteuid() != 0:
        sys.exit("The measurement wants a systemd of its own, which wants root.")
    folder = tempfile.mkdtemp(prefix="hyperwall-watchdog.")
    manager = None
    try:
        for name in ("home/.config/systemd/user", "run"):
            os.makedirs(f"{folder}/{name}", mode=0o700)
        write(f"{folder}/home/.config/systemd/user/media.service", "[Service]\nExecStart=/bin/sleep 3600\n")
        environment = {"HOME": f"{folder}/home", "XDG_RUNTIME_DIR": f"{folder}/run",
                       "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOLDER_FILE": f"{folder}/holder"}
        manager = subprocess.Popen(
            ["unshare", "--fork", "--pid", "--mount", "--cgroup", "--kill-child", "sh", "-c", MANAGER],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        holder = until(lambda: os.path.exists(f"{folder}/holder") and open(f"{folder}/holder").read().strip())
        inside = ["nsenter", "-t", holder, "-m", "-p"]
        until(lambda: subprocess.run(
            inside + ["systemctl", "--user", "start", "media.service"], env=environment,
            stderr=subprocess.DEVNULL, check=False).returncode == 0)
        found = measure(program, runs, folder, environment, inside)
    finally:
        if manager:
            manager.send_signal(signal.SIGKILL)
            manager.wait()
        shutil.rmtree(folder, ignore_errors=True)
    for name, (ms, mb) in found.items():
        print(f"{name:24} {ms:6.1f} ms  {mb:5.1f} MB")
    (ms, mb), (hand_ms, hand_mb) = found.values()
    reached = "reached" if ms <= LIMIT_MS and mb <= LIMIT_MB else "MISSED"
    print(f"time {ms / hand_ms:.2f}, memory {mb / hand_mb:.2f} of bash's; "
          f"at most {LIMIT_MS} ms and {LIMIT_MB} MB: {reached}")
    return reached != "reached"


if __name__ == "__main__":
    sys.exit(main())
