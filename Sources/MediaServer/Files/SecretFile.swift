import Foundation
import Glibc
import MediaServerAPI

/// A file with one secret in it: a password, a token.
enum SecretFile {
    /// Its first line, without the line end.
    /// - Parameters:
    ///   - path: as configured, or systemd's.
    ///   - variable: that named it, for the sentence.
    static func read(_ path: String, variable: String) throws(ServerTrouble) -> String {
        do throws(PrivateFile.Problem) {
            let bytes = try PrivateFile.read(path, bytesMax: 4096, isPrivate: false)
            let line = bytes.prefix { $0 != 10 && $0 != 13 }
            guard !line.isEmpty, let text = String(validating: line, as: UTF8.self) else {
                throw PrivateFile.Problem.failed("there is nothing in its first line")
            }
            return text
        } catch {
            switch error {
            case .missing: throw .credentials("\(variable): there is no file \(path).")
            case .open: throw .credentials("\(variable): \(path) can be read by others.")
            case .failed(let why):
                throw .credentials("\(variable): \(path) cannot be read: \(why).")
            }
        }
    }

    /// When it last changed, so that one that was mended is seen; nil when it is not there.
    static func stamp(_ path: String) -> [Int]? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return [
            Int(status.st_mtim.tv_sec), status.st_mtim.tv_nsec, Int(status.st_size),
            Int(status.st_ino), Int(status.st_mode),
        ]
    }
}
