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
        let loader = try common.loader()
        let resolution = loader.load()
        let text = makeText(loader, resolution)
        if file == "-" {
            Terminal.line(text)
            try resolution.endIfWrong()
            return
        }
        do {
            try write(text)
        } catch {
            throw WallFailure(
                "\(file) cannot be written: check that its folder exists and that both are yours.",
                exitStatus: 1)
        }
        Terminal.line("Written to \(file). Read it before you pass it on.")
        // A report is worth most when the configuration is wrong: it was written all the same.
        try resolution.endIfWrong()
    }

    /// Nobody else may read it, also where a file of that name was there already.
    private func write(_ text: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError.last }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        defer { try? handle.close() }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw POSIXError.last }
        // A pipe or terminal has neither.
        if facts.st_mode & S_IFMT == S_IFREG {
            guard fchmod(descriptor, 0o600) == 0 else { throw POSIXError.last }
            try handle.truncate(atOffset: 0)
        }
        try handle.write(contentsOf: Data(text.utf8))
    }

    private func makeText(_ loader: ConfigurationLoader, _ resolution: Resolution) -> String {
        let places = Places(environment: loader.environment, program: Places.program)
        let status: String
        if !resolution.errors.isEmpty {
            // Without its name the wall cannot be asked.
            status = resolution.errors.map(\.message).joined(separator: "\n")
        } else {
            do {
                let client = try WallClient(common)
                status = String(decoding: try client.get("/api/v1/status"), as: UTF8.self)
            } catch {
                status = "\(error)"
            }
        }
        let headless = ["DISPLAY", "WAYLAND_DISPLAY"].allSatisfy {
            loader.environment[$0]?.isEmpty ?? true
        }
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

extension POSIXError {
    /// What the last system call of this thread failed with.
    fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

/// The machine in a few lines.
private enum System {
    /// As `uname -srm` says it.
    private static var kernel: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        return [text(of: names.sysname), text(of: names.release), text(of: names.machine)]
            .joined(separator: " ")
    }

    /// C's text in a fixed array, which Swift sees as a tuple.
    private static func text<Letters>(of letters: Letters) -> String {
        withUnsafeBytes(of: letters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    static var lines: [String] {
        let release = FileManager.default.contents(atPath: "/etc/os-release").map {
            String(decoding: $0, as: UTF8.self)
        }
        let name = release?.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        let info = ProcessInfo.processInfo
        return [
            "system: \(name?.dropFirst(12).replacing("\"", with: "") ?? "unknown")",
            "kernel: \(kernel)",
            "cores: \(info.activeProcessorCount), memory: \(info.physicalMemory / 1_048_576) MiB",
        ]
    }
}
