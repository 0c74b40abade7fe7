import ControlServer
import Glibc
import Journal
import Synchronization
import WallPolicy
import WallRuntime

/// The wall for the control server, which is there before the wall is.
final class LateWall: WallAccess {
    private let wall = Mutex<WallRemote?>(nil)
    /// Where the control page came to be after the start.
    private let page = Mutex<PageSnapshot?>(nil)
    private let thumbnails = Thumbnails()
    private let pictures = WallPictures()
    private let began = ContinuousClock.now
    /// Where the journal lies.
    private let journalPath: String
    private let journalReading = SlowWork(
        "journal", trouble: "The journal cannot be read now: its disk does not answer in time.")

    /// - Parameter journal: where the journal lies.
    init(journal: String) { journalPath = journal }

    /// What is done when an end comes before the wall does.
    private let lastWord = Mutex<(@Sendable () -> Void)?>(nil)

    func endsEarly(_ lastWord: @escaping @Sendable () -> Void) {
        self.lastWord.withLock { $0 = lastWord }
    }

    func adopt(_ remote: WallRemote) {
        wall.withLock { $0 = remote }
        if let page = page.withLock({ $0 }) { remote.take(page: page) }
    }

    /// Where the control page is, now that it is somewhere.
    func take(page: PageSnapshot) {
        self.page.withLock { $0 = page }
        wall.withLock { $0 }?.take(page: page)
    }

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

    func snapshotAgeSeconds() -> Double {
        wall.withLock { $0 }?.snapshotAge ?? began.duration(to: .now).inSeconds
    }

    func history() -> WallHistory { wall.withLock { $0 }?.history ?? WallHistory() }

    func picture(_ format: PictureFormat) async throws -> [UInt8] {
        guard let remote = wall.withLock({ $0 }) else { throw PictureUnavailable(reason: starting) }
        do {
            return try await pictures.picture(
                format == .png ? .png : .jpeg(quality: 85), of: remote)
        } catch {
            throw PictureUnavailable(reason: "\(error)")
        }
    }

    func thumbnail(cell: Int) async throws -> [UInt8] {
        guard let remote = wall.withLock({ $0 }) else { throw PictureUnavailable(reason: starting) }
        do {
            return try await thumbnails.jpeg(cell: cell, of: remote)
        } catch let refusal as ControlRefusal {
            throw refusal
        } catch {
            throw PictureUnavailable(reason: "\(error)")
        }
    }

    func hold(seconds: Int, reason: String) async throws -> Int {
        try await ask { try await $0.hold(seconds: Double(seconds), reason: reason) }
    }

    func clearQuarantine(item: String?) async throws -> Int {
        try await ask { try await $0.clearQuarantine(item: item.map(ItemID.init(rawValue:))) }
    }

    func quarantine() async throws -> [QuarantineSnapshot] {
        try await ask { try await $0.quarantine() }
    }

    func perform(_ wish: ControlWish) async throws { try await ask { try await $0.perform(wish) } }

    func items() async throws -> [MediaItem] { try await ask { try await $0.items() } }

    func journal(_ query: JournalQuery) async throws -> [JournalRow] {
        var query = query
        query.wall = snapshot().name
        let question = query
        let path = journalPath
        return try await journalReading.run { try JournalPage.read(question, at: path) }
    }

    private var starting: String { "The wall is still starting." }

    private func ask<Reply: Sendable>(
        _ question: (WallRemote) async throws -> Reply
    ) async throws -> Reply {
        guard let remote = wall.withLock({ $0 }) else { throw WallUnavailable(reason: starting) }
        do {
            return try await question(remote)
        } catch let refusal as ControlRefusal {
            throw refusal
        } catch {
            throw WallUnavailable(reason: "\(error)")
        }
    }
}

/// A page of the journal.
private enum JournalPage {
    static func read(_ query: JournalQuery, at path: String) throws -> [JournalRow] {
        do throws(JournalError) {
            let file = try JournalFile(path: path)
            defer { file.close() }
            return try file.read(query)
        } catch .missing {
            return []
        } catch {
            throw WallUnavailable(reason: "\(error)")
        }
    }
}
