import Foundation
import TestSupport
import WallPolicy

/// A wall whose schedule is in an env file, which a test writes anew.
struct NightStage {
    let stage: WallStage
    var file: String { stage.folder.at("night.env") }

    /// Schedules that hold for the next hour at least, whatever time it is.
    enum When {
        case awake, asleep
    }

    /// A schedule for now: a range of two hours around it, or one of an hour later.
    static func schedule(_ when: When) -> String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func clock(_ hours: Int) -> String {
            String(format: "%02d:%02d", (Int(parts.tm_hour) + hours + 24) % 24, Int(parts.tm_min))
        }
        return when == .awake ? "\(clock(-1))-\(clock(1))" : "\(clock(2))-\(clock(3))"
    }

    func write(_ when: When, _ more: String = "") throws {
        try "HYPERWALL_SCHEDULE=\(Self.schedule(when))\n\(more)"
            .write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Writes another schedule, and the wall reads it.
    func turn(_ wall: WallProcess, _ when: When) throws {
        try write(when)
        wall.process.send(SIGHUP)
    }

    /// The lightest value of any colour on the screen.
    func lightest() async throws -> UInt8 {
        let display = try stage.server.orFail("no X server").display
        let run = try await onThread {
            try ProgramRun.of(
                "ffmpeg",
                [
                    "-nostdin", "-v", "error", "-f", "x11grab", "-draw_mouse", "0", "-i", display,
                    "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-",
                ])
        }
        return try run.output.max().orFail("no picture of the screen: \(run.errors)")
    }

    /// Waits until the whole screen is black, or until something of it is light.
    /// - Returns: the lightest value at last. What `status` tells is drawn a moment later.
    func isSeen(black: Bool) async throws -> UInt8 {
        let seen = try await soon { () -> UInt8? in
            let value = try await lightest()
            return black == (value == 0) && (black || value > 100) ? value : nil
        }
        if let seen { return seen }
        return try await lightest()
    }

    /// Cores that a process uses, over so many seconds.
    static func cores(_ pid: pid_t, over seconds: Int) async throws -> Double {
        func ticks() throws -> Double {
            let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            // Behind the name, which may hold anything: fields 14 and 15 of proc(5).
            let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
            return fields[11...12].compactMap { Double($0) }.reduce(0, +)
        }
        let before = try ticks()
        // What is measured is time itself.
        try await Task.sleep(for: .seconds(seconds))
        return try (ticks() - before) / Double(sysconf(Int32(_SC_CLK_TCK))) / Double(seconds)
    }
}

extension WallStage {
    /// Where the cells are by what the wall wrote down last, seconds into their items.
    var writtenPlaces: [Double] {
        struct Cell: Decodable { let position: Double? }
        struct State: Decodable { let cells: [Cell] }
        let path = folder.at("state/hyperwall/wall.resume.json")
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let state = try? JSONDecoder().decode(State.self, from: data)
        else { return [] }
        return state.cells.map { $0.position ?? -1 }
    }
}

extension WallProcess {
    /// Waits until the wall sleeps, all of it.
    @discardableResult
    func sleeps() async throws -> WallSnapshot {
        try await wait("it sleeps") { now in
            now.isAsleep && now.cells.allSatisfy { $0.state == "asleep" }
        }
    }
}
