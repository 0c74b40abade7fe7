# shellcheck shell=bash
# The one list of what Hyperwall needs from Debian 12's packages, by purpose.

# To compile: what the Swift toolchain itself leans on, and the libraries.
packages_build=(
    g++ git ca-certificates tzdata libxml2 libncurses6 zlib1g-dev
    libmpv-dev libsdl2-dev libsdl2-ttf-dev libsdl2-image-dev libgl-dev libxcb-dpms0-dev
    libcurl4-openssl-dev libwebsockets-dev libsqlite3-dev
)

# To show a wall: the font of all texts, and Mesa's drivers: to draw, and to
# decode on a graphics card (which libva only recommends, so it is named here).
packages_run=(fonts-dejavu-core libgl1-mesa-dri mesa-va-drivers)

# To test: clips, X servers that are nobody's desktop, a Wayland compositor,
# keys, layouts, hot plug, a service manager, a browser, what checks the
# scripts, and Prometheus for its promtool: the service that comes with it is
# not needed.
packages_test=(
    ffmpeg python3 python3-websockets python3-jsonschema curl procps shellcheck
    xvfb xinit xdotool x11-utils x11-xkb-utils x11-xserver-utils xkb-data
    tigervnc-standalone-server cage xwayland grim faketime systemd prometheus
    chromium chromium-driver
)

# To measure, beside the wall: the floor, the rival and an X server.
packages_bench=(ffmpeg python3 mpv xvfb xdotool time curl systemd)

# missing_packages NAME…: those that are not installed, one a line.
missing_packages() {
    local name state
    local -A present=()
    while read -r name state; do
        [ "$state" != installed ] || present[$name]=1
    done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
    for name in "$@"; do
        [ -n "${present[$name]:-}" ] || printf '%s\n' "$name"
    done | sort -u
}

# ensure_packages PURPOSE…: installs what is missing for build, run, test or
# bench and says what; silent and quick when all is there.
ensure_packages() {
    local purpose names=() missing=() as_root=()
    for purpose in "$@"; do
        case $purpose in
        build) names+=("${packages_build[@]}") ;;
        run) names+=("${packages_run[@]}") ;;
        test) names+=("${packages_test[@]}") ;;
        bench) names+=("${packages_bench[@]}") ;;
        *) fail "ensure_packages knows no purpose named $purpose." ;;
        esac
    done
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is no Debian system, so nothing is installed; Debian's names of what is needed: ${names[*]}."
        return 0
    fi
    mapfile -t missing < <(missing_packages "${names[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "Missing packages and neither root nor sudo to install them: as root, run  apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing from Debian: ${missing[*]}"
    install_packages "${missing[@]}"
}

# install_packages NAME…: quiet unless it fails; uses the caller's as_root.
install_packages() {
    local log
    log=$(mktemp)
    if { "${as_root[@]}" apt-get update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    fail "Debian's packages could not be installed (the lines above say why); as root, run  apt-get install $*"
}
