import Foundation
public import WallPolicy

/// A wall that runs: what a person sees of it and can do to it.
public final class WallProcess: Sendable {
    /// The program.
    public let process: ChildProcess
    private let stage: WallStage
    private let own: [String: String]
    private let errorsPath: String

    /// What did not come about in time, with what was there instead.
    public struct Timeout: Error, CustomStringConvertible {
        /// All of it.
        public let description: String

        /// - Parameter description: what was waited for, and what was there.
        public init(description: String) { self.description = description }
    }

    private enum Look {
        case asWanted(WallSnapshot)
        case ended
    }

    init(stage: WallStage, arguments: [String], environment: [String: String]) throws {
        self.stage = stage
        own = environment
        errorsPath = stage.folder.at("wall-\(UUID().uuidString).err")
        process = try ChildProcess(
            arguments, environment: stage.environment(environment),
            files: [1: errorsPath, 2: errorsPath])
    }

    /// What it has written to standard error.
    public var errors: String { (try? String(contentsOfFile: errorsPath, encoding: .utf8)) ?? "" }

    /// The wall as `hyperwall status --json` tells it, nil while there is none.
    public func status() async throws -> WallSnapshot? {
        let run = try await stage.command(["status", "--json"], environment: own)
        guard run.status == 0 else { return nil }
        return try? JSONDecoder().decode(WallSnapshot.self, from: Data(run.output))
    }

    /// Waits until the wall is as wanted.
    /// - Throws: `Timeout` when it is not in time, or has ended.
    @discardableResult
    public func wait(
        _ what: String, within time: Duration = .patience,
        until condition: (WallSnapshot) -> Bool
    ) async throws -> WallSnapshot {
        var last: WallSnapshot?
        let found = try await soon(within: time) { () -> Look? in
            if process.exitStatus != nil { return .ended }
            guard let snapshot = try await status() else { return nil }
            last = snapshot
            return condition(snapshot) ? .asWanted(snapshot) : nil
        }
        if case .asWanted(let snapshot) = found { return snapshot }
        let ended = process.exitStatus.map { "It ended with \($0). " } ?? ""
        throw Timeout(
            description:
                "Waited in vain: \(what). \(ended)Last: \(last.map(Self.words) ?? "none")\n"
                + errors.suffix(2000))
    }

    /// Waits until all cells play, `count` of them.
    @discardableResult
    public func plays(_ count: Int) async throws -> WallSnapshot {
        try await wait("\(count) cells play") { wall in
            wall.cells.count == count && wall.cells.allSatisfy(\.isPlaying)
        }
    }

    /// Gives its window the keyboard, which a window manager would do.
    public func takeKeyboard() async throws {
        let server = try stage.server.orFail("there is no X server")
        try await server.hands("search", "--class", "hyperwall", "windowfocus")
    }

    /// Presses keys, each by the name of its symbol, `ctrl+Right` with another.
    public func press(_ keys: String...) async throws {
        let server = try stage.server.orFail("there is no X server")
        try await server.hands(["key", "--delay", "15"] + keys)
    }

    /// Clicks at a place of the screen.
    public func click(x: Int, y: Int, times: Int = 1) async throws {
        let server = try stage.server.orFail("there is no X server")
        try await server.hands(
            "mousemove", "\(x)", "\(y)", "click", "--repeat", "\(times)", "--delay", "60", "1")
    }

    private static func words(_ wall: WallSnapshot) -> String {
        let cells = wall.cells.map { cell in
            "\(cell.number) \(cell.state) “\(cell.title)” \(cell.position ?? -1) "
                + "\(cell.statistics.shownFrames) frames \(cell.reason ?? "")"
        }
        return "grid \(wall.grid.columns)×\(wall.grid.rows) focus \(wall.focus) "
            + "solo \(wall.solo ?? 0) sounding \(wall.sounding ?? 0) volume \(wall.volume) "
            + "paused \(wall.paused) help \(wall.helpShown) warnings \(wall.warnings)\n"
            + cells.joined(separator: "\n")
    }
}

extension CellSnapshot {
    /// Whether a picture is there and moves on.
    public var isPlaying: Bool { state == "playing" && statistics.shownFrames > 0 }
}

extension Optional {
    /// What is there.
    /// - Throws: `WallProcess.Timeout` with these words when it is not.
    public func orFail(_ words: String) throws -> Wrapped {
        guard let self else { throw WallProcess.Timeout(description: words) }
        return self
    }
}
