import Glibc

/// A wall's token: its own of `HYPERWALL_HTTP_TOKEN_FILE`, or that of another one.
public enum WebToken {
    /// Shorter ones are guessed: 16 characters of hexadecimal are 64 bits.
    public static let bytesMin = 16
    /// Longer ones do not fit into a header.
    public static let bytesMax = 512

    /// Reads it.
    ///
    /// - Parameters:
    ///   - option: what named the file, for words about it.
    ///   - visits: whether root only looks at it for a wall of another user, whose own it may be.
    /// - Returns: its bytes, without blanks and line ends around it.
    /// - Throws: `WebTokenProblem` with a sentence.
    public static func read(
        _ path: String, of option: String = "HYPERWALL_HTTP_TOKEN_FILE", visits: Bool = false
    ) throws(WebTokenProblem) -> [UInt8] {
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else {
            let reason = String(cString: strerror(errno))
            throw WebTokenProblem("\(option): \(path) cannot be read: \(reason).")
        }
        let file = OwnedDescriptor(owning: number)
        defer { file.close() }
        var info = stat()
        guard fstat(number, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw WebTokenProblem("\(option): \(path) is no file.")
        }
        // Whoever owns the file, or may write to it, chooses the token.
        let us = geteuid()
        guard info.st_uid == us || info.st_uid == 0 || visits && us == 0 else {
            throw WebTokenProblem(
                "\(option): \(path) belongs to another user: chown it to the one who runs this.")
        }
        guard info.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw WebTokenProblem("\(option): others may write to \(path): chmod 600 it.")
        }
        guard info.st_mode & S_IROTH == 0 else {
            throw WebTokenProblem("\(option): everybody may read \(path): chmod 600 it.")
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 64)
        let count = Glibc.read(number, &bytes, bytes.count)
        guard count >= 0 else {
            let reason = String(cString: strerror(errno))
            throw WebTokenProblem("\(option): \(path) cannot be read: \(reason).")
        }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let token = Array(
            bytes.prefix(count).drop { blanks.contains($0) }.reversed()
                .drop { blanks.contains($0) }.reversed())
        guard (bytesMin...bytesMax).contains(token.count),
            token.allSatisfy({ 0x21...0x7E ~= $0 })
        else {
            throw WebTokenProblem(
                "\(option): \(path) must hold one token of \(bytesMin) to "
                    + "\(bytesMax) letters and digits; make one: openssl rand -hex 32.")
        }
        return token
    }
}

/// A token that cannot be used.
public struct WebTokenProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence with a way out.
    public let description: String

    init(_ description: String) { self.description = description }
}
