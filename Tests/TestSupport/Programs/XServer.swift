import Foundation

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
        let number = "\(folder)/display"
        let log = "\(folder)/x.log"
        let process = try ChildProcess(
            [
                "Xvfb", "-displayfd", "3", "-screen", "0", "\(width)x\(height)x24", "-nolisten",
                "tcp", "-noreset",
            ], files: [1: log, 2: log, 3: number])
        let found = await soon(within: .seconds(20)) { () -> String? in
            let text = (try? String(contentsOfFile: number, encoding: .utf8)) ?? ""
            return text.hasSuffix("\n") ? text.trimmingCharacters(in: .newlines) : nil
        }
        guard let found else {
            await process.stop()
            let words = try? String(contentsOfFile: log, encoding: .utf8)
            throw Failure(words: words ?? "nothing")
        }
        return XServer(display: ":\(found)", process: process, folder: folder)
    }

    /// Ends it, with what a killed one leaves behind.
    public func stop() async {
        await process.stop()
        let number = display.dropFirst()
        try? FileManager.default.removeItem(atPath: "/tmp/.X\(number)-lock")
        try? FileManager.default.removeItem(atPath: "/tmp/.X11-unix/X\(number)")
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
        let status = await client.end(within: .seconds(10))
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
