import ArgumentParser
import Foundation
import Tunables
import WallPolicy
import WallRuntime

/// Whose service it is, and where it is written.
struct ServiceOptions: ParsableArguments {
    @Flag(help: "With your own desktop (the default).")
    var user = false

    @Flag(help: "A machine that is nothing but a wall; as root.")
    var kiosk = false

    @Flag(name: .customLong("dry-run"), help: "Only says what would be done.")
    var isRehearsal = false

    @Flag(help: "A unit that was changed by hand is kept as .old instead of stopping here.")
    var force = false

    @Option(help: "A folder that stands for /, for packages and tests.")
    var root: String?

    func validate() throws {
        guard !(user && kiosk) else { throw ValidationError("--user or --kiosk, not both.") }
        guard root?.hasPrefix("/") ?? true else {
            throw ValidationError("--root takes a whole path from / on.")
        }
    }

    func files() throws(WallFailure) -> ServiceFiles {
        let root = root.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
        if kiosk, root.isEmpty, !isRehearsal, getuid() != 0 {
            throw WallFailure(
                "A kiosk belongs to the whole machine: run this as root, with sudo. "
                    + "--dry-run shows what it would do.", exitStatus: 77)
        }
        return ServiceFiles(
            kiosk ? .kiosk : .user, root: root, environment: ProcessInfo.processInfo.environment)
    }

    func installer() throws(WallFailure) -> ServiceInstaller {
        ServiceInstaller(try files(), isRehearsal: isRehearsal, overwrites: force) {
            Terminal.line($0)
        }
    }
}

/// Makes the wall a service.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Makes systemd start the wall, watch it, and start it again.",
        discussion: """
            Writes units for this machine and enables them; repeat it whenever the program \
            moves or the env file is another one. Changes of your own belong into \
            “systemctl edit”; they are never touched.
            """)

    @OptionGroup var options: ServiceOptions

    @Option(
        name: .customLong("env"),
        help: """
            The file of KEY=value lines that it reads (without it ~/.config/hyperwall/wall.env or \
            /etc/hyperwall/wall.env, where that is there).
            """)
    var environmentFile: String?

    @Option(help: "What a kiosk is shown on: x, cage (Wayland, with Xwayland) or kms (no server).")
    var screen: ScreenOption = .x

    func run() throws {
        let installer = try options.installer()
        let places = Places(
            environment: ProcessInfo.processInfo.environment, program: Places.program)
        let file = try environmentPath()
        let settings = try Self.check(file)
        for path in [Places.program, file].compactMap({ $0 }) where !UnitText.canHold(path: path) {
            throw WallFailure(
                "A unit cannot name \(path): move it to a path without $ and line ends.",
                exitStatus: 1)
        }
        sayWhatIsMissing(file)
        try installer.install(
            examples: "\(places.share)/config",
            UnitText.Facts(
                program: Places.program, environmentFile: file,
                documentation: Self.readme(places.share),
                memoryHighMiB: MemoryMark.high(settings),
                systemdVersion: ServiceControl.version(), screen: screen.screen))
        let start =
            options.kiosk
            ? "sudo systemctl start hyperwall-kiosk" : "systemctl --user start hyperwall"
        Terminal.line(
            "Start it now: \(start). It starts by itself from the next \(options.kiosk ? "boot" : "sign-in") on."
        )
    }

    /// The whole path of the file that the unit names; nil for none.
    private func environmentPath() throws -> String? {
        if let environmentFile {
            return URL(fileURLWithPath: environmentFile).standardizedFileURL.path
        }
        let environment = ProcessInfo.processInfo.environment
        let home = environment["XDG_CONFIG_HOME"] ?? "\(environment["HOME"] ?? "")/.config"
        let usual = options.kiosk ? "/etc/hyperwall/wall.env" : "\(home)/hyperwall/wall.env"
        if FileManager.default.fileExists(atPath: usual) { return usual }
        Terminal.line(
            "There is no \(usual), so the wall runs on defaults; write one and run this again.")
        return nil
    }

    /// What the file says, as `config --check` looks at it.
    private static func check(_ path: String?) throws -> Settings {
        guard let path else { return Settings() }
        let result = ConfigurationCheck(file: ConfigurationLoader.read(path))
        for line in result.report { Terminal.error(line) }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
        return result.resolution.settings
    }

    /// `share/hyperwall` has its README in `share/doc/hyperwall`, a checkout beside it.
    private static func readme(_ share: String) -> String {
        let beside = URL(fileURLWithPath: share).deletingLastPathComponent()
            .appendingPathComponent("doc/hyperwall/README.md").path
        return FileManager.default.fileExists(atPath: beside) ? beside : "\(share)/README.md"
    }

    /// What keeps a kiosk from starting is said now, not at its first boot.
    private func sayWhatIsMissing(_ file: String?) {
        guard options.kiosk else { return }
        let needed: [(path: String, package: String)] =
            switch screen {
            case .x:
                [
                    ("/usr/bin/xinit", "xinit"), ("/usr/lib/xorg/Xorg", "xserver-xorg-core"),
                    (
                        "/usr/lib/xorg/modules/input/libinput_drv.so",
                        "xserver-xorg-input-libinput"
                    ),
                ]
            case .cage: [("/usr/bin/cage", "cage"), ("/usr/bin/Xwayland", "xwayland")]
            case .kms: []
            }
        let missing = needed.filter { !FileManager.default.fileExists(atPath: $0.path) }
        if !missing.isEmpty {
            let names = missing.map(\.package).joined(separator: " ")
            Terminal.error("It needs packages that are not here: sudo apt-get install \(names)")
        }
        if FileManager.default.fileExists(atPath: "/etc/systemd/system/display-manager.service") {
            Terminal.error(
                "A sign-in screen is enabled and wants the same display: "
                    + "sudo systemctl disable display-manager")
        }
        guard let file, let facts = try? FileManager.default.attributesOfItem(atPath: file),
            let mode = facts[.posixPermissions] as? Int, mode & 0o004 == 0
        else { return }
        Terminal.error(
            "The user kiosk may not be able to read \(file): chmod o+r \(file). "
                + "Secrets belong into /etc/credstore/hyperwall-token.")
    }
}

/// What a kiosk is shown on, as an option.
enum ScreenOption: String, ExpressibleByArgument, CaseIterable {
    case x, cage, kms

    var screen: UnitText.Screen {
        switch self {
        case .x: .x
        case .cage: .cage
        case .kms: .kms
        }
    }
}

/// Takes that back.
struct UninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Ends the service and takes back what install wrote.",
        discussion: """
            Configuration, credentials, journal, the kiosk's user and its folder stay.
            """)

    @OptionGroup var options: ServiceOptions

    func run() throws { try options.installer().uninstall() }
}
