import Foundation
import Testing
import WallPolicy

/// What `scripts/install --prefix /usr --root DIR` has put below DIR, which
/// `scripts/test` does and names in `WALL_TEST_INSTALLED`. (Not done here: a
/// build inside of `swift test` waits for ever for that one's lock.)
enum InstalledCopy {
    private static let root = ProcessInfo.processInfo.environment["WALL_TEST_INSTALLED"] ?? ""

    static var program: String { "\(root)/usr/bin/hyperwall" }
    static var share: String { "\(root)/usr/share/hyperwall" }

    /// This checkout.
    private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The toolchain's folder, if it has one of its own.
    private static var toolchain: String? {
        let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
        let swift = folders.map { "\($0)/swift" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        let home = swift.map {
            URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
                .deletingLastPathComponent().path
        }
        // The system's own folder cannot be taken away.
        return home == "/usr" || home == "/usr/local" ? nil : home
    }

    /// Why the copy cannot be tried; nil when it can.
    static var obstacle: String? {
        guard !root.isEmpty else { return "WALL_TEST_INSTALLED names no installed copy" }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return "\(program) is not there"
        }
        return getuid() == 0 ? nil : "only root can hide the checkout"
    }

    /// The copy, run where empty folders lie over checkout and toolchain.
    static var launch: [String] {
        let hide = """
            mount --make-rprivate / || exit 97
            while [ "$1" != -- ]; do
                mount -t tmpfs none "$1" && [ -z "$(ls -A "$1")" ] || exit 97
                shift
            done
            shift
            cd / && exec "$@"
            """
        return ["unshare", "--mount", "sh", "-c", hide, "sh", checkout]
            + [toolchain].compactMap { $0 } + ["--", program]
    }

    /// The watchdog, in the same way.
    static var watchdog: [String] { launch.dropLast() + ["\(root)/usr/bin/service-watchdog"] }
}

extension DisplaysTests {
    /// The installed copy, with the checkout and the toolchain gone.
    @Suite(
        .enabled(
            if: InstalledCopy.obstacle == nil,
            Comment(
                rawValue: "The installed copy is not tested: \(InstalledCopy.obstacle ?? "")")))
    struct Installed {
        @Test("It plays, answers and shows itself", arguments: ["software", "gl"])
        func plays(renderer: String) async throws {
            let stage = try await DisplayStage(clips: 8, launch: InstalledCopy.launch)
            defer { stage.remove() }
            let end = try await stage.wall(["--headless"], ["HYPERWALL_RENDERER": renderer]) {
                wall in
                let status = try await wall.wait("two cells play") {
                    $0.cells.count == 2 && $0.cells.allSatisfy { $0.statistics.shownFrames > 5 }
                }
                #expect(status.renderer.kind == renderer)
                let size = try #require(status.displays.first?.size)
                let wrong = try await ScreenPicture.wrong(status.cells.flatMap(\.probes)) {
                    try await wall.snapshot(width: size.width, height: size.height)
                }
                #expect(wrong == [])
            }
            #expect(end.status == 0, "\(end.log)")
        }

        @Test("doctor says where its resources are, and nothing is missing")
        func doctor() async throws {
            let stage = try await DisplayStage(clips: 4, launch: InstalledCopy.launch)
            defer { stage.remove() }
            let outcome = try await SideProgram.run(
                stage.launch + ["doctor", "--headless"],
                environment: stage.environment(["HYPERWALL_RENDERER": "gl"]))
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
            let line = outcome.text.split(separator: "\n").first { $0.contains("resources") }
            #expect(line?.hasPrefix("ok") == true)
            #expect(line?.hasSuffix(InstalledCopy.share) == true)
        }

        @Test("The watchdog is there and needs nothing else")
        func watchdog() async throws {
            let stage = try await DisplayStage(clips: 1, launch: InstalledCopy.launch)
            defer { stage.remove() }
            let place = "\(stage.folder)/image"
            let words = ["install", "emby", "--no-questions", "--root", place]
            let outcome = try await SideProgram.run(
                InstalledCopy.watchdog + words, environment: stage.environment([:]))
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
            #expect(outcome.text.contains("etc/cron.d/emby-watchdog"))
        }

        @Test("Without its shaders it says what is missing, and the way out")
        func withoutShaders() async throws {
            let stage = try await DisplayStage(clips: 4, launch: InstalledCopy.launch)
            defer { stage.remove() }
            let outcome = try await SideProgram.run(
                stage.launch + ["--headless"],
                environment: stage.environment([
                    "HYPERWALL_RENDERER": "gl", "HYPERWALL_SHARE": stage.folder,
                ]))
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("\(stage.folder)/Shaders/cell.vert"))
            #expect(outcome.errors.contains("HYPERWALL_SHARE"))
        }
    }
}
