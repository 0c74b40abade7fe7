import Foundation

/// A Wayland compositor without a screen: cage, which fills its one output
/// of 1280×720 with the program it is given, and has Xwayland for it.
///
/// cage refuses to run as root, so root runs it as `nobody`, in a folder that
/// is nobody's.
final class CageSession: Sendable {
    /// The output's size.
    static let width = 1280
    static let height = 720

    private let program: SideProgram
    private let stage: DisplayStage

    /// Why cage cannot run here; nil when it can.
    static var obstacle: String? {
        let folders = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"]
            .split(separator: ":")
        func has(_ name: String) -> Bool {
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
        for name in ["cage", "Xwayland", "grim"] + (getuid() == 0 ? ["runuser"] : [])
        where !has(name) {
            return "\(name) is not installed"
        }
        guard getuid() == 0 else { return nil }
        // What nobody may not read, a wall of nobody's cannot play or run.
        var folder = URL(fileURLWithPath: DisplayStage.program).deletingLastPathComponent()
        while folder.path != "/" {
            var about = stat()
            guard stat(folder.path, &about) == 0, about.st_mode & S_IXOTH != 0 else {
                return "cage must not run as root, and nobody may not enter \(folder.path)"
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Starts the compositor with a wall in it.
    init(stage: DisplayStage, arguments: [String], own: [String: String]) throws {
        self.stage = stage
        let log = "\(stage.folder)/wall.log"
        // cage keeps its client's output; a file is easier to read.
        let client = "exec \"$@\" >\(log) 2>&1"
        var words = ["cage", "--", "sh", "-c", client, "sh", DisplayStage.program] + arguments
        if getuid() == 0 {
            guard let user = getpwnam("nobody") else {
                throw SideProgram.Failure(description: "there is no user nobody")
            }
            for path in try Self.everything(in: stage.folder) {
                guard lchown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                    throw SideProgram.Failure(description: "\(path) cannot be given to nobody")
                }
            }
            words = ["runuser", "-u", "nobody", "--"] + words
        }
        let compositor = [
            "XDG_RUNTIME_DIR": "\(stage.folder)/run", "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman",
        ]
        let cageLog = "\(stage.folder)/cage.log"
        program = try SideProgram(
            words, environment: stage.environment(compositor.merging(own) { $1 }),
            files: [1: cageLog, 2: cageLog])
    }

    private static func everything(in folder: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return [folder] + names.map { "\(folder)/\($0)" }
    }

    /// The wall in it.
    var wall: DisplayWall {
        DisplayWall(stage: stage, program: nil, log: "\(stage.folder)/wall.log")
    }

    /// What cage shows. The first picture of an output without a screen is
    /// that of a moment before: ask until it is as it should be.
    func picture() async throws -> ScreenPicture {
        let file = "\(stage.folder)/run/grim.png"
        var words = ["grim", file]
        if getuid() == 0 { words = ["runuser", "-u", "nobody", "--"] + words }
        let environment = stage.environment([
            "XDG_RUNTIME_DIR": "\(stage.folder)/run", "WAYLAND_DISPLAY": "wayland-0",
        ])
        let outcome = try await SideProgram.run(words, environment: environment)
        guard outcome.status == 0 else { throw SideProgram.Failure(description: outcome.errors) }
        return try await ScreenPicture(
            ["-i", file], width: Self.width, height: Self.height, environment: environment)
    }

    /// Ends both, the wall first: then cage has nothing to show and ends.
    func stop() async {
        if let pid = try? await wall.status()?.pid { kill(pid_t(pid), SIGTERM) }
        let deadline = ContinuousClock.now + .seconds(20)
        while program.exitStatus == nil, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
        await program.stop()
    }
}
