#!/usr/bin/env bash
# scripts/emby-watchdog.sh [--install | --remove | --status | --reset]
#
# For people who know the Emby watchdog by its flags: each stands for a command
# of service-watchdog. Without a flag, a menu.
#
#   --install   service-watchdog install emby
#   --remove    service-watchdog remove emby
#   --status    service-watchdog status emby
#   --reset     service-watchdog reset emby
#
# The program is the one beside this script, the one on PATH, or the one that
# SERVICE_WATCHDOG names.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

usage() {
    awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "${BASH_SOURCE[0]}"
}

find_program() {
    local here
    here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
    program=${SERVICE_WATCHDOG:-}
    [ -n "$program" ] || for program in "$here/service-watchdog" "$(command -v service-watchdog || true)"; do
        [ ! -x "$program" ] || break
    done
    if [ ! -x "$program" ]; then
        say "There is no service-watchdog here: scripts/install installs it."
        exit 1
    fi
}

menu() {
    local answer
    if [ ! -t 0 ]; then
        usage >&2
        exit 64
    fi
    printf 'Emby watchdog\n  1  install\n  2  status\n  3  reset\n  4  remove\n  q  quit\n'
    read -r -p 'What is it to be? ' answer || exit 0
    case $answer in
    1) run install emby ;;
    2) run status emby ;;
    3) run reset emby ;;
    4) run remove emby ;;
    q | Q | '') exit 0 ;;
    *) say "There is no $answer." && exit 64 ;;
    esac
}

run() {
    find_program
    exec "$program" "$@"
}

[ $# -le 1 ] || { usage >&2 && exit 64; }
case ${1:-} in
--install) run install emby ;;
--remove) run remove emby ;;
--status) run status emby ;;
--reset) run reset emby ;;
--help | -h) usage ;;
'') menu ;;
*)
    usage >&2
    exit 64
    ;;
esac
