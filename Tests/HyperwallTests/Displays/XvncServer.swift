import Foundation
import TestSupport

/// An X server whose displays can be plugged and unplugged: Xvnc, which gets
/// its second display from a client that asks for two screens.
final class XvncServer: Sendable {
    /// The value of `DISPLAY`.
    let display: String
    private let program: SideProgram
    private let socket: String

    /// Starts one with one display, `VNC-0`, of 640×480.
    init(folder: String) async throws {
        let number = "\(folder)/xvnc-display"
        let log = "\(folder)/xvnc.log"
        socket = "\(folder)/rfb"
        program = try SideProgram(
            [
                "Xvnc", "-displayfd", "3", "-geometry", "640x480", "-depth", "24",
                "-SecurityTypes", "None", "-rfbport", "-1", "-rfbunixpath", socket,
                "-AcceptSetDesktopSize=1", "-nolisten", "tcp", "-noreset",
            ], environment: ProcessInfo.processInfo.environment,
            files: [1: log, 2: log, 3: number])
        let deadline = ContinuousClock.now + .patience
        var found: String?
        while found == nil, ContinuousClock.now < deadline, program.exitStatus == nil {
            try await Task.sleep(for: .milliseconds(20))
            let text = try? String(contentsOfFile: number, encoding: .utf8)
            if let text, text.hasSuffix("\n") { found = text.trimmingCharacters(in: .newlines) }
        }
        guard let found else {
            await program.stop()
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw SideProgram.Failure(description: "Xvnc does not start: \(words)")
        }
        display = ":\(found)"
    }

    /// Ends it, and what a killed one leaves behind.
    func stop() async {
        await program.stop()
        XServer.removeLeftovers(of: program.pid, display: display)
    }

    /// Plugs `VNC-1`, 320×240, to the right of `VNC-0`.
    func plugSecond() async throws {
        let client = try RemoteFrameBuffer(path: socket)
        defer { client.close() }
        try client.setScreens([(0, 0, 640, 480), (640, 0, 320, 240)])
        let deadline = ContinuousClock.now + .patience
        while ContinuousClock.now < deadline {
            if try await xrandr([]).text.contains("VNC-1 connected 320x240+640+0") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw SideProgram.Failure(description: "Xvnc did not make a second display")
    }

    /// Changes displays with `xrandr`.
    @discardableResult
    func xrandr(_ words: [String]) async throws -> SideProgram.Outcome {
        var environment = ProcessInfo.processInfo.environment
        environment["DISPLAY"] = display
        let outcome = try await SideProgram.run(["xrandr"] + words, environment: environment)
        guard outcome.status == 0 else {
            throw SideProgram.Failure(description: "xrandr \(words): \(outcome.errors)")
        }
        return outcome
    }

    func unplug(_ output: String) async throws { try await xrandr(["--output", output, "--off"]) }

    /// Puts both back where they were at first.
    func plugBoth() async throws {
        try await xrandr(["--output", "VNC-0", "--mode", "640x480", "--pos", "0x0"])
        try await plugAgain()
    }

    func plugAgain() async throws {
        try await xrandr(["--output", "VNC-1", "--mode", "320x240", "--right-of", "VNC-0"])
    }
}
