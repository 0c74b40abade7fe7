import Foundation
import Geometry
import Synchronization
import TestSupport
import WallPolicy

/// A folder with home, state, socket and clips of its own for one wall.
final class DisplayStage: Sendable {
    /// Everything lies beneath it.
    let folder: String
    /// The program, behind what it is to be run by.
    let launch: [String]

    /// The program that was built beside the test runner.
    static let program: String = {
        let runner = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return [runner ?? "", CommandLine.arguments[0]]
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/hyperwall" }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? ".build/debug/hyperwall"
    }()

    /// - Parameters:
    ///   - clips: how many, named by number and colour, as `03 blue`.
    ///   - launch: the program, behind what it is to be run by.
    init(clips: Int = 24, launch: [String] = [DisplayStage.program]) async throws {
        self.launch = launch
        var template = Array("/tmp/hw-disp-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SideProgram.Failure(description: "no folder in /tmp")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for name in ["home", "run", "clips"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        for (index, paint) in Paint.fills.enumerated() { try await makeClip(index, paint) }
        for index in 4..<max(4, clips) {
            try FileManager.default.linkItem(
                atPath: clip(index % 4, Paint.fills[index % 4]),
                toPath: clip(index, Paint.fills[index % 4]))
        }
    }

    private func clip(_ index: Int, _ paint: Paint) -> String {
        let number = index + 1 < 10 ? "0\(index + 1)" : "\(index + 1)"
        return "\(folder)/clips/\(number) \(paint.rawValue).mp4"
    }

    /// Two minutes of one colour with a white upper left quarter.
    private func makeClip(_ index: Int, _ paint: Paint) async throws {
        let made = try await SideProgram.run(
            [
                "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                "color=\(paint.rawValue):s=128x72:r=30,drawbox=w=64:h=36:color=white:t=fill",
                "-t", "120", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
                clip(index, paint),
            ], environment: ProcessInfo.processInfo.environment)
        guard made.status == 0 else { throw SideProgram.Failure(description: made.errors) }
    }

    /// Takes everything away.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Nothing of whoever runs the tests; each cell filled whatever its shape.
    func environment(_ own: [String: String]) -> [String: String] {
        var all = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("HYPERWALL_") && !name.hasPrefix("SDL_") && !name.hasPrefix("XDG_")
                && !["DISPLAY", "WAYLAND_DISPLAY", "STATE_DIRECTORY", "NOTIFY_SOCKET"]
                    .contains(name)
        }
        all["HOME"] = "\(folder)/home"
        all["HYPERWALL_SOCKET"] = "\(folder)/run/wall.sock"
        all["HYPERWALL_SOURCES"] = "\(folder)/clips"
        all["HYPERWALL_SHUFFLE"] = "0"
        all["HYPERWALL_FIT"] = "stretch"
        all["HYPERWALL_START_STAGGER_MS"] = "0"
        all["HYPERWALL_HTTP"] = "off"
        all["HYPERWALL_RENDERER"] = "software"
        all["HYPERWALL_GRID"] = "2x1"
        return all.merging(own) { $1 }
    }

    /// Starts a wall, lets `play` have it, and ends it.
    /// - Returns: its exit status and what it wrote to standard error.
    @discardableResult
    func wall(
        _ arguments: [String] = [], _ own: [String: String],
        play: (DisplayWall) async throws -> Void
    ) async throws -> (status: Int32?, log: String) {
        let log = "\(folder)/wall.log"
        let program = try SideProgram(
            launch + arguments, environment: environment(own), files: [1: log, 2: log])
        let wall = DisplayWall(stage: self, program: program, log: log)
        do {
            try await play(wall)
        } catch {
            await program.stop()
            throw error
        }
        let status = await program.stop()
        return (status, wall.said)
    }
}

/// A wall that runs on a stage.
struct DisplayWall {
    let stage: DisplayStage
    /// Nil when something else holds the process.
    let program: SideProgram?
    let log: String

    /// What it wrote to standard error.
    var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// What `hyperwall status --json` says now; nil when no wall answers.
    func status() async throws -> WallSnapshot? {
        let outcome = try await SideProgram.run(
            stage.launch + ["status", "--json"], environment: stage.environment([:]))
        guard outcome.status == 0 else { return nil }
        return try JSONDecoder().decode(WallSnapshot.self, from: outcome.output)
    }

    /// Waits until the wall is as wanted.
    @discardableResult
    func wait(
        _ what: String, within limit: Duration = .patience,
        until isIt: (WallSnapshot) -> Bool
    ) async throws -> WallSnapshot {
        let deadline = ContinuousClock.now + limit
        var last: WallSnapshot?
        while ContinuousClock.now < deadline, program?.exitStatus == nil {
            last = try await status()
            if let last, isIt(last) { return last }
            try await Task.sleep(for: .milliseconds(50))
        }
        let ended = program?.exitStatus.map { "it ended with \($0)" } ?? "it still runs"
        throw SideProgram.Failure(
            description: "\(what): in vain, \(ended)\n\(last.map(Self.words) ?? "no status")\n"
                + said.prefix(3000))
    }

    /// How much later than it happened a test may see something, seconds: ten looks, where those
    /// take long because the machine is slow or has other things to do.
    func slack() async throws -> Double {
        let began = ContinuousClock.now
        _ = try await status()
        return max(0.5, (ContinuousClock.now - began).inSeconds * 10)
    }

    /// Waits until these displays play, each its grid.
    @discardableResult
    func plays(on names: [String], cells: Int = 2) async throws -> WallSnapshot {
        try await wait("\(names) play \(cells) cells each") { wall in
            wall.displays.map(\.name) == names
                && wall.displays.allSatisfy { $0.cells.count == cells }
                && wall.cells.allSatisfy { $0.state == "playing" && $0.statistics.shownFrames > 5 }
        }
    }

    /// A picture by `hyperwall snapshot`.
    func snapshot(width: Int, height: Int) async throws -> ScreenPicture {
        let file = "\(stage.folder)/snapshot.png"
        let outcome = try await SideProgram.run(
            stage.launch + ["snapshot", file], environment: stage.environment([:]))
        guard outcome.status == 0 else { throw SideProgram.Failure(description: outcome.errors) }
        return try await ScreenPicture(
            ["-i", file], width: width, height: height, environment: stage.environment([:]))
    }

    static func words(_ wall: WallSnapshot) -> String {
        let displays = wall.displays.map { "\($0.number) \($0.name) \($0.size) \($0.cells)" }
        let cells = wall.cells.map {
            "cell \($0.number) on \($0.display) \($0.state) \($0.title) \($0.loads) loads "
                + "\($0.statistics.shownFrames) frames"
        }
        return (displays + cells).joined(separator: "\n")
    }
}

extension CellSnapshot {
    /// The colour of the clip that plays here, by its name.
    var paint: Paint { Paint.fills.first { title.hasSuffix($0.rawValue) } ?? .other }

    /// Points in this cell, logical pixels of its display, and what must be there.
    var probes: [Probe] {
        [(0.25, 0.25, Paint.white), (0.75, 0.25, paint), (0.25, 0.75, paint), (0.75, 0.75, paint)]
            .map { across, down, wanted in
                Probe(
                    x: rect.x + Int(Double(rect.width) * across),
                    y: rect.y + Int(Double(rect.height) * down), wanted: wanted)
            }
    }
}

/// A point and the colour that must be there.
struct Probe {
    let x: Int
    let y: Int
    let wanted: Paint
}
