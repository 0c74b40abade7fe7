"""scripts/soak: what the wall does about faults, watched from outside."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench.d"))

import clips as bench_clips  # noqa: E402
from budget import cache_budget  # noqa: E402
from dialects import run_dialects  # noqa: E402
from link import run_link  # noqa: E402
from press import run_press  # noqa: E402
from processes import Failed  # noqa: E402
from random_faults import Soak  # noqa: E402
from screen import Screen  # noqa: E402
from table import PARTS  # noqa: E402


def options():
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/soak", description="A real wall before a faulty server.")
    parser.add_argument("minutes", nargs="?", type=float, default=0,
                        help="random faults for so long")
    parser.add_argument("--failures", type=int, help="end after so many failures were met")
    parser.add_argument("--table", action="store_true",
                        help="one fault after the other instead, a line each (about 10 minutes)")
    parser.add_argument("--only", help="parts of the table: single, parked, sources, hanging, "
                        "frozen, budget; separated by commas")
    parser.add_argument("--suspend", type=float, default=60, help="how long SIGSTOP lasts, seconds")
    parser.add_argument("--dialects", action="store_true",
                        help="a media server in each of its dialects instead, for so many minutes "
                        "in all")
    parser.add_argument("--link", type=int, metavar="FAULTS",
                        help="the link to a media server instead: outages, a half-open socket, and "
                        "so many faults in a row (200 take about 15 minutes)")
    parser.add_argument("--press", metavar="PYTHON",
                        help="every button of somebody else's remote control instead; the "
                        "interpreter that has it, which scripts/soak finds")
    parser.add_argument("--long", action="store_true",
                        help="with --link: outages of ten minutes, too")
    parser.add_argument("--media-server", help="the fake media server instead of a fresh build")
    parser.add_argument("--seed", type=int, default=1, help="of the random faults")
    parser.add_argument("--binary", help="the wall instead of a fresh build")
    parser.add_argument("--server", help="the faulty server instead of a fresh build")
    return parser


def make_media(folder, count, seconds):
    """Clips with names of their own, from the four kinds that the bench has."""
    sources = bench_clips.make(small=False)
    made = []
    for kind, source in enumerate(sources):
        target = os.path.join(folder, f"kind{kind}.mp4")
        times = max(1, round(seconds / bench_clips.SECONDS)) - 1
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y"]
        if seconds < bench_clips.SECONDS:
            command += ["-t", str(seconds), "-i", source]
        else:
            command += ["-stream_loop", str(times), "-i", source]
        subprocess.run(command + ["-c", "copy", "-movflags", "+faststart", target], check=True)
        made.append(target)
    files = []
    for number in range(count):
        target = os.path.join(folder, f"c{number:02}.mp4")
        os.link(made[number % len(made)], target)
        files.append(target)
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", "-t", "0.2", "-i", sources[0], "-c", "copy",
         "-movflags", "+faststart", os.path.join(folder, "short.mp4")], check=True)
    return files


def run_table(chosen, folder, screen):
    """Every row; a part that cannot be measured is a failure of its own."""
    names = chosen.only.split(",") if chosen.only else list(PARTS) + ["budget"]
    media = os.path.join(folder, "media")
    os.makedirs(media)
    files = make_media(media, 12, 600)
    passed = True
    for name in names:
        work = os.path.join(folder, name)
        os.makedirs(work, mode=0o700)
        try:
            rows = (cache_budget(chosen, work, screen, media) if name == "budget"
                    else PARTS[name](chosen, work, screen, files))
            for row in rows:
                passed = passed and row.passed
                print(f"{'ok  ' if row.passed else 'FAIL'} {row.name}\n"
                      f"       asked:    {row.asked}\n       measured: {row.measured}", flush=True)
        except Failed as error:
            passed = False
            print(f"FAIL {name}: {error}", flush=True)
    return passed


def run_server_link(chosen, folder, screen):
    """The link to a media server, before which files play."""
    media = os.path.join(folder, "media")
    os.makedirs(media)
    return run_link(chosen, folder, screen, make_media(media, 8, 600))


def run_soak(chosen, folder, screen):
    """Random faults."""
    media = os.path.join(folder, "media")
    os.makedirs(media)
    # Small pictures: it is failures that are counted, not pixels.
    small = bench_clips.make(small=True)
    files = []
    for number in range(40):
        target = os.path.join(media, f"c{number:02}.mp4")
        if number < len(small):
            subprocess.run(
                ["ffmpeg", "-nostdin", "-v", "error", "-y", "-t", "12", "-i", small[number],
                 "-c", "copy", "-movflags", "+faststart", target], check=True)
        else:
            os.link(files[number % len(small)], target)
        files.append(target)
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", "-t", "0.2", "-i", small[0], "-c", "copy",
         "-movflags", "+faststart", os.path.join(media, "short.mp4")], check=True)
    soak = Soak(chosen, folder, screen, files)
    try:
        lines, passed = soak.run(chosen.minutes, chosen.failures)
    finally:
        soak.end()
    print("\n".join(lines))
    return passed


def main():
    """Exit status 0 when all is well, 1 when not, 2 when it could not be measured."""
    parser = options()
    chosen = parser.parse_args()
    if not chosen.table and not chosen.link and not chosen.press \
            and chosen.minutes <= 0:
        parser.error("say for how many minutes, or --table, --link or --press")
    folder = tempfile.mkdtemp(prefix="hyperwall-soak-")
    screen = None
    try:
        screen = Screen(folder)
        run = run_soak
        if chosen.table:
            run = run_table
        elif chosen.dialects:
            run = run_dialects
        elif chosen.link:
            run = run_server_link
        elif chosen.press:
            run = run_press
        passed = run(chosen, folder, screen)
        print("passed" if passed else "failed")
        return 0 if passed else 1
    except Failed as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if screen is not None:
            screen.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
