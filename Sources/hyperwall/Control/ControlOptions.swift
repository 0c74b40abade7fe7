import ArgumentParser
import Tunables
import WallRuntime

/// Options of every command that asks a running wall, here or elsewhere.
struct ControlOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Another machine's wall: its name or address, with its port unless that is 8585, or "
                + "an address with http:// or https://.", valueName: "wall"))
    var host: [String] = []

    @Option(
        name: .customLong("token-file"),
        help: "The file that holds that wall's token, which others must not be able to read.")
    var tokenFile: [String] = []

    /// How a command is written, without the options of every command.
    static func usage(_ words: String) -> String {
        "hyperwall \(words) [--host WALL] [--token-file FILE]"
    }

    /// The wall that is meant.
    func client() throws -> WallClient {
        // Of two, one would be left out without a word.
        guard host.count <= 1, tokenFile.count <= 1 else {
            throw UsageFailure.make(
                "A control goes to one wall: name one --host and one --token-file.")
        }
        guard let host = host.first else {
            guard tokenFile.isEmpty else {
                throw UsageFailure.make("--token-file goes with --host: here, no token is needed.")
            }
            return try WallClient(common)
        }
        return WallClient(
            try RemoteWall(host: host, tokenFile: tokenFile.first, try Self.settings(common)))
    }

    /// This machine's configuration, for a wall elsewhere.
    static func settings(_ common: CommonOptions) throws -> Settings {
        guard common.socket == nil, common.name == nil else {
            throw UsageFailure.make(
                "--host means another machine's wall, --name and --socket mean one of this machine."
            )
        }
        let resolution = try common.loader().load()
        try resolution.endIfWrong()
        return resolution.settings
    }
}
