import Foundation

/// What a program did.
public struct ProgramRun: Sendable {
    /// Its exit status; 128 + signal when a signal ended it.
    public let status: Int32
    /// Its standard output.
    public let output: [UInt8]
    /// Its standard error.
    public let errors: String

    /// The output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs a program found in `PATH` to its end. Blocks.
    ///
    /// By files and not by pipes, whose ends programs that other tests start would keep open; and
    /// not by `Process`, which does not bear some thousands of open descriptors.
    /// - Returns: with status 127 when there is no such program.
    public static func of(_ program: String, _ arguments: [String]) throws -> ProgramRun {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let (output, errors) = (folder.at("output"), folder.at("errors"))
        do {
            let child = try ChildProcess([program] + arguments, files: [1: output, 2: errors])
            let status = child.wait()
            return ProgramRun(
                status: status,
                output: [UInt8](try Data(contentsOf: URL(fileURLWithPath: output))),
                errors: String(
                    decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self))
        } catch let failure as ChildProcess.Failure where failure.errno == ENOENT {
            return ProgramRun(status: 127, output: [], errors: "\(program) is not there")
        }
    }
}
