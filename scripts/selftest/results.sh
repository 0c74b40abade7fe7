#!/usr/bin/env bash
# scripts/test must not be able to call a broken run a good one: with a Swift
# of ours, whatever happens ends in the right last line and exit status.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/checks.sh
. scripts/lib/checks.sh
scratch=
scratch_folder scratch

# The toolchain: builds and tests end as the files named `build` and `test`
# say, and the tests leave the event stream and print the lines put there.
mkdir "$scratch/tools"
cat >"$scratch/tools/swift" <<TEXT
#!/bin/bash
case "\$1" in
--version) echo 'Swift version 6.2 (stand-in)' ;;
build) exit "\$(<'$scratch/build')" ;;
test)
    while [ \$# -gt 0 ]; do
        [ "\$1" != --event-stream-output-path ] || cp '$scratch/stream' "\$2" 2>/dev/null
        shift
    done
    cat '$scratch/lines'
    exit "\$(<'$scratch/test')" ;;
esac
TEXT
chmod +x "$scratch/tools/swift"

# declared NAME…, event KIND NAME [SYMBOL [COMMENT]]: records of the stream.
declared() {
    local name
    for name in "$@"; do
        printf '{"kind":"test","payload":{"kind":"function","id":"T.S/%s/f.swift:1:1"}}\n' "$name"
    done
}
event() {
    printf '{"kind":"event","payload":{"kind":"%s","testID":"T.S/%s/f.swift:1:1","messages":[{"symbol":"%s"}],"_comments":["%s"]}}\n' \
        "$1" "$2" "${3:-default}" "${4:-}"
}
run_ended='{"kind":"event","payload":{"kind":"runEnded","messages":[]}}'

# ends NAME BUILD TEST LAST_LINE STATUS: with the stream as it lies there, once.
ends() {
    local last
    echo "$2" >"$scratch/build"
    echo "$3" >"$scratch/test"
    run_capturing env PATH="$scratch/tools:$PATH" scripts/test --filter any
    rm -f "$scratch/stream"
    last=$(tail -n 1 <<<"$output")
    if [ "$status" -eq "$5" ] && [ "$last" = "$4" ]; then
        passed "results: $1"
    else
        failed "results: $1: wanted \"$4\" and exit $5, got exit $status and: $output"
    fi
}

# One more than the tests: the build is a check too.
: >"$scratch/lines"
{
    declared 'a()' 'b()'
    event testStarted 'a()' && event testEnded 'a()' pass
    event testStarted 'b()' && event testEnded 'b()' passWithKnownIssue
    echo "$run_ended"
} >"$scratch/stream"
ends "all passed" 0 0 "3 passed, 0 failed" 0
{
    declared 'a()' 'b()'
    event testStarted 'a()' && event testEnded 'a()' pass
    event testStarted 'b()' && event testEnded 'b()' fail
    echo "$run_ended"
} >"$scratch/stream"
ends "one failed" 0 1 "2 passed, 1 failed" 1
{
    declared 'a()' 'b()'
    event testStarted 'a()' && event testEnded 'a()' pass && event testStarted 'b()'
    printf '{"kind":"eve'
} >"$scratch/stream"
ends "a crash in a test" 0 132 "2 passed, 1 failed" 1
{
    declared 'a()'
    event testStarted 'a()' && event testEnded 'a()' pass
} >"$scratch/stream"
ends "a crash between tests" 0 132 "2 passed, 1 failed" 1
{
    declared 'a()'
    event testStarted 'a()' && event testEnded 'a()' pass
    echo "$run_ended"
} >"$scratch/stream"
ends "a sanitizer's exit status" 0 66 "2 passed, 1 failed" 1
{
    declared 'a()' 'b()'
    event testStarted 'a()' && event testEnded 'a()' pass
    event testSkipped 'b()' skip "no second display"
    echo "$run_ended"
} >"$scratch/stream"
ends "a skipped test" 0 0 "2 passed, 0 failed" 0
if [[ $output = *"skipped T.S/b(): no second display"* ]]; then
    passed "results: the reason of a skipped test is listed"
else
    failed "results: the reason of a skipped test is listed: $output"
fi
ends "no test ran" 0 0 "1 passed, 1 failed" 1 # no stream
ends "the build failed" 1 0 "0 passed, 1 failed" 1 # no stream
printf '✔ Test a() passed after 0.1 seconds.\n✘ Test b() failed after 0.1 seconds.\n' >"$scratch/lines"
ends "a toolchain without the event stream" 0 1 "2 passed, 1 failed" 1 # no stream
