#!/usr/bin/env bash
# The arithmetic of scripts/bench and the ending of processes, without a wall.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
exec python3 -B scripts/selftest/bench_figures.py
