# shellcheck shell=bash
# The Swift toolchain: is it there, is it new enough, and the release build.

# The tools version of Package.swift.
swift_needed=6.2

# require_swift_present: one sentence when there is no Swift at all. Cheap, so
# that it can be asked before anything is installed.
require_swift_present() {
    command -v swift >/dev/null ||
        fail "There is no Swift toolchain on PATH: get Swift $swift_needed or newer from https://www.swift.org/install/linux/ and run this again."
}

# require_swift_version: one sentence when it is too old or does not start.
require_swift_version() {
    local answer version
    answer=$(swift --version 2>&1 </dev/null) || true
    version=$(sed -n 's/.*Swift version \([0-9][0-9]*\(\.[0-9][0-9]*\)*\).*/\1/p' <<<"$answer" | head -n 1)
    [ -n "$version" ] ||
        fail "The Swift toolchain at $(command -v swift) does not start (it says: $(head -n 1 <<<"$answer")); get Swift $swift_needed or newer from https://www.swift.org/install/linux/."
    [ "$(printf '%s\n' "$swift_needed" "$version" | sort -V | head -n 1)" = "$swift_needed" ] ||
        fail "Swift $version at $(command -v swift) is too old: get Swift $swift_needed or newer from https://www.swift.org/install/linux/."
}

# The release build's arguments: the program must run where no toolchain is.
release_arguments=(-c release --static-swift-stdlib --product hyperwall)

# build_faulty_server: builds the server for tests, and sets `program` to its path.
build_faulty_server() {
    build_server faulty-server "the faulty server"
}

# build_fake_server: builds the media server for tests, and sets `program` to its path.
build_fake_server() {
    build_server fake-media-server "the fake media server"
}

# build_server PRODUCT WORDS: one of them, without the toolchain's libraries.
build_server() {
    local log
    log=$(mktemp)
    say "Building $2."
    if ! swift build -c release --static-swift-stdlib --product "$1" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        fail "${2^} could not be built; the lines above say why."
    fi
    rm -f "$log"
    program=$(swift build -c release --static-swift-stdlib --show-bin-path 2>/dev/null </dev/null)/$1
}

# build_release: builds the program, quiet unless that fails, and sets
# `program` to its path.
build_release() {
    local log
    log=$(mktemp)
    say "Building hyperwall (the first time takes some minutes)."
    if ! swift build "${release_arguments[@]}" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        fail "hyperwall could not be built; the lines above say why."
    fi
    rm -f "$log"
    program=$(swift build "${release_arguments[@]}" --show-bin-path 2>/dev/null </dev/null)/hyperwall
    [ -x "$program" ] || fail "The build ended well but left no program at $program."
}
