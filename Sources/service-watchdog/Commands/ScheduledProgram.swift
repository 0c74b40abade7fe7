import Glibc
import Host
import WatchdogRuntime

/// The program as cron or the timer will call it, as root.
enum ScheduledProgram {
    /// Its path, checked.
    ///
    /// - Parameter named: what --program says; without it this very program. In an image it
    ///   lies where the image says.
    static func path(_ named: String?, _ places: Places) throws -> String {
        let path = named ?? here(places)
        // Both become words of a line that cron gives to a shell, and % ends that line.
        for (text, what) in [(path, "The program"), (places.configFolder, "--config-dir")]
        where !text.hasPrefix("/") || !text.utf8.allSatisfy(isPlain) {
            throw CommandFailure(
                sentence: "\(what) must be a whole path of letters, digits and . _ / + - alone, "
                    + "and \(text) is not.", status: 64)
        }
        guard places.root.isEmpty else { return path }
        // Who can write there would be run as root.
        if let open = FolderRights.firstNotRootsAlone(path) {
            throw CommandFailure(
                sentence: "sudo scripts/install comes first, since root will run \(path): "
                    + "\(open) is missing, or others than root may write to it.", status: 77)
        }
        return path
    }

    private static func here(_ places: Places) -> String {
        let usual = "/usr/local/bin/service-watchdog"
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            let start = $0.bindMemory(to: CChar.self).baseAddress
            return start.map { readlink("/proc/self/exe", $0, 4096) } ?? -1
        }
        guard count > 0 else { return usual }
        let path = String(decoding: buffer[..<count], as: UTF8.self)
        guard !places.root.isEmpty else { return path }
        return path.hasPrefix(places.root + "/") ? String(path.dropFirst(places.root.count)) : usual
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "._/+-".utf8.contains(byte)
    }
}
