import Display
import Foundation
public import WallPolicy

/// The wall from another thread: its snapshot, pictures of it, and what it is asked for.
public struct WallRemote: Sendable {
    let mailbox: Mailbox
    let published: PublishedSnapshot

    /// How long the main thread may take to answer, seconds: a frame takes 16 ms.
    static let answerSeconds = 5.0

    /// The wall as it was at the last look, a second ago at most.
    public var snapshot: WallSnapshot { published.value }

    /// How long ago that was, seconds.
    public var snapshotAge: Double { published.age }

    /// What went wrong over the last hour.
    public var history: WallHistory { published.history }

    /// The forms of a picture.
    public enum Form: Sendable, Hashable {
        /// PNG.
        case png
        /// JPEG of this quality, 1…100.
        case jpeg(quality: Int)

        func encoded(_ bitmap: Bitmap) throws -> [UInt8] {
            switch self {
            case .png: try PictureEncoder.png(bitmap)
            case .jpeg(let quality): try PictureEncoder.jpeg(bitmap, quality: quality)
            }
        }
    }

    /// What the wall shows.
    func capture() async throws -> WallPicture {
        try await ask { reply in .capture { reply.resume($0.mapError { $0 as any Error }) } }
    }
}

extension WallRemote {
    /// How the wall stands with its media server.
    public func take(_ status: ServerStatus) { mailbox.post(.server(status)) }

    /// Does what somebody asked for in an app of the media server.
    public func take(_ wish: RemoteWish) { mailbox.post(.remote(wish)) }

    /// How the wall's cast targets stand with the media server.
    public func take(_ statuses: [RemoteStatus]) { mailbox.post(.remoteStatus(statuses)) }

    /// Something about them for the journal, in plain words.
    public func note(remote words: String) { mailbox.post(.remoteNote(words)) }

    /// Marks changed on the media server.
    public func take(marks: [ItemID: Bool]) { mailbox.post(.marks(marks)) }

    /// A source said that it leaves.
    public func leaves(_ source: SourceID) { mailbox.post(.sourceLeaves(source)) }

    /// Which items are marked on the media server.
    public func take(favorites: Set<ItemID>) { mailbox.post(.favorites(favorites)) }

    /// Where the control page is.
    public func take(page: PageSnapshot) { mailbox.post(.page(page)) }

    /// Lets an item, or everything, play again that is in quarantine.
    /// - Parameter item: nil for everything.
    /// - Returns: how many items were in quarantine.
    /// - Throws: a sentence when the wall does not answer.
    public func clearQuarantine(item: ItemID?) async throws -> Int {
        try await ask { reply in .clearQuarantine(item: item, reply: { reply.resume(.success($0)) })
        }
    }

    /// Somebody is about to restart the media server: its failures are expected, until it
    /// answers again or the time is over.
    /// - Parameters:
    ///   - seconds: 0 takes back what was said before.
    ///   - reason: words for people; may be empty.
    /// - Returns: how many cells are the server's.
    /// - Throws: a sentence when the wall does not answer.
    public func hold(seconds: Double, reason: String) async throws -> Int {
        try await ask { reply in
            .hold(seconds: seconds, reason: reason, reply: { reply.resume(.success($0)) })
        }
    }

    /// Does what somebody asked for over the wall's own API.
    /// - Throws: `ControlRefusal`, or a sentence when the wall does not answer.
    public func perform(_ wish: ControlWish) async throws {
        let wish = await HostLookUp().completed(wish)
        let refusal: ControlRefusal? = try await ask { reply in
            .control(
                wish, isAwaited: { reply.isAwaited }, reply: { reply.resume(.success($0)) })
        }
        if let refusal { throw refusal }
    }

    /// Everything that could be played.
    /// - Throws: a sentence when the wall does not answer.
    public func items() async throws -> [MediaItem] {
        try await ask { reply in .items { reply.resume(.success($0)) } }
    }

    /// Everything in quarantine, the oldest first.
    /// - Throws: a sentence when the wall does not answer.
    public func quarantine() async throws -> [QuarantineSnapshot] {
        try await ask { reply in .leftOut { reply.resume(.success($0)) } }
    }

    /// Posts a message and waits for its answer, not for ever.
    private func ask<Answer: Sendable>(
        _ message: (Once<Answer, any Error>) -> WallMessage
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Answer, any Error>) in
            let once = Once(continuation)
            if !mailbox.post(message(once)) {
                once.resume(.failure(WallFailure("The wall is too busy.", exitStatus: 1)))
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.answerSeconds) {
                once.resume(.failure(WallFailure("The wall does not answer.", exitStatus: 1)))
            }
        }
    }
}

extension WallRemote {
    /// Passes a signal on; for SIGHUP the env file is read first.
    public func take(signal number: Int32, loader: ConfigurationLoader) {
        // Even if the main thread hangs and never reads its mail.
        if number == SIGTERM || number == SIGINT { ShutdownDeadline.arm(status: 0) }
        guard number == SIGHUP else {
            mailbox.post(.signal(number))
            return
        }
        // A file on a dead mount must not make the wall deaf to SIGTERM.
        DispatchQueue.global(qos: .utility).async { mailbox.post(.reload(loader.file())) }
    }
}
