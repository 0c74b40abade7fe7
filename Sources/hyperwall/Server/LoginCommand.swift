import ArgumentParser
import Foundation
import Glibc
import MediaServer
import MediaServerAPI
import WallRuntime

/// Signs the wall in to its media server.
struct LoginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Signs in to the media server, once and for all.",
        discussion: """
            Asks for name and password, or shows a code for Quick Connect, and keeps what the \
            server gives for it in a file that only you can read. The password is not kept.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "The server, as http://server:8096 (HYPERWALL_SERVER_URL).")
    var server: String?

    @Option(help: "Who signs in (HYPERWALL_USERNAME); else it is asked for.")
    var user: String?

    @Flag(help: "Shows a code that is confirmed in an app that is signed in (Jellyfin).")
    var quickConnect = false

    func run() throws {
        var flags: [String: String] = [:]
        flags["HYPERWALL_SERVER_URL"] = server
        flags["HYPERWALL_USERNAME"] = user
        let settings = try ServerOptions.settings(common, flags: flags)
        let place = settings.address.words
        let visit = ServerVisit(settings, staysSignedIn: true)
        defer { visit.end() }
        do {
            let found = try Blocking.run { () async throws(ServerTrouble) in try await visit.find()
            }
            Terminal.line("\(found.name): \(found.version)")
            let guest = try signIn(visit, found, settings)
            Terminal.line(
                "Signed in as \(guest.name). Kept in \(settings.credentials.path), which only you "
                    + "can read.")
        } catch let trouble as ServerTrouble {
            throw WallFailure(trouble, server: place)
        }
    }

    private func signIn(
        _ visit: ServerVisit, _ found: ServerVisit.Server, _ settings: ServerSettings
    ) throws -> ServerVisit.Guest {
        if quickConnect {
            guard found.offersQuickConnect else {
                throw WallFailure(
                    "\(found.name) does not offer Quick Connect. Sign in without --quick-connect.",
                    exitStatus: 77)
            }
            return try Blocking.run { () async throws(ServerTrouble) in
                try await visit.quickConnect(on: found) { code in
                    Terminal.line(
                        "Open Quick Connect in an app that is signed in, and type  \(code)")
                }
            }
        }
        let given = user ?? settings.credentials.configuredName
        guard let name = given ?? SecretPrompt.line("Name: "), !name.isEmpty else {
            throw WallFailure("Nobody's name was given.", exitStatus: 64)
        }
        guard let password = SecretPrompt.secret("Password: ") else {
            throw WallFailure("No password was given.", exitStatus: 64)
        }
        return try Blocking.run { () async throws(ServerTrouble) in
            try await visit.signIn(on: found, name: name, password: password)
        }
    }
}

/// Asks a person at the terminal; or takes a line from whatever is standard input.
enum SecretPrompt {
    /// A line that may be seen.
    static func line(_ prompt: String) -> String? {
        show(prompt)
        return readLine(strippingNewline: true)
    }

    /// A line that is not shown while it is typed.
    static func secret(_ prompt: String) -> String? {
        show(prompt)
        guard isatty(STDIN_FILENO) != 0 else { return readLine(strippingNewline: true) }
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.error("")
        }
        return readLine(strippingNewline: true)
    }

    private static func show(_ prompt: String) {
        guard isatty(STDIN_FILENO) != 0 else { return }
        // Standard output may go to a file.
        FileHandle.standardError.write(Data(prompt.utf8))
    }
}
