#!/usr/bin/env bash
# scripts/run, scripts/install and the installing of packages, with a Swift, an
# apt-get and a sudo of ours, so that nothing is built or installed.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/checks.sh
. scripts/lib/checks.sh
scratch=
scratch_folder scratch

tools=$scratch/tools # what these scripts may call, and nothing else
mkdir -p "$tools" "$scratch/home" "$scratch/build"
for tool in bash env dirname basename realpath awk sed sort head grep tr cat rm \
    mktemp install find; do
    ln -s "$(command -v "$tool")" "$tools/$tool"
done

# stand_in NAME <TEXT: a program of ours in the place of a real one.
stand_in() {
    { echo '#!/bin/bash' && cat; } >"$tools/$1"
    chmod +x "$tools/$1"
}

# swift_says VERSION: a toolchain whose build is done at once.
swift_says() {
    stand_in swift <<TEXT
case "\$*" in
--version) echo 'Swift version $1 (swift-$1-RELEASE)' ;;
*--show-bin-path) echo '$scratch/build' ;;
*--static-swift-stdlib*) [ ! -e '$scratch/broken' ] || { echo 'error: broken on purpose'; exit 1; } ;;
esac
TEXT
}
printf '#!/bin/bash\nprintf "wall:"; printf " <%%s>" "$@"\n' >"$scratch/build/hyperwall"
cp "$scratch/build/hyperwall" "$scratch/build/service-watchdog"
chmod +x "$scratch/build/hyperwall" "$scratch/build/service-watchdog"

# Packages: all there, unless listed in the file `missing`.
: >"$scratch/missing"
stand_in dpkg-query <<TEXT
for name in "\${@:3}"; do
    [[ \$(<'$scratch/missing') = *"\$name"* ]] || echo "\$name installed"
done
TEXT
stand_in apt-get <<TEXT
echo "apt-get \$*" >>'$scratch/apt'
[ ! -e '$scratch/offline' ] || { echo 'E: no network on purpose'; exit 100; }
TEXT
stand_in id <<<"cat '$scratch/uid'"
stand_in sudo <<TEXT
echo "sudo \$1" >>'$scratch/apt'
exec "\$@"
TEXT
echo 0 >"$scratch/uid"
: >"$scratch/apt"

# calling [NAME=VALUE…] COMMAND…: in a bare environment, without a display.
calling() {
    run_capturing env -i PATH="$tools" HOME="$scratch/home" TMPDIR="$scratch" "$@"
}
screen=DISPLAY=:999

calling $screen scripts/run
expect "run: names where to get a missing Swift" 1 "https://www.swift.org/install/linux/"
swift_says 5.10.1
calling $screen scripts/run
expect "run: refuses an old Swift" 1 "Swift 5.10.1"
swift_says 6.10
calling $screen scripts/run
expect "run: takes 6.10 for newer than 6.2" 0 "wall: <run>"
swift_says 6.2

calling $screen scripts/run ~/Videos --env "a b"
expect "run: passes arguments on" 0 "wall: <run> <$HOME/Videos> <--env> <a b>"
calling $screen scripts/run run x
expect "run: does not say run twice" 0 "wall: <run> <x>"
calling scripts/run doctor
expect "run: other commands need no display" 0 "wall: <doctor>"
calling scripts/run --env f --name=a doctor
expect "run: options may stand before a command" 0 "wall: <--env> <f> <--name=a> <doctor>"
calling scripts/run statsu
expect "run: leaves a misspelt command to hyperwall" 0 "wall: <statsu>"
calling $screen scripts/run --grid 2x2 ~/Videos
expect "run: an option's value is no command" 0 "wall: <run> <--grid> <2x2> <$HOME/Videos>"
calling scripts/run --version
expect "run: the version needs no display" 0 "wall: <--version>"
if compgen -G '/dev/dri/card*' >/dev/null; then
    passed "run: a display card is a display"
else
    calling scripts/run
    expect "run: without a display offers --headless" 1 "scripts/run --headless"
fi
calling scripts/run --headless ~/Videos
expect "run: --headless needs no display" 0 "wall: <run> <--headless> <$HOME/Videos>"
: >"$scratch/broken"
calling $screen scripts/run
expect "run: a failed build says why" 1 "error: broken on purpose"
rm "$scratch/broken"

