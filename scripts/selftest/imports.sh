#!/usr/bin/env bash
# The negative test of scripts/check-imports: one violation for each rule, each
# must be found and named; what is allowed must not be.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/checks.sh
. scripts/lib/checks.sh
scratch=
scratch_folder scratch

# check NAME STATUS WANTED TARGET SOURCE: a tree with that one file in it.
check() {
    local tree=$scratch/tree
    rm -rf "$tree"
    mkdir -p "$tree/$4"
    printf '%b\n' "$5" >"$tree/$4/File.swift"
    run_capturing scripts/check-imports "$tree"
    expect "imports: $1" "$2" "$3"
}

refuses() { check "refuses $1" 1 "$2" "$3" "$4"; }
allows() { check "allows $1" 0 "" "$2" "$3"; }

refuses "Foundation in a pure target" "Geometry may not import Foundation" Sources/Geometry 'import Foundation'
refuses "Glibc in a pure target" "WallPolicy may not import Glibc" Sources/WallPolicy 'public import Glibc'
refuses "Dispatch in a pure target" "Tunables may not import Dispatch" Sources/Tunables 'import Dispatch'
refuses "Synchronization in a pure target" "WallPolicy may not import Synchronization" Sources/WallPolicy 'import Synchronization'
refuses "a pure target above another" "Geometry may not import WallPolicy (pure)" Sources/Geometry 'import WallPolicy'
refuses "canImport as a way around" "WallPolicy may not canImport Glibc" Sources/WallPolicy '#if canImport(Glibc)\n#endif'
refuses "a clock in a pure target" "may not use ContinuousClock.now" Sources/WallPolicy 'let now = ContinuousClock.now'
refuses "chance in a pure target" "may not use .shuffled()" Sources/WallPolicy 'let order = items.shuffled()'
refuses "a wrapper in a pure target" "WallPolicy may not import Display (a wrapper)" Sources/WallPolicy 'import Display'
refuses "policy in a wrapper" "MPVPlayer may not import WallPolicy (pure)" Sources/MPVPlayer 'import struct WallPolicy.WallSnapshot'
refuses "a wrapper in a wrapper" "Display may not import MPVPlayer (a wrapper)" Sources/Display 'package import MPVPlayer'
refuses "another wrapper's C module" "Display may not import CMPV (a C module" Sources/Display 'import CMPV'
refuses "a C module in an effects target" "WallRuntime may not import CSDL2 (a C module" Sources/WallRuntime 'internal import CSDL2'
refuses "the websocket's C module elsewhere" "ControlServer may not import CWebSockets" Sources/ControlServer 'import CWebSockets'
refuses "a C module in the executable" "hyperwall may not import CMPV" Sources/hyperwall '@preconcurrency import CMPV'
refuses "a C module in tests" "WallRuntimeTests may not import CMPV" Tests/WallRuntimeTests 'import CMPV'
refuses "an effects target in a wrapper" "HTTPTransport may not import WallRuntime (an effects target)" Sources/HTTPTransport 'import WallRuntime'
refuses "an effects target in another" "ControlServer may not import WallRuntime (an effects target)" Sources/ControlServer 'import WallRuntime'
refuses "the executable below" "WallRuntime may not import hyperwall (an executable)" Sources/WallRuntime '@testable import hyperwall'
refuses "a package that is another's" "WallRuntime may not import FlyingFox" Sources/WallRuntime 'import FlyingFox'
refuses "another target in tests" "GeometryTests may not import Display" Tests/GeometryTests '@testable import Display'
refuses "XCTest" "GeometryTests may not import XCTest" Tests/GeometryTests 'import XCTest'
refuses "the second import of a line" "may not import Foundation" Sources/Geometry 'import Swift; import Foundation'
refuses "an import split over lines" "may not import (name on another line)" Sources/Geometry 'import\n    Foundation'
refuses "an import behind a comment" "may not import Foundation" Sources/Geometry '/* why */ import Foundation'
refuses "a target that nobody listed" "target Extra is not in the table" Sources/Extra 'import Swift'
refuses "Swift in a C module" "a C module holds no Swift" Sources/CMPV 'import Swift'

allows "pure over pure" Sources/WallPolicy 'public import Geometry\nimport Tunables'
allows "a wrapper's own C modules" Sources/Display 'import CSDL2\nimport CGL\nimport Foundation\npublic import Geometry'
allows "policy and wrappers in effects" Sources/WallRuntime 'import WallPolicy\nimport MPVPlayer\nimport CWebSockets\nimport Logging'
allows "the executable all Swift below" Sources/hyperwall 'import ArgumentParser\nimport WallRuntime\nimport ControlServer'
allows "tests their own target" Tests/DisplayTests '@testable import Display\nimport Testing\nimport TestSupport\nimport Foundation'
allows "words in comments and texts" Sources/Geometry '// import Foundation\n/* a /* b */\nimport Glibc */\nlet text = """\n    import Foundation\n    """\nlet other = "; import Foundation"'
allows "a passed generator" Sources/WallPolicy 'let order = items.shuffled(using: &generator)'

mkdir -p "$scratch/empty"
run_capturing scripts/check-imports "$scratch/empty"
expect "imports: refuses a tree without targets" 1 "no targets"
