import ArgumentParser
import Foundation
import Tunables
import WallRuntime

/// The tunables.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Lists the tunables and where their values come from.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "As JSON.")
    var json = false

    @Option(help: "Checks an env file and exits with 2 when something in it is wrong.")
    var check: String?

    @Flag(help: "The README's table.")
    var markdown = false

    func run() throws {
        if markdown {
            Terminal.line(TunableTable.readmeTable())
            return
        }
        if let check {
            let result = ConfigurationCheck(file: ConfigurationLoader.read(check))
            let page = WebPlace.problem(result.resolution.settings).map { "error: \($0)" }
            let report = result.report + [page].compactMap(\.self)
            for line in report { Terminal.line(line) }
            if report.isEmpty { Terminal.line("\(check) is in order.") }
            if page != nil { throw ExitCode(2) }
            if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
            return
        }
        let resolution = try common.loader().load()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Terminal.line(String(decoding: try encoder.encode(resolution.document), as: UTF8.self))
        } else {
            Terminal.line(resolution.listing())
            for warning in resolution.warnings { Terminal.error(warning.message) }
        }
        try resolution.endIfWrong()
    }
}
