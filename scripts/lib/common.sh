# shellcheck shell=bash
# What every script here shares. Source it first; it moves to the checkout.

# The script itself, the folder it was started in, and its checkout.
script=$(realpath "$0")
started_in=$PWD
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$checkout" || exit 1

# say TEXT…: tells the person at the terminal; standard output stays free for
# what the command was asked for.
say() {
    printf '%s\n' "$*" >&2
}

# fail TEXT…: one sentence, exit 1.
fail() {
    say "$*"
    exit 1
}

# usage: the comment at the head of a script is its help text.
usage() {
    awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$script"
}

# scratch_folder NAME: sets NAME to a new folder that goes when the script does.
scratch_folder() {
    local made
    made=$(mktemp -d "${TMPDIR:-/tmp}/hyperwall.XXXXXX")
    scratch_folders+=("$made")
    printf -v "$1" '%s' "$made"
    trap 'rm -rf "${scratch_folders[@]}"' EXIT
}
scratch_folders=()
