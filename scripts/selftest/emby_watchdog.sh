#!/usr/bin/env bash
# scripts/emby-watchdog.sh stands for commands of service-watchdog: with a
# program of ours that says what it was asked.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/checks.sh
. scripts/lib/checks.sh
scratch=
scratch_folder scratch
printf '#!/bin/sh\necho "$@"\n' >"$scratch/program"
chmod +x "$scratch/program"
export SERVICE_WATCHDOG=$scratch/program

# maps NAME STATUS OUTPUT ARGUMENT…
maps() {
    run_capturing scripts/emby-watchdog.sh "${@:4}" </dev/null
    if [ "$status" -eq "$2" ] && [[ $output = *"$3"* ]]; then
        passed "emby-watchdog: $1"
    else
        printf '%s\n' "$output"
        failed "emby-watchdog: $1 (exit status $status)"
    fi
}

maps "installs" 0 "install emby" --install
maps "removes" 0 "remove emby" --remove
maps "shows the status" 0 "status emby" --status
maps "resets" 0 "reset emby" --reset
maps "explains itself" 0 "--install | --remove" --help
maps "has no menu without a terminal" 64 "--install | --remove"
maps "refuses what it does not know" 64 "--install | --remove" --destroy
SERVICE_WATCHDOG=/nowhere maps "says what is missing" 1 "scripts/install installs it" --status
