"""Who is measured. Each plays one file a cell and can tell, per cell, how many
frames it has shown and dropped: `progress()` gives a list of Progress."""

import collections
import json
import os
import re
import socket
import time

import clips
from processes import Failed, Started, end_all
from screen import HEIGHT, WIDTH

# Frames shown and dropped until `at` (seconds of any one clock); `load` changes
# when the counts began anew; `wrap` is where the count of frames starts over.
Progress = collections.namedtuple("Progress", "frames drops at load wrap", defaults=(0, None))

NAMES = {
    "a": "ffmpeg decode",
    "b": "ffmpeg decode+scale",
    "c": "mpv processes",
    "d": "wall, software",
    "e": "wall, gl",
}


class FFmpeg:
    """One ffmpeg process a cell, at the clip's own pace, to nowhere."""

    def __init__(self, files, columns, rows, folder, scaling):
        size = f"{WIDTH // columns}:{HEIGHT // rows}"
        scale = ["-vf", f"scale={size}:flags=fast_bilinear,format=bgr0"] if scaling else []
        self._reports = [os.path.join(folder, f"ffmpeg-{cell}.progress") for cell in range(len(files))]
        self.processes = []
        try:
            for file, report in zip(files, self._reports):
                if os.path.exists(report):
                    os.remove(report)
                self.processes.append(Started(
                    "ffmpeg",
                    ["ffmpeg", "-nostdin", "-nostats", "-v", "error", "-progress", report,
                     "-re", "-threads", "1", "-stream_loop", "-1", "-i", file, "-an", *scale,
                     "-f", "null", "-"],
                    os.environ, report + ".log"))
        except BaseException:
            self.end()
            raise

    def wait_full(self):
        """There is no wall to be full."""
        return None

    def progress(self):
        found = []
        for process, report in zip(self.processes, self._reports):
            process.check()
            with open(report) as file:
                frames = re.findall(r"^frame=\s*(\d+)", file.read(), re.MULTILINE)
            found.append(Progress(int(frames[-1]) if frames else 0, 0, os.stat(report).st_mtime))
        return found

    def end(self):
        end_all(self.processes)


class MPVProcesses:
    """One mpv process a cell, its window where the cell would be."""

    def __init__(self, files, columns, rows, folder, screen):
        width, height = WIDTH // columns, HEIGHT // rows
        environment = {**os.environ, "DISPLAY": screen.display}
        environment.pop("WAYLAND_DISPLAY", None)
        self._sockets = [os.path.join(folder, f"mpv-{cell}.sock") for cell in range(len(files))]
        self.processes = []
        try:
            for cell, file in enumerate(files):
                left, top = cell % columns * width, cell // columns * height
                self.processes.append(Started(
                    "mpv",
                    ["mpv", "--no-config", "--vo=x11", "--profile=sw-fast", "--hwdec=no", "--no-audio",
                     "--loop-file=inf", "--no-border", f"--geometry={width}x{height}+{left}+{top}",
                     "--no-keepaspect-window", "--no-osc", "--osd-level=0", "--no-terminal",
                     f"--input-ipc-server={self._sockets[cell]}", file],
                    environment, self._sockets[cell] + ".log"))
        except BaseException:
            self.end()
            raise
        self._started_at = self.processes[0].started_at

    def _ask(self, path, names):
        """Properties of one mpv; those that it does not have yet are 0."""
        values = []
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            link.connect(path)
            stream = link.makefile("rw")
            for number, name in enumerate(names, 1):
                command = {"command": ["get_property", name], "request_id": number}
                stream.write(json.dumps(command) + "\n")
                stream.flush()
                for line in stream:
                    answer = json.loads(line)
                    if answer.get("request_id") == number:
                        values.append(answer.get("data") or 0)
                        break
        return values

    def wait_full(self):
        """Seconds until every window had its first frame."""
        waiting = list(self._sockets)
        while waiting:
            for process in self.processes:
                process.check()
            if time.monotonic() - self._started_at > 30:
                raise Failed("mpv showed no picture within 30 s.")
            time.sleep(0.1)
            try:
                while waiting and self._ask(waiting[0], ["estimated-frame-number"])[0] >= 1:
                    waiting.pop(0)
            except (OSError, IndexError):
                pass
        return time.monotonic() - self._started_at

    def progress(self):
        found = []
        for process, path in zip(self.processes, self._sockets):
            process.check()
            frame, late, undecoded = self._ask(
                path, ["estimated-frame-number", "frame-drop-count", "decoder-frame-drop-count"])
            drops = late + undecoded
            found.append(Progress(frame - drops, drops, time.monotonic(),
                                  wrap=clips.SECONDS * clips.FRAMES_A_SECOND))
        return found

    def end(self):
        end_all(self.processes)
