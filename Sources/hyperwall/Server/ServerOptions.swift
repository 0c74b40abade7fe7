import Foundation
import MediaServer
import MediaServerAPI
import WallRuntime

/// How the commands about a media server reach it: as the wall would.
enum ServerOptions {
    /// The settings of the media server that is configured.
    /// - Parameter flags: instead of the variables, by their names.
    static func settings(
        _ common: CommonOptions, flags: [String: String] = [:]
    ) throws -> ServerSettings {
        guard let found = try configured(common, flags: flags) else {
            throw WallFailure(
                "No media server is named: use --server http://server:8096, or "
                    + "HYPERWALL_SERVER_URL.", exitStatus: 64)
        }
        return found
    }

    /// The same; nil when there is none.
    static func configured(
        _ common: CommonOptions, flags: [String: String] = [:]
    ) throws -> ServerSettings? {
        let resolution = try common.loader(extra: flags).load()
        try resolution.endIfWrong()
        for warning in resolution.warnings where warning.name == "HYPERWALL_TLS_INSECURE" {
            Terminal.error(warning.message)
        }
        let environment = ProcessInfo.processInfo.environment
        let places = Places(environment: environment, program: Places.program)
        do throws(ServerSettingsProblem) {
            return try ServerSettings(
                resolution.settings,
                files: ServerFiles(environment: environment, state: places.state),
                version: Version.text)
        } catch {
            throw WallFailure(error.sentence, exitStatus: 2)
        }
    }
}

extension WallFailure {
    /// A media server's trouble, as the end of a command.
    init(_ trouble: ServerTrouble, server: String) {
        self.init(trouble.words(server), exitStatus: trouble.exitStatus)
    }
}
