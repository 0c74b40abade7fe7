/// The text of a systemd unit, made from the example in `config` for one machine.
public struct UnitText: Sendable, Equatable {
    /// What differs between machines.
    public struct Facts: Sendable, Equatable {
        /// The program's whole path.
        public var program: String
        /// The env file's whole path, where there is one.
        public var environmentFile: String?
        /// Where the README is.
        public var documentation: String
        /// The memory that the wall may use before the kernel makes room, MiB.
        public var memoryHighMiB: Int
        /// systemd's version; nil where it is not known.
        public var systemdVersion: Int?
        /// What the wall is shown on, for a kiosk.
        public var screen: Screen

        /// Facts.
        public init(
            program: String, environmentFile: String?, documentation: String, memoryHighMiB: Int,
            systemdVersion: Int?, screen: Screen = .x
        ) {
            self.program = program
            self.environmentFile = environmentFile
            self.documentation = documentation
            self.memoryHighMiB = memoryHighMiB
            self.systemdVersion = systemdVersion
            self.screen = screen
        }
    }

    /// What a kiosk's wall is shown on.
    public enum Screen: String, Sendable, CaseIterable {
        /// A bare X server.
        case x
        /// The Wayland compositor cage, with Xwayland in it.
        case cage
        /// The kernel's display, without any server; draws with OpenGL only.
        case kms
    }

    /// How the example starts the wall.
    static let exampleCommand = "/usr/local/bin/hyperwall run --restarts wall"
    /// What stands around it for an X server.
    static let exampleServer = (before: "/usr/bin/xinit ", behind: " -- /usr/lib/xorg/Xorg")
    static let exampleDocumentation = "/usr/local/share/doc/hyperwall/README.md"
    /// From this version on systemd makes restarts slower by itself (its NEWS).
    static let growingRestartVersion = 254

    /// The whole text.
    public private(set) var text: String

    /// A unit for a machine.
    /// - Parameters:
    ///   - example: as in `config`.
    ///   - isKiosk: whether it is the system's unit, whose display depends on `Facts.screen`.
    public init(example: String, isKiosk: Bool, _ facts: Facts) {
        let grows = (facts.systemdVersion ?? 0) >= Self.growingRestartVersion
        var wall = [
            Self.quoted(facts.program), "run", "--restarts", grows ? "manager" : "wall",
        ]
        if let file = facts.environmentFile { wall += ["--env", Self.quoted(file)] }
        let command = wall.joined(separator: " ")
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            line -> [String] in
            let line = String(line)
            if line.hasPrefix("ExecStart="), line.contains(Self.exampleCommand) {
                let shown = isKiosk ? Self.shown(line, on: facts.screen) : line
                return [shown.replacing(Self.exampleCommand, with: command)]
            }
            if line.hasPrefix("MemoryHigh=") { return ["MemoryHigh=\(facts.memoryHighMiB)M"] }
            if line.hasPrefix("Documentation=") {
                return [
                    line.replacing(
                        Self.exampleDocumentation, with: Self.uri(facts.documentation))
                ]
            }
            if line.hasPrefix("RestartSec="), grows, example.contains("Restart=always") {
                return [line, "RestartSteps=5", "RestartMaxDelaySec=60"]
            }
            return [line]
        }
        text = lines.joined(separator: "\n")
    }

    /// The example's line for another display than an X server.
    private static func shown(_ line: String, on screen: Screen) -> String {
        guard screen != .x, let begin = line.firstRange(of: exampleServer.before),
            let end = line.firstRange(of: exampleServer.behind)
        else { return line }
        let wall = line[begin.upperBound..<end.lowerBound]
        return "ExecStart=" + (screen == .cage ? "/usr/bin/cage -- " : "") + wall
    }

    /// Whether a path can stand in a unit at all.
    public static func canHold(path: String) -> Bool {
        path.hasPrefix("/") && !path.contains("$")
            && path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// A word of a command line as `systemd.service(5)` reads it.
    private static func quoted(_ word: String) -> String {
        let escaped = word.replacing("%", with: "%%")
        let isPlain = escaped.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "/._-+%".utf8.contains(byte) || byte >= 0x80
        }
        guard !isPlain else { return escaped }
        let inside = escaped.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(inside)\""
    }

    /// A path as it stands in a `file://` address; systemd reads `%` as its own.
    private static func uri(_ path: String) -> String {
        path.replacing("%", with: "%%25").replacing(" ", with: "%%20")
    }
}
