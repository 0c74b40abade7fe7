import Glibc

/// Words to a terminal, a pipe or a file that may be full, closed or gone.
/// Foundation's FileHandle traps then, and a wall must not die of a log line.
public enum Output {
    /// Writes it whole, or gives up.
    /// - Returns: 0, or the error that it gave up with.
    @discardableResult
    public static func write(_ text: String, to descriptor: Int32) -> Int32 {
        write(text.utf8, to: descriptor)
    }

    /// Writes bytes whole, or gives up.
    /// - Returns: 0, or the error that it gave up with.
    static func write(_ content: some Sequence<UInt8>, to descriptor: Int32) -> Int32 {
        var bytes = Array(content)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if written < 0, errno == EINTR {
                continue
            } else {
                return written == 0 ? EIO : errno
            }
        }
        return 0
    }
}
