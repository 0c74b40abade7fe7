import Foundation

/// `openssl s_server` on localhost with a certificate that nobody signed but itself. Ended by
/// `stop()`.
public final class TLSServer: Sendable {
    /// What went wrong with the program.
    public struct Failure: Error, CustomStringConvertible {
        /// In its words.
        public let description: String
    }

    /// The port on localhost.
    public let port: UInt16
    private let process: Process

    /// Makes the certificate for `localhost` in `folder`, and returns as soon as it listens.
    ///
    /// - Throws: `Failure`, and what a process or socket throws.
    public init(in folder: ScratchFolder) throws {
        let made = try ProgramRun.of(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout",
                folder.at("key.pem"), "-out", folder.at("cert.pem"),
            ])
        guard made.status == 0 else { throw Failure(description: made.errors) }
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-key",
            folder.at("key.pem"), "-cert", folder.at("cert.pem"),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says ACCEPT and where, when it listens.
        var text = ""
        var found: UInt16?
        while found == nil {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw Failure(description: "openssl s_server ended: \(text)")
            }
            text += String(decoding: more, as: UTF8.self)
            found = text.firstMatch(of: /ACCEPT [^\n]*:([0-9]+)\n/).flatMap { UInt16($0.1) }
        }
        port = found ?? 0
    }

    /// Ends it.
    public func stop() {
        // A child inherits the signals that its starter's thread blocks, SIGTERM
        // among them.
        _ = kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
