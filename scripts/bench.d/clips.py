"""The clips: made once, kept in the cache folder."""

import os
import shutil
import subprocess
import sys

from processes import Failed

SECONDS = 30
FRAMES_A_SECOND = 30

# Four kinds of picture: synthetic motion, a slow zoom, life with grain, and
# bars that scroll under grain.
_KINDS = [
    "testsrc2=size=1280x720:rate=30",
    "mandelbrot=size=1280x720:rate=30:maxiter=800:end_pts=900:end_scale=0.01",
    "life=size=320x180:rate=30:mold=30:ratio=0.3:death_color=#204080:life_color=#f0e080"
    ":random_seed=7,scale=1280:720:flags=bilinear,noise=alls=6:allf=t",
    "smptebars=size=1280x720:rate=30,scroll=h=0.004,noise=alls=10:allf=t",
]
# Raised when the clips change, so that old ones are not taken for new ones.
_EDITION = "clips-1"


def cache_folder():
    """Where clips and the files of a run lie."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "hyperwall-bench")


def _encode(source, target, rate_kbit):
    """Starts the making of one clip, or returns None when it is there."""
    if os.path.exists(target):
        return None
    part = target + ".part"
    command = [
        "ffmpeg", "-nostdin", "-v", "error", "-y", *source, "-t", str(SECONDS), "-an",
        "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "60",
        "-b:v", f"{rate_kbit}k", "-maxrate", f"{rate_kbit * 4 // 3}k",
        "-bufsize", f"{rate_kbit * 2}k", "-f", "mp4", part]
    return subprocess.Popen(command), part, target


def _finish(jobs):
    """Waits for clips in the making; a half-made one is never left under its name."""
    jobs = [job for job in jobs if job]
    try:
        for process, part, target in jobs:
            if process.wait() != 0:
                raise Failed(f"ffmpeg could not make the clip {target}.")
            os.rename(part, target)
    finally:
        for process, part, _ in jobs:
            if process.poll() is None:
                process.kill()
                process.wait()
            if os.path.exists(part):
                os.remove(part)


def make(small):
    """Makes what is missing and returns the four clips: 720p, or 320x180."""
    folder = os.path.join(cache_folder(), _EDITION)
    os.makedirs(folder, exist_ok=True)
    large = [os.path.join(folder, f"720p-{kind}.mp4") for kind in range(len(_KINDS))]
    if not all(map(os.path.exists, large)):
        print(f"Making clips in {folder} (once, about a minute).", file=sys.stderr)
        for first in range(0, len(_KINDS), 2):
            _finish([_encode(["-f", "lavfi", "-i", _KINDS[kind]], large[kind], 4500)
                     for kind in (first, first + 1)])
    if not small:
        return large
    tiny = [os.path.join(folder, f"180p-{kind}.mp4") for kind in range(len(_KINDS))]
    for source, target in zip(large, tiny):
        _finish([_encode(["-i", source, "-vf", "scale=320:180"], target, 600)])
    return tiny


def make_full_hd():
    """Two clips of 1920x1080 at 8 Mbit/s."""
    folder = os.path.join(cache_folder(), _EDITION)
    make(small=False)
    files = [os.path.join(folder, f"1080p-{kind}.mp4") for kind in range(2)]
    _finish([_encode(["-f", "lavfi", "-i", _KINDS[kind].replace("1280x720", "1920x1080")],
                     files[kind], 8000) for kind in range(2)])
    return files


def lengthen(clips, folder, times):
    """Copies that play that many times as long, so that none ends in a measurement."""
    long = []
    for clip in clips:
        target = os.path.join(folder, "long-" + os.path.basename(clip))
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-stream_loop", str(times - 1), "-i", clip,
             "-c", "copy", target], check=True)
        long.append(target)
    return long


def spread(clips, folder, cells):
    """One file a cell, hard links: as many items as cells, no more bytes."""
    files = []
    for cell in range(cells):
        target = os.path.join(folder, f"c{cell:02}.mp4")
        if os.path.exists(target):
            os.remove(target)
        source = clips[cell % len(clips)]
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
        files.append(target)
    return files


def bit_rates(clips):
    """Mbit/s by file name, for the report."""
    return {os.path.basename(clip): round(os.path.getsize(clip) * 8 / SECONDS / 1e6, 2)
            for clip in clips}
