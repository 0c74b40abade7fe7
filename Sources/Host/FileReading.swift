import Glibc

/// A regular file's bytes, with who owns it and who may read it.
public struct FileContents: Sendable {
    /// All of them.
    public let bytes: [UInt8]
    /// The owner.
    public let owner: UInt32
    /// The permission bits.
    public let mode: UInt32

    /// Whether others than the owner may read it.
    public var othersMayRead: Bool { mode & 0o044 != 0 }
    /// Whether others than the owner may write to it.
    public var othersMayWrite: Bool { mode & 0o022 != 0 }
    /// Whether it belongs to neither us nor root.
    public var isAStrangers: Bool { owner != geteuid() && owner != 0 }

    /// Reads a file. Only a regular one: a pipe would wait for ever.
    ///
    /// - Parameter bytesMax: a larger one is an error (`EFBIG`).
    public init(_ path: String, bytesMax: Int) throws(HostError) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw HostError(path, "be read", errno) }
        defer { Glibc.close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw HostError(path, "be read", errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw HostError(path, "be read", facts.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        guard facts.st_size <= bytesMax else { throw HostError(path, "be read", EFBIG) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw HostError(path, "be read", errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= bytesMax else { throw HostError(path, "be read", EFBIG) }
        }
        self.bytes = bytes
        owner = facts.st_uid
        mode = facts.st_mode & 0o7777
    }
}
