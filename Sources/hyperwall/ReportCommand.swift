import ArgumentParser
import Foundation
import Tunables
import WallPolicy
import WallRuntime

/// A support bundle without secrets.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes what a helper needs to know, without secrets, to a file.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Where to; - for the terminal.")
    var file = "hyperwall-report.txt"

    /// Lines of the log that go in.
    private static let logLines = 300

    func run() throws {
        let text = try makeText()
        if file == "-" {
            Terminal.line(text)
            return
        }
        let created = FileManager.default.createFile(
            atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard created else {
            throw WallFailure(
                "\(file) cannot be written: check that its folder exists and is yours.",
                exitStatus: 1)
        }
        Terminal.line("Written to \(file). Read it before you pass it on.")
    }

    private func makeText() throws -> String {
        let loader = try common.loader()
        let resolution = loader.load()
        let places = Places(environment: loader.environment, program: Places.program)
        let status: String
        do {
            status = String(decoding: try WallClient(common).get("/api/v1/status"), as: UTF8.self)
        } catch {
            status = "\(error)"
        }
        let headless = loader.environment["DISPLAY"] == nil
        let findings = DoctorReport.findings(loader, headless: headless)
        return [
            "Hyperwall \(Version.text)", System.lines.joined(separator: "\n"),
            "## Doctor", DoctorReport.lines(findings).joined(separator: "\n"),
            "## Configuration", resolution.listing(),
            "## Status", status,
            "## Log", tail("\(places.state)/\(resolution.settings.name).log"),
        ].joined(separator: "\n\n") + "\n"
    }

    private func tail(_ path: String) -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else { return "no log at \(path)" }
        defer { try? handle.close() }
        let end = (try? handle.seekToEnd()) ?? 0
        // 64 KiB hold the lines that are kept, unless they are long.
        try? handle.seek(toOffset: end > 65_536 ? end - 65_536 : 0)
        let data = (try? handle.readToEnd()) ?? Data()
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        // Redacted when they were written; once more does no harm.
        return lines.suffix(Self.logLines).map { OpenRules.redactedText(String($0)) }
            .joined(separator: "\n")
    }
}

/// The machine in a few lines.
private enum System {
    static var lines: [String] {
        let release = FileManager.default.contents(atPath: "/etc/os-release").map {
            String(decoding: $0, as: UTF8.self)
        }
        let name = release?.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        let info = ProcessInfo.processInfo
        return [
            "system: \(name?.dropFirst(12).replacing("\"", with: "") ?? "unknown")",
            "kernel: \(info.operatingSystemVersionString)",
            "cores: \(info.activeProcessorCount), memory: \(info.physicalMemory / 1_048_576) MiB",
        ]
    }
}
