# shellcheck shell=bash
# Counting checks: every check prints one line, "ok" or "not ok", which
# scripts/test adds up.

checks_passed=0
checks_failed=0
# The file that names what failed, where a script keeps one.
failures=${failures:-/dev/null}

# passed NAME…
passed() {
    checks_passed=$((checks_passed + 1))
    printf 'ok %s\n' "$*"
}

# failed NAME…
failed() {
    checks_failed=$((checks_failed + 1))
    printf 'not ok %s\n' "$*"
    printf 'not ok %s\n' "$*" >>"$failures"
}

# run_capturing COMMAND…: sets `output` to all that it said and `status`.
run_capturing() {
    status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
}

# expect NAME STATUS TEXT: the last run_capturing ended with this status and
# said this text; an empty text asks for nothing.
expect() {
    if [ "$status" -eq "$2" ] && [[ $output = *"$3"* ]]; then
        passed "$1"
    else
        failed "$1: wanted exit $2 and \"$3\", got exit $status and: $output"
    fi
}