if [ -s "$scratch/apt" ]; then
    failed "packages: nothing is called when all is there: $(<"$scratch/apt")"
else
    passed "packages: nothing is called when all is there"
fi
echo "libmpv-dev" >"$scratch/missing"
calling $screen scripts/run
expect "packages: says what it installs" 0 "Installing from Debian: libmpv-dev"
if [[ $(<"$scratch/apt") = *"apt-get install"*" libmpv-dev" && $(<"$scratch/apt") != *sudo* ]]; then
    passed "packages: root installs just the missing one"
else
    failed "packages: root installs just the missing one: $(<"$scratch/apt")"
fi
echo 1000 >"$scratch/uid"
: >"$scratch/apt"
calling $screen scripts/run
if [[ $(<"$scratch/apt") = *"sudo apt-get"* ]]; then
    passed "packages: others use sudo"
else
    failed "packages: others use sudo: $(<"$scratch/apt")"
fi
rm "$tools/sudo"
calling $screen scripts/run
expect "packages: neither root nor sudo" 1 "apt-get install libmpv-dev"
echo 0 >"$scratch/uid"
: >"$scratch/offline"
calling $screen scripts/run
expect "packages: a failed installation says why" 1 "no network on purpose"
: >"$scratch/missing"

calling scripts/install --prefix /opt/wall --root "$scratch/root"
expect "install: says what it did" 0 "$scratch/root/opt/wall/bin/hyperwall"
for file in bin/hyperwall bin/service-watchdog bin/emby-watchdog.sh share/doc/hyperwall/LICENSE; do
    if [ -f "$scratch/root/opt/wall/$file" ]; then
        passed "install: $file is there"
    else
        failed "install: $file is there"
    fi
done
for folder in Shaders Page API config; do
    if [ ! -d "$folder" ] ||
        diff -r -x '.*' "$folder" "$scratch/root/opt/wall/share/hyperwall/$folder" >/dev/null; then
        passed "install: $folder is there, whole"
    else
        failed "install: $folder is there, whole"
    fi
done
calling scripts/install --prefix "$scratch/apt/wall"
expect "install: a prefix that cannot be written" 1 "Nothing can be written to $scratch/apt"
if [ "$(/usr/bin/id -u)" -ne 0 ]; then
    # Root can write everywhere, so only others can see this.
    mkdir "$scratch/closed"
    chmod a-w "$scratch/closed"
    stand_in sudo <<TEXT
echo "sudo \$1" >>'$scratch/apt'
chmod u+w '$scratch/closed'
exec "\$@"
TEXT
    ln -s "$(command -v chmod)" "$tools/chmod"
    echo 1000 >"$scratch/uid"
    : >"$scratch/apt"
    calling scripts/install --prefix "$scratch/closed/wall"
    expect "install: sudo copies where you may not" 0 "sudo will copy"
    if [[ $(<"$scratch/apt") = *"sudo install"* ]]; then
        passed "install: through sudo"
    else
        failed "install: through sudo: $(<"$scratch/apt")"
    fi
    echo 0 >"$scratch/uid"
fi
calling scripts/install --prefix wall
expect "install: a prefix that is no whole path" 1 "whole path"
calling scripts/install --colour
expect "install: an unknown flag" 1 "does not know --colour"

echo "ffmpeg" >"$scratch/missing"
: >"$scratch/apt"
calling scripts/bench --help
expect "bench: help without Python" 0 "Measures the wall"
rm "$tools/swift"
calling scripts/bench --cells 4
expect "bench: asks for Swift first" 1 "https://www.swift.org/install/linux/"
python=$(python3 -c 'import sys; print(sys.executable)')
stand_in python3 <<<"exec '$python' \"\$@\""
calling scripts/bench --help
expect "bench: help" 0 "--grid-change"
calling scripts/bench --cells 4
expect "bench: names where to get a missing Swift" 1 "https://www.swift.org/install/linux/"
if [ -s "$scratch/apt" ]; then
    failed "bench: neither help nor a missing Swift installs anything: $(<"$scratch/apt")"
else
    passed "bench: neither help nor a missing Swift installs anything"
fi
