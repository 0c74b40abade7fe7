"""Runs what the options ask for; whatever it started it ends."""

import contextlib
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import clips
import extras
import options
import report
from contenders import FFmpeg, MPVProcesses
from processes import Failed
from screen import Screen
from transcode import transcode
from wall import Wall
from windows import measure, medians

# What makes one measurement fail and lets the others go on.
_FAILURES = (Failed, OSError, subprocess.SubprocessError)


class Bench:
    """One run: its options, folder and screen."""

    def __init__(self, chosen, folder, screen):
        self.options, self.folder, self.screen = chosen, folder, screen
        self.results = {"schema": 1, "date": datetime.datetime.now().astimezone().isoformat(),
                        "machine": report.machine(), "tables": {}, "extras": {}}
        self.failed = False

    @contextlib.contextmanager
    def contender(self, letter, files, cells, stagger="0"):
        """A contender that plays, ended when the block is left."""
        columns, rows = options.grid_of(cells)
        if letter in "ab":
            started = FFmpeg(files, columns, rows, self.folder, scaling=letter == "b")
        elif letter == "c":
            started = MPVProcesses(files, columns, rows, self.folder, self.screen)
        else:
            renderer = "software" if letter == "d" else "gl"
            started = Wall(
                self.options.binary, files, columns, rows, self.folder, self.screen, renderer, stagger)
        try:
            yield started
        finally:
            started.end()

    def window(self, letter, files, cells):
        with self.contender(letter, files, cells) as contender:
            return measure(contender, self.screen, self.options.window_s)

    def table(self, cells):
        """All contenders with that many cells; b and d take turns."""
        made = clips.make(small=cells > 16)
        self.results["clipsMbit"] = {**self.results.get("clipsMbit", {}), **clips.bit_rates(made)}
        files = clips.spread(made, self.folder, cells)
        turns = [letter for letter in "bd" if letter in self.options.only]
        order = turns * self.options.windows + [
            letter for letter in self.options.only if letter not in turns]
        results = {}
        for letter in order:
            entry = results.setdefault(letter, {"windows": []})
            if "error" in entry:
                continue
            print(f"{cells} cells: ({letter})", file=sys.stderr)
            try:
                entry["windows"].append(self.window(letter, files, cells))
            except _FAILURES as error:
                entry["error"] = str(error)
                self.failed = True
        for entry in results.values():
            if "error" not in entry:
                entry["median"] = medians(entry["windows"])
        self.results["tables"][str(cells)] = results
        report.print_table(cells, results)

    def transcode(self):
        """The wall before a media server."""
        try:
            figures = transcode(self.options, self.folder, self.screen)
        except _FAILURES as error:
            print(f"transcode failed: {error}")
            figures = {"error": str(error)}
            self.failed = True
        self.results["extras"]["transcode"] = figures

    def extra(self, name):
        """One measurement of the wall alone."""
        if name == "transcode":
            self.transcode()
            return
        many = self.options.cells or ([9] if name == "paused" else [16])
        for cells in [16] if name == "grid_change" else many:
            made = clips.make(small=cells > 16)
            if name == "grid_change":
                # No item may end while survivors are watched.
                made = clips.lengthen(made, self.folder, 10)
            files = clips.spread(made, self.folder, cells)
            try:
                # A person's grid change has the usual stagger.
                stagger = "300" if name == "grid_change" else "0"
                with self.contender("d", files, cells, stagger) as wall:
                    if name == "paused":
                        figures = extras.paused(wall, self.screen, self.options.window_s)
                    elif name == "first_frame":
                        figures = extras.first_frame(wall)
                    else:
                        figures = extras.grid_change(wall)
            except _FAILURES as error:
                print(f"{name.replace('_', ' ')}, {cells} cells, failed: {error}")
                figures = {"error": str(error)}
                self.failed = True
            self.results["extras"].setdefault(name, {})[str(cells)] = figures

    def run(self):
        """Everything asked for; the figures are written even if some failed."""
        report.print_machine(self.results["machine"])
        try:
            if self.options.table:
                for cells in self.options.cells or [4, 9, 16]:
                    self.table(cells)
            for name in self.options.extras:
                self.extra(name)
        finally:
            if self.options.json:
                with open(self.options.json, "w") as file:
                    json.dump(self.results, file, indent=2)
                    file.write("\n")


def _stop(number, _frame):
    # One is enough: what was started is being ended then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main():
    chosen = options.parse(sys.argv[1:])
    if chosen.says_whether_to_build:
        print("build" if chosen.needs_program and not chosen.binary else "no-build")
        return 0
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    sys.stdout.reconfigure(line_buffering=True)
    os.makedirs(clips.cache_folder(), exist_ok=True)
    # Beside the clips, so that hard links reach them.
    folder = tempfile.mkdtemp(prefix="run-", dir=clips.cache_folder())
    screen = None
    try:
        screen = Screen(folder)
        bench = Bench(chosen, folder, screen)
        bench.run()
        return 1 if bench.failed else 0
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if screen is not None:
            screen.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
