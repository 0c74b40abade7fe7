import CWebSockets
import Display
import Foundation
import HTTPTransport
import MPVPlayer
public import Tunables
import WallPolicy

/// Looks at the machine before a wall is hung on it.
public struct Doctor {
    /// One finding.
    public struct Finding: Sendable, Equatable {
        /// How bad it is.
        public enum Level: String, Sendable {
            case ok, warning, failure
        }
        /// How bad it is.
        public let level: Level
        /// What was looked at.
        public let subject: String
        /// What was found, and the way out where something is wrong.
        public let text: String

        /// A finding.
        public init(level: Level, subject: String, text: String) {
            self.level = level
            self.subject = subject
            self.text = text
        }
    }

    /// The configuration of the wall that is to be hung.
    let settings: Settings
    private let places: Places
    /// Whether it is to draw without a display.
    let headless: Bool

    /// A doctor for this configuration.
    /// - Parameter headless: whether a missing display is as it should be.
    public init(settings: Settings, places: Places, headless: Bool) {
        self.settings = settings
        self.places = places
        self.headless = headless
    }

    /// Looks at everything. Opens windows that nobody sees; main thread only.
    public func examine() -> [Finding] {
        displayAndRenderer() + night() + [
            player(), libraries(), fonts(), audio(), shaders(), stateFolder(), memory(),
            service(),
        ]
    }

    private func player() -> Finding {
        do throws(MPVError) {
            let player = try Player(options: [(.config, "no"), (.videoOutput, "libmpv")]) {}
            let version = player.waitForVersion() ?? "mpv, which does not say its version"
            let disposal = PlayerDisposal()
            player.close(disposal)
            _ = disposal.waitForAll(atMost: PlayerDisposal.deadline)
            return Finding(
                level: .ok, subject: "mpv",
                text: "\(version), client interface \(Player.apiVersion)")
        } catch {
            return Finding(
                level: .failure, subject: "mpv", text: "\(error). Reinstall the package libmpv2.")
        }
    }

    private func libraries() -> Finding {
        let sockets = lws_get_library_version().map { String(cString: $0) } ?? "unknown"
        return Finding(
            level: .ok, subject: "libraries",
            text: "SDL \(VideoSystem.version), \(CurlLibrary.version), libwebsockets \(sockets)")
    }

    private func audio() -> Finding {
        let hasCard = FileManager.default.fileExists(atPath: "/dev/snd")
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? ""
        let server = ["pulse/native", "pipewire-0"].first {
            !runtime.isEmpty && FileManager.default.fileExists(atPath: "\(runtime)/\($0)")
        }
        if hasCard || server != nil {
            return Finding(
                level: .ok, subject: "audio",
                text: server.map { "sound server at \($0)" } ?? "sound card present")
        }
        return Finding(
            level: .warning, subject: "audio",
            text: "no sound card or server: the wall plays without sound")
    }

    private func shaders() -> Finding {
        let folder = "\(places.share)/Shaders"
        if FileManager.default.fileExists(atPath: "\(folder)/cell.frag") {
            return Finding(level: .ok, subject: "resources", text: places.share)
        }
        return Finding(
            level: settings.renderer == .software ? .warning : .failure, subject: "resources",
            text: "\(folder) is missing: run scripts/install, or set HYPERWALL_SHARE")
    }

    private func stateFolder() -> Finding {
        do {
            try FileManager.default.createDirectory(
                atPath: places.state, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            return unwritable
        }
        guard access(places.state, W_OK | X_OK) == 0 else { return unwritable }
        return Finding(level: .ok, subject: "state", text: places.state)
    }

    private var unwritable: Finding {
        Finding(
            level: .failure, subject: "state",
            text: "\(places.state) cannot be written: make it yours, or set XDG_STATE_HOME")
    }

    private func memory() -> Finding {
        let free = MachineMemory.availableMiB()
        let budget = settings.cacheBudgetMiB
        guard let free else {
            return Finding(level: .warning, subject: "memory", text: "/proc/meminfo cannot be read")
        }
        // Frames, decoders and libraries of a 4×4 wall: about 430 MB.
        let others = 512
        if budget + others > free {
            return Finding(
                level: .warning, subject: "memory",
                text: "\(free) MiB are free, but HYPERWALL_CACHE_BUDGET_MB is \(budget): "
                    + "set it to \(max(128, free - others)) or less")
        }
        return Finding(
            level: .ok, subject: "memory",
            text: "cache budget \(budget) MiB of \(free) MiB free")
    }
}

/// The machine's memory, from /proc/meminfo.
enum MachineMemory {
    /// What can be had without swapping, MiB.
    static func availableMiB() -> Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/meminfo") else { return nil }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
    }
}
