"""An X server of our own, and fingers on its keyboard."""

import os
import select
import subprocess

from processes import Failed, Started

WIDTH, HEIGHT = 1920, 1080


class Screen:
    """Xvfb on a display number that it chose itself."""

    def __init__(self, folder):
        reader, writer = os.pipe()
        try:
            self.server = Started(
                "Xvfb",
                ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                 "-nolisten", "tcp", "-noreset"],
                os.environ, os.path.join(folder, "xvfb.log"), pass_fds=(writer,))
            os.close(writer)
            writer = None
            # Number and line end come apart; an end of the pipe closed in
            # between is fatal to the server.
            number = ""
            while not number.endswith("\n"):
                ready, _, _ = select.select([reader], [], [], 10)
                piece = os.read(reader, 16).decode() if ready else ""
                if not piece:
                    break
                number += piece
            number = number.strip()
            if not number:
                words = self.server.last_words()
                self.server.end()
                raise Failed(f"Xvfb did not start: {words}")
            self.display = ":" + number
        finally:
            os.close(reader)
            if writer is not None:
                os.close(writer)

    @property
    def pid(self):
        """The server's process."""
        return self.server.pid

    def _xdotool(self, *arguments):
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(
            ["xdotool", *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=10, text=True)

    def press(self, key, pid):
        """A key for the window of that process. There is no window manager
        here, so the window is given the focus first."""
        found = self._xdotool("search", "--onlyvisible", "--pid", str(pid)).stdout.split()
        if found:
            self._xdotool("windowfocus", found[0])
        self._xdotool("key", key)

    def end(self):
        """Ends the server."""
        self.server.end()
