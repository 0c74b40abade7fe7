import FaultyServer
import Foundation
import TestSupport
import WallPolicy

/// A wall on servers that fail when they are told to, with short timeouts.
struct HealingStage {
    /// How long a wall may take from the end of a wait to the picture, seconds.
    static let restart = 2.0
    /// Between two looks at the watchdog's verdicts, and a pass of the loop, seconds.
    static let interval = 0.25
    static let stallTimeout = 3.0
    static let startTimeout = 5.0
    /// How much later than it happened a test may see something on a machine that has time,
    /// seconds.
    static let slack = 0.5

    let stage: WallStage
    let server: FaultyServer
    /// The same files on another port: another source.
    let other: FaultyServer
    /// The policy's times, as short as they may be, and no chance in the order.
    static let rules = [
        "HYPERWALL_STALL_TIMEOUT_S": "3", "HYPERWALL_FREEZE_TIMEOUT_S": "3",
        "HYPERWALL_START_TIMEOUT_S": "5", "HYPERWALL_WATCHDOG_MS": "250",
        "HYPERWALL_RETRY_BASE_S": "0.5", "HYPERWALL_READAHEAD_S": "1",
        "HYPERWALL_CRASHLOOP_COOLDOWN_S": "10", "HYPERWALL_SHUFFLE": "0",
    ]

    /// - Parameter names: of the films that both servers have, without their ending.
    static func with(
        _ names: [String], _ body: (HealingStage) async throws -> Void
    ) async throws {
        let film = try ClipStore.path(.heavy(seconds: 120))
        let short = try ClipStore.path(.heavy(seconds: 0.2))
        try await WallStage.with(screen: (480, 270)) { stage in
            let folder = stage.folder.at("served")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (name, file) in names.map({ ($0, film) }) + [("short", short)] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(name).mov", withDestinationPath: file)
            }
            let server = try FaultyServer(folder: folder)
            defer { server.stop() }
            let other = try FaultyServer(folder: folder)
            defer { other.stop() }
            try await body(HealingStage(stage: stage, server: server, other: other))
        }
    }

    func wall<Result>(
        _ grid: String, _ urls: [String], _ own: [String: String] = [:],
        _ play: (WallProcess) async throws -> Result
    ) async throws -> Result {
        try await stage.wall(
            ["--grid", grid] + urls, environment: Self.rules.merging(own) { $1 }, play)
    }

    func url(_ name: String) -> String { server.url("/\(name).mov") }
}

extension WallSnapshot {
    /// A cell by its number, from 1.
    func cell(_ number: Int) throws -> CellSnapshot {
        try cells.first { $0.number == number }.orFail("there is no cell \(number)")
    }
}

extension CellSnapshot {
    /// Whether a card covers it: it failed, and has not begun to play again.
    var isInTrouble: Bool { ["backingOff", "parked", "holding", "idle"].contains(state) }

    /// Seconds between its last frame and the moment at which the wall took it for failed.
    var noticedAfter: Double? {
        guard isInTrouble, let ago = statistics.lastFrameAgoSeconds else { return nil }
        return ago - stateSeconds
    }
}

/// A cell that failed, and what was known of it before. All moments are the wall's own.
struct Trouble {
    /// The first look at it.
    let cell: CellSnapshot
    /// Where it was last seen to play, seconds.
    let position: Double
    /// When the wall took it for failed, seconds since its start.
    let failedAt: Double
    /// From its last frame until then, seconds.
    let noticed: Double
}

extension WallSnapshot {
    /// The number of the cell that has an item of this title.
    func number(of title: String) throws -> Int {
        try cells.first { $0.title == title }.orFail("no cell has \(title)").number
    }
}

extension WallProcess {
    /// How much later than it happened a test may see something, seconds: ten looks, where those
    /// take long because the machine is slow or has other things to do.
    func slack() async throws -> Double {
        var longest = Duration.zero
        for _ in 0..<3 {
            let began = ContinuousClock.now
            _ = try await status()
            longest = max(longest, .now - began)
        }
        return max(HealingStage.slack, longest.inSeconds * 10)
    }

    /// Waits until a cell fails.
    func trouble(_ number: Int) async throws -> Trouble {
        var last: (position: Double, frameAt: Double)?
        let wall = try await wait("cell \(number) fails") { now in
            guard let cell = now.cells.first(where: { $0.number == number }) else { return false }
            if cell.isPlaying, let position = cell.position,
                let ago = cell.statistics.lastFrameAgoSeconds
            {
                last = (position, now.uptimeSeconds - ago)
            }
            return cell.isInTrouble
        }
        let cell = try wall.cell(number)
        let failedAt = wall.uptimeSeconds - cell.stateSeconds
        let seen = try last.orFail("cell \(number) did not play before")
        return Trouble(
            cell: cell, position: seen.position, failedAt: failedAt,
            // A player that has begun the next item already knows no last frame any more.
            noticed: cell.noticedAfter ?? failedAt - seen.frameAt)
    }

    /// Waits until a cell that failed plays, and says how long after its failure that was, seconds.
    func recovery(_ failed: Trouble) async throws -> (seconds: Double, cell: CellSnapshot) {
        let number = failed.cell.number
        let wall = try await wait("cell \(number) plays") { now in
            now.cells.contains {
                $0.number == number && $0.isPlaying && $0.position != nil
                    && ($0.statistics.lastFrameAgoSeconds ?? 9) < 1
            }
        }
        let cell = try wall.cell(number)
        return (wall.uptimeSeconds - cell.stateSeconds - failed.failedAt, cell)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
