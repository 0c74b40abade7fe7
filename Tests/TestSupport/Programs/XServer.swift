public import Foundation

/// An X server of the test's own, on a number that nobody else has. It draws
/// into memory. Ended by `stop()`.
public final class XServer: Sendable {
    /// The value of `DISPLAY`.
    public let display: String
    /// The server itself.
    public let process: ChildProcess

    /// A server that does not come up.
    public struct Failure: Error {
        /// What it said.
        public let words: String
    }

    private let folder: String

    private init(display: String, process: ChildProcess, folder: String) {
        self.folder = folder
        self.display = display
        self.process = process
    }

    /// Starts one.
    /// - Parameters:
    ///   - width: of its one screen, pixels.
    ///   - height: of its one screen, pixels.
    ///   - folder: where its log goes.
    public static func start(width: Int, height: Int, folder: String) async throws -> XServer {
        let log = "\(folder)/x.log"
        // Servers that start at the same moment want the same number, and not every one that
        // loses looks for another.
        for attempt in 1...3 {
            let number = "\(folder)/display-\(attempt)"
            let process = try ChildProcess(
                [
                    "Xvfb", "-displayfd", "3", "-screen", "0", "\(width)x\(height)x24", "-nolisten",
                    "tcp", "-noreset",
                ], files: [1: log, 2: log, 3: number])
            let found = await soon { () -> String? in
                let text = (try? String(contentsOfFile: number, encoding: .utf8)) ?? ""
                if text.hasSuffix("\n") { return text.trimmingCharacters(in: .newlines) }
                return process.exitStatus == nil ? nil : ""
            }
            if let found, !found.isEmpty {
                return XServer(display: ":\(found)", process: process, folder: folder)
            }
            await process.stop()
        }
        throw Failure(words: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "nothing")
    }

    /// Ends it, with what a killed one leaves behind.
    public func stop() async {
        await process.stop()
        Self.removeLeftovers(of: process.pid, display: display)
    }

    /// Removes the lock and the socket of an X server that was killed. One that ended by itself
    /// has taken them away, and the number may be another server's by now.
    /// - Parameters:
    ///   - pid: of the server that has ended.
    ///   - display: its `:NUMBER`.
    public static func removeLeftovers(of pid: pid_t, display: String) {
        let number = display.dropFirst()
        let lock = "/tmp/.X\(number)-lock"
        let owner = try? String(contentsOfFile: lock, encoding: .utf8)
        guard owner?.trimmingCharacters(in: .whitespacesAndNewlines) == "\(pid)" else { return }
        // The lock last: while it is there, nobody else takes the number.
        unlink("/tmp/.X11-unix/X\(number)")
        unlink(lock)
    }

    /// Presses keys and moves the mouse: what a person's hands would do.
    /// - Parameter words: commands of xdotool, such as `key`, `Return`.
    public func hands(_ words: String...) async throws { try await hands(words) }

    /// The same from a list.
    public func hands(_ words: [String]) async throws { try await run(["xdotool"] + words) }

    /// Runs a client of this server to its end.
    /// - Returns: its standard output.
    @discardableResult
    public func run(_ arguments: [String]) async throws -> String {
        let environment = ProcessInfo.processInfo.environment
            .merging(["DISPLAY": display]) { $1 }
        let output = "\(folder)/\(UUID().uuidString).out"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let client = try ChildProcess(
            arguments, environment: environment, files: [1: output, 2: output])
        let status = await client.end()
        guard status == 0 else {
            await client.stop()
            throw Failure(
                words:
                    "\(arguments): exit status \(status.map(String.init) ?? "none"): \((try? String(contentsOfFile: output, encoding: .utf8)) ?? "")"
            )
        }
        return (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    }

    /// The windows of a program.
    public func windows(of program: String) async throws -> [UInt32] {
        try await run(["xdotool", "search", "--class", program])
            .split(separator: "\n").compactMap { UInt32($0) }
    }

    /// Asks a window to close, as the cross in its frame does; there is no
    /// window manager here that would do it.
    public func askToClose(window: UInt32) throws {
        let socket = try TestSocket.connected(unix: "/tmp/.X11-unix/X\(display.dropFirst())")
        defer { socket.close() }
        try XConversation(socket).askToClose(window)
    }
}
