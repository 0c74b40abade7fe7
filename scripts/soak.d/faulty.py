"""The faulty media server as a process: told by HTTP what to do wrong."""

import os
import time
import urllib.request

from processes import Failed, Started


class FaultyServer:
    """Serves the files of a folder on loopback, as badly as it is told."""

    def __init__(self, binary, folder, log_folder, name="faulty", port=0):
        log = os.path.join(log_folder, f"{name}.log")
        # A log of an earlier one of this name would give its port.
        if os.path.exists(log):
            os.remove(log)
        self.process = Started("the faulty server", [binary, "--port", str(port), folder],
                               dict(os.environ), log)
        self.base = self._wait_for_address(log)

    def _wait_for_address(self, log):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self.process.check()
            with open(log, errors="replace") as file:
                first = file.readline()
            if first.startswith("listening ") and first.endswith("\n"):
                return first.split()[1].rstrip("/")
            time.sleep(0.02)
        raise Failed("The faulty server did not say where it listens.")

    def url(self, path):
        """The address of a path."""
        return self.base + path

    def tell(self, what):
        """Gives an order: `fault?path=/a.mp4&fault=hang`, `clear?path=…`, `refuse?seconds=5`."""
        request = urllib.request.Request(f"{self.base}/control/{what}", method="POST")
        with urllib.request.urlopen(request, timeout=5) as answer:
            answer.read()

    def fault(self, path, fault):
        """What new requests of a path meet."""
        self.tell(f"fault?path={path}&fault={fault}")

    def clear(self, path):
        """Serves a path well again; what hangs is let go."""
        self.tell(f"clear?path={path}")
        self.tell(f"drop?path={path}")

    def counts(self):
        """What the server counted, by name."""
        with urllib.request.urlopen(f"{self.base}/control/counts", timeout=5) as answer:
            pairs = (line.split(maxsplit=1) for line in answer.read().decode().splitlines())
            return {name: value for name, value in pairs}

    def end(self):
        """Ends it."""
        self.process.end()
