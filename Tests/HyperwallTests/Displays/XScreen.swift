import Foundation
import TestSupport

/// An X server with one screen in memory: Xvfb. (It can have several, but SDL
/// puts all windows on the first: their places on the desktop are the same.)
final class XScreen: Sendable {
    /// The value of `DISPLAY`.
    let display: String
    private let program: SideProgram

    /// - Parameter size: of its screen, as `640x360`.
    init(_ size: String, folder: String) async throws {
        let number = "\(folder)/xvfb-display"
        let log = "\(folder)/xvfb.log"
        program = try SideProgram(
            [
                "Xvfb", "-displayfd", "3", "-screen", "0", "\(size)x24", "-nolisten", "tcp",
                "-noreset",
            ],
            environment: ProcessInfo.processInfo.environment, files: [1: log, 2: log, 3: number])
        let deadline = ContinuousClock.now + .patience
        var found: String?
        while found == nil, ContinuousClock.now < deadline, program.exitStatus == nil {
            try await Task.sleep(for: .milliseconds(20))
            let text = try? String(contentsOfFile: number, encoding: .utf8)
            if let text, text.hasSuffix("\n") { found = text.trimmingCharacters(in: .newlines) }
        }
        guard let found else {
            await program.stop()
            throw SideProgram.Failure(description: "Xvfb does not start")
        }
        display = ":\(found)"
    }

    /// Ends it, and what a killed one leaves behind.
    func stop() async {
        await program.stop()
        XServer.removeLeftovers(of: program.pid, display: display)
    }

    /// ffmpeg's words for a picture of an X screen.
    static func grab(_ display: String, width: Int, height: Int) -> [String] {
        ["-f", "x11grab", "-draw_mouse", "0", "-video_size", "\(width)x\(height)", "-i", display]
    }

    /// Clicks with the left button.
    func click(x: Int, y: Int) async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["DISPLAY"] = display
        let outcome = try await SideProgram.run(
            ["xdotool", "mousemove", "\(x)", "\(y)", "click", "1"], environment: environment)
        guard outcome.status == 0 else { throw SideProgram.Failure(description: outcome.errors) }
    }
}
