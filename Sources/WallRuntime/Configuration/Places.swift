import Foundation

/// Where the wall's files are.
public struct Places: Sendable {
    /// Shaders and the page.
    public let share: String
    /// Logs and, later, resume state.
    public let state: String
    /// F12's pictures.
    public let pictures: String
    /// The user's home, if there is one.
    public let home: String?
    /// Where the program was started.
    public let workingFolder: String

    /// The journal and the quarantine.
    public var journal: String { "\(state)/journal.sqlite" }

    /// Finds them: resources in `HYPERWALL_SHARE`, then `../share/hyperwall`
    /// beside the program, then the checkout that it was built in.
    public init(environment: [String: String], program: String) {
        home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        workingFolder = FileManager.default.currentDirectoryPath
        let base = home ?? "/tmp/hyperwall-\(getuid())"
        let stateHome = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        // systemd's own folder for it comes first: the unit asks for it.
        let managed = environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        state = managed ?? "\(stateHome ?? base + "/.local/state")/hyperwall"
        let pictureHome = environment["XDG_PICTURES_DIR"] ?? "\(base)/Pictures"
        pictures =
            FileManager.default.fileExists(atPath: pictureHome) ? pictureHome : "\(state)/pictures"
        share = Self.findShare(environment: environment, program: program)
    }

    private static func findShare(environment: [String: String], program: String) -> String {
        if let given = environment["HYPERWALL_SHARE"], !given.isEmpty { return given }
        let folder = URL(fileURLWithPath: program).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent()
            .appendingPathComponent("share/hyperwall").path
        let candidates = [installed] + checkouts(above: folder)
        return candidates.first { candidate in
            FileManager.default.fileExists(atPath: candidate + "/Shaders")
        } ?? installed
    }

    /// A program of a checkout lies in `.build/…/release`, a few folders down.
    private static func checkouts(above folder: URL) -> [String] {
        var folders: [String] = []
        var current = folder
        for _ in 0..<5 {
            current = current.deletingLastPathComponent()
            folders.append(current.path)
        }
        return folders
    }

    /// The program's own path.
    public static var program: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments.first ?? "hyperwall"
    }
}
