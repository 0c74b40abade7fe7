"""What the person asked for."""

import argparse
import math
import os

CONTENDERS = "abcde"


def grid_of(cells):
    """Columns and rows of a wall of that many cells, as square as it gets."""
    columns = math.isqrt(cells - 1) + 1 if cells > 0 else 0
    if cells < 1 or cells > 64 or cells % columns:
        raise ValueError(f"{cells} cells make no grid of 1x1 to 8x8")
    return columns, cells // columns


def _cells(text):
    try:
        numbers = [int(part) for part in text.split(",")]
        for number in numbers:
            grid_of(number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from None
    return numbers


def _contenders(text):
    letters = [part.strip() for part in text.split(",")]
    if not letters or any(letter not in CONTENDERS or len(letter) != 1 for letter in letters):
        raise argparse.ArgumentTypeError(f"{text}: letters of {', '.join(CONTENDERS)} are wanted")
    return sorted(set(letters))


def parse(arguments):
    """The options; ends the program with one sentence when they make no sense."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="""Measures, on an X server of 1920x1080 of its own and in one run:
  a  ffmpeg decoding only, one process a cell
  b  ffmpeg decoding and scaling to the cell: the floor
  c  one mpv process a cell, tiled, --vo=x11 --profile=sw-fast
  d  this wall, HYPERWALL_RENDERER=software (takes turns with b)
  e  this wall, HYPERWALL_RENDERER=gl
scripts/bench --watchdog [PROGRAM] instead: a healthy check of service-watchdog
against bash with systemctl and curl.
scripts/bench --control [PROGRAM [SECONDS [ROUNDS]]] instead: what requests,
event streams and thumbnails cost a wall that plays.""",
    )
    parser.add_argument("--cells", type=_cells, metavar="N,…",
                        help="how many cells (4,9,16); above 16 the clips are 320x180")
    parser.add_argument("--only", type=_contenders, metavar="a,…", help="only these contenders")
    parser.add_argument("--quick", action="store_true", help="one window of 6 s instead of three of 12 s")
    parser.add_argument("--paused", action="store_true", help="instead: CPU with everything paused")
    parser.add_argument("--grid-change", action="store_true",
                        help="instead: 4x4, 2x2, 4x4 twenty times by key")
    parser.add_argument("--first-frame", action="store_true",
                        help="instead: each cell's time to its first frame")
    parser.add_argument("--transcode", action="store_true",
                        help="instead: nine 1080p items of a media server, directly and as "
                        "transcodes")
    parser.add_argument("--media-server", metavar="PATH", help="this fake media server for it")
    parser.add_argument("--binary", metavar="PATH", help="this hyperwall instead of a fresh release build")
    parser.add_argument("--json", metavar="FILE", help="writes all figures there")
    parser.add_argument("--says-whether-to-build", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.extras = [name for name in ("paused", "grid_change", "first_frame", "transcode") if getattr(options, name)]
    # With both, the table comes first.
    options.table = bool(options.only) or not options.extras
    options.only = options.only or list(CONTENDERS)
    options.windows, options.window_s = (1, 6.0) if options.quick else (3, 12.0)
    options.needs_program = bool(options.extras) or bool(set("de") & set(options.only))
    if options.binary:
        options.binary = os.path.abspath(options.binary)
        if not os.access(options.binary, os.X_OK):
            parser.error(f"{options.binary} is no program that can be started")
    return options
