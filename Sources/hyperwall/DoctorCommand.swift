import ArgumentParser
import Foundation
import Tunables
import WallRuntime

/// Looks at the machine.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks display, player, fonts, sound, memory and the server.",
        discussion: """
            Exits with 1 when something would keep a wall from playing; with 69, 77 or 78 when \
            the media server cannot be reached, refuses us, or has a certificate or a clock that \
            is wrong.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "For a wall that is started with --headless.")
    var headless = false

    func run() throws {
        let findings = DoctorReport.findings(try common.loader(), headless: headless)
        for line in DoctorReport.lines(findings) { Terminal.line(line) }
        let server = ServerDoctor(common).examine { finding in
            for line in DoctorReport.lines([finding]) { Terminal.line(line) }
        }
        if let server { throw ExitCode(server) }
        if findings.contains(where: { $0.level == .failure }) { throw ExitCode(1) }
    }
}

/// What doctor and report have in common.
enum DoctorReport {
    static func findings(_ loader: ConfigurationLoader, headless: Bool) -> [Doctor.Finding] {
        let resolution = loader.load()
        let places = Places(environment: loader.environment, program: Places.program)
        let configuration = (resolution.errors.map(\.message) + resolution.warnings.map(\.message))
            .map {
                Doctor.Finding(
                    level: resolution.errors.isEmpty ? .warning : .failure,
                    subject: "configuration", text: $0)
            }
        let doctor = Doctor(settings: resolution.settings, places: places, headless: headless)
        return configuration + doctor.examine() + [WebPlace.finding(resolution.settings)]
    }

    static func lines(_ findings: [Doctor.Finding]) -> [String] {
        findings.map { finding in
            let level = finding.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            let subject = finding.subject.padding(toLength: 14, withPad: " ", startingAt: 0)
            return "\(level) \(subject) \(finding.text)"
        }
    }
}
