"""Thirty-six cells of items that are longer than their cache: what is cached in all."""

import os
import subprocess
import time

from faulty import FaultyServer
from table import Row
from watch import WatchedWall, resources


def cache_budget(options, folder, screen, media, seconds=100):
    """The sum of all demuxer caches, across item changes."""
    clip = os.path.join(media, "noise.mp4")
    if not os.path.exists(clip):
        # 8 Mbit/s that cost little to decode: 40 s are 40 MB, and a cell may have 28.
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
             "testsrc2=size=320x180:rate=25,noise=alls=60:allf=t", "-t", "40", "-c:v", "mpeg4",
             "-g", "25", "-b:v", "8M", "-minrate", "8M", "-maxrate", "8M", "-bufsize", "2M",
             "-movflags", "+faststart", clip], check=True)
    served = os.path.join(folder, "budget")
    os.makedirs(served)
    paths = []
    for number in range(60):
        name = f"n{number:02}.mp4"
        os.link(clip, os.path.join(served, name))
        paths.append("/" + name)
    server = FaultyServer(options.server, served, folder)
    wall = WatchedWall(
        options.binary, [server.url(path) for path in paths], 6, 6, folder, screen, {
            "HYPERWALL_CACHE_BUDGET_MB": "1024", "HYPERWALL_READAHEAD_S": "600",
            "HYPERWALL_START_STAGGER_MS": "200", "HYPERWALL_STALL_TIMEOUT_S": "20",
            "HYPERWALL_START_TIMEOUT_S": "30"})
    try:
        wall.wait_playing(90)
        most = changes = 0
        began = time.monotonic()
        memory = 0
        while time.monotonic() - began < seconds:
            snapshot = wall.status()
            if snapshot is not None:
                most = max(most, snapshot["cache"]["usedBytes"])
                changes = sum(cell["loads"] for cell in snapshot["cells"]) - 36
            memory = max(memory, resources(wall.pid)[2])
            time.sleep(0.5)
        mebibytes = most / 2**20
        yield Row(
            "36 cells, budget 1024 MiB", "sum of demuxer caches ≤ 1024 MiB",
            f"at most {mebibytes:.0f} MiB over {changes} item changes (clip "
            f"{os.path.getsize(clip) / 2**20:.0f} MiB), process memory {memory / 2**20:.0f} MiB",
            mebibytes <= 1024 and changes > 0)
    finally:
        wall.end()
        server.end()
