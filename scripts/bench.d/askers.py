"""Asks a wall over its address, as pages and programs do, and says how long answers took.

Usage: askers.py PORT SECONDS STATUS_A_SECOND STREAMS PICTURES_EVERY_S CELLS

A process of its own, so that its CPU is not taken for the wall's. Requests leave when
they are due and not when the last answer came (an open loop), and the time of an answer
counts from then on: a wall that is late once is late for all that wait. Prints JSON.
"""

import asyncio
import json
import resource
import sys
import time

_LIMIT_S = 10


async def _open(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    return reader, writer


class Askers:
    """All that ask, and what came of it."""

    def __init__(self, port):
        self.port = port
        self.taken_ms = {"status": [], "thumbnail": []}
        self.failed = 0
        self.events = 0
        self.event_bytes = 0
        self.streams_ended = 0

    async def ask(self, kind, path, due):
        """One request; due is when it was to leave."""
        writer = None
        try:
            async with asyncio.timeout(_LIMIT_S):
                reader, writer = await _open(self.port, path)
                answer = await reader.read()
            if answer.startswith(b"HTTP/1.1 200 "):
                self.taken_ms[kind].append((time.monotonic() - due) * 1000)
            else:
                self.failed += 1
        except (OSError, TimeoutError):
            self.failed += 1
        finally:
            if writer:
                writer.close()

    async def keep_asking(self, a_second, end):
        """So many requests for the status a second."""
        due = time.monotonic()
        tasks = set()
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            task = asyncio.create_task(self.ask("status", "/api/v1/status", due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            due += 1 / a_second
        await asyncio.gather(*tasks)

    async def look(self, every_s, cells, end):
        """Pictures of all cells every so often, as a page shows them: six at once."""
        gate = asyncio.Semaphore(6)

        async def one(cell):
            async with gate:
                await self.ask("thumbnail", f"/api/v1/cells/{cell}/thumbnail.jpg", time.monotonic())

        due = time.monotonic()
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            await asyncio.gather(*(one(cell) for cell in range(1, cells + 1)))
            due += every_s

    async def follow(self, end):
        """One event stream, read to the end."""
        writer = None
        try:
            async with asyncio.timeout(max(0, end - time.monotonic())):
                reader, writer = await _open(self.port, "/api/v1/events")
                while data := await reader.read(65536):
                    self.events += data.count(b"\nevent: ")
                    self.event_bytes += len(data)
                self.streams_ended += 1
        except TimeoutError:
            pass
        except OSError:
            self.streams_ended += 1
        finally:
            if writer:
                writer.close()


async def _run(port, seconds, a_second, streams, every_s, cells):
    askers = Askers(port)
    end = time.monotonic() + seconds
    work = [askers.follow(end) for _ in range(streams)]
    if a_second:
        work.append(askers.keep_asking(a_second, end))
    if every_s:
        work.append(askers.look(every_s, cells, end))
    await asyncio.gather(*work)
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "takenMs": askers.taken_ms, "failed": askers.failed, "events": askers.events,
        "eventBytes": askers.event_bytes, "streamsEnded": askers.streams_ended,
        "cores": (own.ru_utime + own.ru_stime) / seconds}))


if __name__ == "__main__":
    _port, _seconds, _rate, _streams, _every, _cells = sys.argv[1:]
    asyncio.run(_run(int(_port), float(_seconds), float(_rate), int(_streams), float(_every), int(_cells)))
