import Foundation

/// A real systemd of the test's own: a user manager with its own home, runtime folder,
/// processes and `/run`, beside whatever runs this machine. It obeys `Type=notify`,
/// `WatchdogSec`, `Restart` and the rest as it does on a desktop.
///
///     @Test(.enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
///     func restarts() async throws {
///         try await ServiceManager.with { manager in
///             try manager.write(unit: "example.service", "[Service]\nExecStart=…")
///             try await manager.systemctl("start", "example.service")
///             try await manager.wait(for: "example.service", "NRestarts", "1")
///             #expect(manager.log(of: "example.service").contains("…"))
///         }
///     }
public final class ServiceManager: Sendable {
    /// Everything that it and its services write lies beneath it; what runs beside sees it
    /// under the same path.
    public let folder: ScratchFolder
    /// What its services inherit, besides what their units say.
    public let environment: [String: String]
    private let process: ChildProcess
    /// The process that holds its namespaces, as seen from here.
    private let holder: pid_t

    /// The manager of the package `systemd`.
    private static let program = "/lib/systemd/systemd"

    /// Why no test can have one here, in a sentence for the reader of a skipped test; nil when
    /// it can.
    public static let missing: String? = {
        guard getuid() == 0 else {
            return "A systemd of the test's own needs root, for namespaces."
        }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return "The package systemd is not installed."
        }
        let trial = try? ProgramRun.of("unshare", namespaces + ["true"])
        guard trial?.status == 0 else {
            return "This machine gives no namespaces: \(trial?.errors ?? "no unshare")"
        }
        return nil
    }()

    private static let namespaces = [
        "--fork", "--pid", "--mount", "--cgroup", "--kill-child",
    ]

    /// A control group of its own, in each hierarchy that may be written to: two managers in one
    /// would take each other's services for their own, and could not end them.
    private static let groups = """
        for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            [ -e "$root/cgroup.procs" ] || continue
            mkdir "$root/$CONTROL_GROUP" && echo $$ >"$root/$CONTROL_GROUP/cgroup.procs"
        done 2>/dev/null
        exec "$@"
        """

    /// The same, taken away.
    private static let noGroups = """
        for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            [ ! -d "$root/$1" ] || find "$root/$1" -depth -type d -exec rmdir {} +
        done
        """

    /// The manager is a child of this shell and not process 1, which would take it for the
    /// system's own. The first line is read from the old /proc, so it is the shell's id outside.
    /// Its own group is put over the root of each hierarchy: there it looks for itself.
    private static let script = """
        read -r holder rest </proc/self/stat || exit 1
        mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /run &&
            mkdir -p /run/systemd/system || exit 1
        for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            [ ! -d "$root/$CONTROL_GROUP" ] || mount --bind "$root/$CONTROL_GROUP" "$root"
        done
        \(program) --user --unit=basic.target &
        echo "$holder" >"$HOLDER_FILE"
        wait
        """

    private init(
        folder: ScratchFolder, environment: [String: String], process: ChildProcess, holder: pid_t
    ) {
        self.folder = folder
        self.environment = environment
        self.process = process
        self.holder = holder
    }

    /// Starts one, plays with it, and ends it with all its services.
    /// - Parameter environment: for its services, besides `HOME`, `PATH` and `XDG_RUNTIME_DIR`.
    public static func with<Result>(
        environment own: [String: String] = [:],
        _ play: (ServiceManager) async throws -> Result
    ) async throws -> Result {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let manager = try await start(in: folder, own)
        do {
            let result = try await play(manager)
            await manager.stop()
            return result
        } catch {
            await manager.stop()
            throw error
        }
    }

    private static func start(
        in folder: ScratchFolder, _ own: [String: String]
    ) async throws -> ServiceManager {
        for name in ["home/.config/systemd/user/service.d", "run", "log"] {
            try FileManager.default.createDirectory(
                atPath: folder.at(name), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        // There is no journal: each service's words go into a file of its own.
        try Data(
            """
            [Service]
            StandardOutput=append:\(folder.at("log"))/%n
            StandardError=append:\(folder.at("log"))/%n

            """.utf8
        ).write(
            to: URL(fileURLWithPath: folder.at("home/.config/systemd/user/service.d/log.conf")))
        let environment = [
            "HOME": folder.at("home"), "XDG_RUNTIME_DIR": folder.at("run"),
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ].merging(own) { $1 }
        let holderFile = folder.at("holder")
        let log = folder.at("manager.log")
        let process = try ChildProcess(
            ["sh", "-c", groups, "sh", "unshare"] + namespaces + ["sh", "-c", script],
            environment: environment.merging(
                ["HOLDER_FILE": holderFile, "CONTROL_GROUP": group(of: folder)]) { $1 },
            files: [1: log, 2: log])
        let holder = await soon { () -> pid_t? in
            let text = (try? String(contentsOfFile: holderFile, encoding: .utf8)) ?? ""
            return text.hasSuffix("\n") ? pid_t(text.dropLast()) : nil
        }
        guard let holder else {
            await process.stop()
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "The test's own systemd does not start: \(words)")
        }
        let manager = ServiceManager(
            folder: folder, environment: environment, process: process, holder: holder)
        let answers = try await soon {
            try await manager.run(["systemctl", "--user", "is-active", "basic.target"]).status == 0
                ? true : nil
        }
        guard answers == true else {
            await manager.stop()
            throw Failure(description: "The test's own systemd does not answer.")
        }
        return manager
    }

    /// What did not work, in words.
    public struct Failure: Error, CustomStringConvertible {
        /// All of it.
        public let description: String
        /// - Parameter description: what was wanted, and what came instead.
        public init(description: String) { self.description = description }
    }

    /// Runs a program among its services, with their environment, to its end.
    /// - Parameter time: after this it is ended and its status is -1.
    public func run(
        _ arguments: [String], within time: Duration = .patience
    ) async throws -> ProgramRun {
        let name = UUID().uuidString
        let output = folder.at("\(name).out")
        let errors = folder.at("\(name).err")
        let child = try ChildProcess(
            ["nsenter", "-t", "\(holder)", "-m", "-p"] + arguments, environment: environment,
            files: [1: output, 2: errors])
        let status = await child.end(within: time)
        await child.stop()
        let run = ProgramRun(
            status: status ?? -1,
            output: [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: output))) ?? Data()),
            errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
        try? FileManager.default.removeItem(atPath: output)
        try? FileManager.default.removeItem(atPath: errors)
        return run
    }

    private func stop() async {
        _ = try? await run(["systemctl", "--user", "exit"], within: .seconds(5))
        // Services end within their own time; then the shell does, and with it all that is left.
        if await process.end(within: .seconds(10)) == nil { process.send(SIGKILL) }
        _ = await process.end(within: .seconds(5))
        _ = try? ProgramRun.of("sh", ["-c", Self.noGroups, "sh", Self.group(of: folder)])
    }

    private static func group(of folder: ScratchFolder) -> String {
        "hyperwall-test-" + URL(fileURLWithPath: folder.path).lastPathComponent
    }
}
