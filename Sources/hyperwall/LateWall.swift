import ControlServer
import Glibc
import Synchronization
import WallPolicy
import WallRuntime

/// The wall for the control server, which is there before the wall is.
final class LateWall: WallAccess {
    private let wall = Mutex<WallRemote?>(nil)

    /// What is done when an end comes before the wall does.
    private let lastWord = Mutex<(@Sendable () -> Void)?>(nil)

    func endsEarly(_ lastWord: @escaping @Sendable () -> Void) {
        self.lastWord.withLock { $0 = lastWord }
    }

    func adopt(_ remote: WallRemote) { wall.withLock { $0 = remote } }

    /// Passes a signal on; before there is a wall, an end is an end.
    func take(signal number: Int32, loader: ConfigurationLoader) {
        if let remote = wall.withLock({ $0 }) {
            remote.take(signal: number, loader: loader)
        } else if number == SIGTERM || number == SIGINT {
            lastWord.withLock { $0 }?()
            _exit(0)
        }
    }

    func snapshot() -> WallSnapshot { wall.withLock { $0 }?.snapshot ?? WallSnapshot() }

    func picture(_ format: PictureFormat) async throws -> [UInt8] {
        guard let remote = wall.withLock({ $0 }) else {
            throw PictureUnavailable(reason: "The wall is still starting.")
        }
        do {
            return try await remote.picture(format == .png ? .png : .jpeg(quality: 85))
        } catch {
            throw PictureUnavailable(reason: "\(error)")
        }
    }

    func hold(seconds: Int, reason: String) async throws -> Int {
        guard let remote = wall.withLock({ $0 }) else {
            throw WallUnavailable(reason: "The wall is still starting.")
        }
        do {
            return try await remote.hold(seconds: Double(seconds), reason: reason)
        } catch {
            throw WallUnavailable(reason: "\(error)")
        }
    }

    func clearQuarantine(item: String?) async throws -> Int {
        guard let remote = wall.withLock({ $0 }) else {
            throw WallUnavailable(reason: "The wall is still starting.")
        }
        do {
            return try await remote.clearQuarantine(item: item.map(ItemID.init(rawValue:)))
        } catch {
            throw WallUnavailable(reason: "\(error)")
        }
    }
}
