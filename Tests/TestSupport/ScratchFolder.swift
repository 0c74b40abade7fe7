import Foundation

/// A folder of its own for a test, with mode 0700 and a short path, which
/// sockets need. Removed by `remove()`.
public struct ScratchFolder: Sendable {
    /// Its absolute path.
    public let path: String

    /// Makes it.
    public init() throws {
        var template = Array("/tmp/hw-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CocoaError(.fileWriteUnknown)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path of `name` in it.
    public func at(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of everything in it, sorted.
    public func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Removes it with everything in it.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }
}
