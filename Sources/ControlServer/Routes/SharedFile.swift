import Foundation
import Synchronization

/// A file of the program's resources, read once and kept: whoever asks for it again and again
/// gives the disk nothing to do.
final class SharedFile: Sendable {
    private static let bytesMax = 1 << 20

    private let path: String
    private let kept = Mutex<[UInt8]?>(nil)

    /// - Parameters:
    ///   - name: its place below the folder of resources.
    ///   - share: that folder; nil for none.
    init?(_ name: String, in share: String?) {
        guard let share else { return nil }
        path = URL(fileURLWithPath: share).appendingPathComponent(name).path
    }

    /// What is in it; nil when it is not there. One that is not is looked for again.
    var bytes: [UInt8]? {
        kept.withLock { kept in
            if let kept { return kept }
            guard let file = FileHandle(forReadingAtPath: path),
                let data = try? file.read(upToCount: Self.bytesMax)
            else { return nil }
            kept = [UInt8](data)
            return kept
        }
    }
}
