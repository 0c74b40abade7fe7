"""Somebody else's remote control before a real wall: how soon has each button its effect?"""

import os
import subprocess
import sys
import time

from dialects import DIALECTS, MediaServer
from link import is_controllable
from processes import Failed
from table import Row
from watch import WatchedWall

# From the press to what `status` says, seconds.
_EFFECT_MAX = 0.3
_PATIENCE = 5.0


class Remote:
    """scripts/lib/remote.py, which is told a line and answers one."""

    def __init__(self, python, base, device, log):
        self._log = open(log, "w")
        self._process = subprocess.Popen(
            [python, os.path.join(os.path.dirname(__file__), "..", "lib", "remote.py"), base,
             "anna", "geheim", "--device", device, "--serve"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True)
        if self.press("wait 20") not in ("ready", "ok"):
            raise Failed("The remote control does not find the wall.")
        if self._process.stdout.readline().strip() not in ("ok", "ready"):
            raise Failed("The remote control does not find the wall.")

    def press(self, line):
        """Presses a button."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self):
        """Ends it."""
        self._process.stdin.close()
        self._process.wait(10)
        self._log.close()


def film(folder):
    """A minute with two sound tracks and two kinds of subtitles."""
    words = []
    for number, word in enumerate(["one", "two"]):
        path = os.path.join(folder, f"{number}.srt")
        with open(path, "w") as file:
            file.write(f"1\n00:00:00,000 --> 00:01:00,000\n{word}\n")
        words += ["-i", path]
    target = os.path.join(folder, "film.mkv")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
         "testsrc2=size=640x360:rate=30:duration=60", "-f", "lavfi", "-i", "sine=440:duration=60",
         "-f", "lavfi", "-i", "sine=880:duration=60", *words, "-map", "0", "-map", "1", "-map",
         "2", "-map", "3", "-map", "4", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac",
         "-c:s", "srt", target], check=True)
    return target


def _ids(wall):
    return [str(cell.get("item", "")).split(":")[-1] for cell in wall["cells"]]


def _buttons(wall):
    """Each button with what is to be seen of it; `wall` is as it was at first."""
    play = list(reversed(_ids(wall)))

    def cell(now):
        return now["cells"][0]

    def near(place, slack=4):
        return lambda now: abs((cell(now).get("position") or 0) - place) < slack

    def toast(words):
        return lambda now: words in (now.get("toast") or "")

    return [
        ("pause", lambda now: cell(now)["paused"]),
        ("unpause", lambda now: not cell(now)["paused"]),
        ("toggle", lambda now: cell(now)["paused"]),
        ("toggle", lambda now: not cell(now)["paused"]),
        ("seek 30", near(30)), ("rewind", near(20)), ("forward", near(30)),
        ("next", lambda now: _ids(now)[0] != play[-1]),
        ("previous", lambda now: _ids(now)[0] == play[-1]),
        (f"play --now {play[0]} --position 20",
         lambda now: _ids(now)[0] == play[0] and (cell(now).get("position") or 0) >= 19),
        (f"play --now {','.join(play + play[:2])}",
         lambda now: _ids(now) == play and now["queued"] == 2),
        (f"play --now {','.join(play)} --start-index 1", lambda now: _ids(now)[0] == play[1]),
        (f"play --next {play[2]}", lambda now: cell(now)["queued"] == 1),
        (f"play --last {play[3]}", lambda now: cell(now)["queued"] == 2),
        ("next", lambda now: _ids(now)[0] == play[2]),
        ("audio 2", lambda now: cell(now).get("audioTrack") == 2),
        ("subtitle 4", lambda now: cell(now).get("subtitleTrack") == 4),
        ("subtitle -1", lambda now: cell(now).get("subtitleTrack") is None),
        ("stop", lambda now: cell(now)["queued"] == 0 and not cell(now)["cast"]),
        ("volume 33", lambda now: now["volume"] == 33),
        ("volume-up", lambda now: now["volume"] == 38),
        ("volume-down", lambda now: now["volume"] == 33),
        ("unmute", lambda now: now.get("sounding") == 1),
        ("mute", lambda now: now.get("sounding") is None),
        ("toggle-mute", lambda now: now.get("sounding") == 1),
        ("mute", lambda now: now.get("sounding") is None),
        ("repeat one", lambda now: cell(now)["looping"]),
        ("repeat all", lambda now: now["repeatsQueue"] and not cell(now)["looping"]),
        ("repeat none", lambda now: not now["repeatsQueue"]),
        ("shuffle on", lambda now: now["shuffled"]),
        ("shuffle off", lambda now: not now["shuffled"]),
        ('message "Dinner is ready" --header Kitchen --timeout 3000', toast("Dinner")),
        (f'display {play[0]} "A Film" Movie', toast("A Film")),
        ("fullscreen", lambda now: not now["displays"][0]["fullscreen"]),
        ("fullscreen", lambda now: now["displays"][0]["fullscreen"]),
        ("home", lambda now: not now["helpShown"]),
    ]


def _press(wall, remote, line, effect):
    begun = time.monotonic()
    answer = remote.press(line)
    if answer != "ok":
        raise Failed(f"The remote control could not press {line}: {answer}")
    while time.monotonic() - begun < _PATIENCE:
        now = wall.status()
        if now is not None and effect(now):
            return time.monotonic() - begun
        time.sleep(0.01)
    return None


def run_press(chosen, folder, screen):
    """A row for each dialect that the foreign client speaks, and whether all is well."""
    passed = True
    password = os.path.join(folder, "password")
    with open(password, "w") as file:
        file.write("geheim\n")
    source = film(folder)
    for dialect in DIALECTS:
        work = os.path.join(folder, dialect)
        os.makedirs(work, mode=0o700)
        server = MediaServer(chosen.media_server, dialect, [source], work)
        wall = WatchedWall(chosen.binary, [], 2, 2, work, screen, {
            "HYPERWALL_SERVER_URL": server.base, "HYPERWALL_USERNAME": "anna",
            "HYPERWALL_PASSWORD_FILE": password, "XDG_CONFIG_HOME": work,
        }, name="press")
        remote = None
        try:
            wall.wait_playing(60)
            first = wall.wait("controllable", is_controllable, 30)
            remote = Remote(chosen.press, server.base, first["remote"][0]["name"],
                            os.path.join(work, "remote.log"))
            times = []
            for line, effect in _buttons(first):
                took = _press(wall, remote, line, effect)
                if took is None or took > _EFFECT_MAX:
                    print(f"     {line}: {'no effect' if took is None else f'{took:.2f} s'}",
                          file=sys.stderr)
                times.append(took if took is not None else _PATIENCE)
                # Effects of the one before are over.
                time.sleep(0.8)
        finally:
            if remote is not None:
                remote.end()
            wall.end()
            server.end()
        late = sum(took > _EFFECT_MAX for took in times)
        row = Row(
            f"{len(times)} buttons, {dialect}", f"each seen in status within {_EFFECT_MAX} s",
            f"{late} late; median {sorted(times)[len(times) // 2] * 1000:.0f} ms, slowest "
            f"{max(times) * 1000:.0f} ms", late == 0)
        passed = passed and row.passed
        print(f"{'ok  ' if row.passed else 'FAIL'} {row.name}\n"
              f"       asked:    {row.asked}\n       measured: {row.measured}", flush=True)
    return passed
