import Foundation
import MediaServerAPI
import WallPolicy

/// Makes ids that somebody cast into items that the wall can play.
struct CastLookUp: Sendable {
    /// How long words about a cast that failed stay, seconds.
    private static let wordsSeconds = 8.0
    /// What no cell can show.
    private static let unplayable: Set = [
        "audio", "audiobook", "book", "photo", "photoalbum", "series", "season", "boxset",
        "folder", "collectionfolder", "playlist", "musicalbum", "musicartist", "person",
    ]

    let access: DeviceAccess

    /// Looks the items up and tells what is to be played: the first hundred as soon as they are
    /// known, what is behind them when it is.
    /// - Parameter complain: hears what was wrong with the list, for the journal.
    func items(
        of play: SocketPlay, complain: @Sendable (String) -> Void,
        tell: @Sendable (RemoteCommand) -> Void
    ) async {
        if play.idsLeftOut > 0 {
            complain(
                "\(play.ids.count + play.idsLeftOut) items were cast; the last "
                    + "\(play.idsLeftOut) are left out.")
        }
        let ids = play.isShuffled ? play.ids.shuffled() : play.ids
        var found: [MediaItem] = []
        var isBegun = false
        var there = 0
        var trouble: ServerTrouble?
        var start = 0
        while start < ids.count {
            let part = Array(ids[start..<min(start + ReplyBounds.idsMax, ids.count)])
            start += part.count
            do throws(ServerTrouble) {
                let known = try await lookUp(part)
                there += known.count
                found += known.filter(Self.plays).map(item)
            } catch {
                trouble = error
                start -= part.count
                break
            }
            if Task.isCancelled { return }
            // A list that is to begin now begins with what is known; one for later may be late.
            guard play.moment == .now, !found.isEmpty else { continue }
            tell(.play(wish(play, found, isRest: isBegun)))
            isBegun = true
            found = []
        }
        if Task.isCancelled { return }
        if there < start {
            complain("\(start - there) of \(start) items that were cast are not there any more.")
        }
        if let trouble {
            complain(
                "\(ids.count - start) of \(ids.count) items that were cast could not be looked up: "
                    + trouble.words(access.serverName))
        }
        if !found.isEmpty {
            tell(.play(wish(play, found, isRest: isBegun)))
        } else if !isBegun {
            tell(trouble.map(failed) ?? nothing(wasThere: there > 0))
        }
    }

    /// In the order in which they were asked for; what is not there is left out.
    private func lookUp(_ ids: [String]) async throws(ServerTrouble) -> [ServerItem] {
        let calls = ServerCalls(access.dialect, user: access.user)
        let bytes = try await access.ask(calls.items(ids: ids))
        guard let reply = try? JSONDecoder().decode(ItemsReply.self, from: Data(bytes)) else {
            throw .badReply(field: "Items")
        }
        let known = Dictionary(
            reply.items.map { (ServerID.plain($0.id), $0) }, uniquingKeysWith: { first, _ in first }
        )
        return ids.compactMap { known[ServerID.plain($0)] }
    }

    private static func plays(_ item: ServerItem) -> Bool {
        !item.isVirtual && !unplayable.contains(item.type.lowercased())
    }

    private func item(_ found: ServerItem) -> MediaItem {
        PageCollector.Maker(
            dialect: access.dialect, server: access.serverID, source: access.source
        ).item(found, isLive: found.type == "TvChannel")
    }

    /// - Parameter isRest: whether a part of it is with the wall already.
    private func wish(
        _ play: SocketPlay, _ items: [MediaItem], isRest: Bool
    ) -> RemotePlay {
        var wish = RemotePlay(isRest ? .last : play.moment, items: items)
        wish.isList = play.ids.count > 1
        wish.isRest = isRest
        // They are meant for the very item that was to be the first.
        guard !isRest, let first = items.first?.id.serverItem, let wanted = play.ids.first,
            ServerID.plain(first) == ServerID.plain(wanted)
        else { return wish }
        wish.start = play.start
        wish.audioTrack = play.audioTrack
        wish.subtitleTrack = play.subtitleTrack
        return wish
    }

    private func nothing(wasThere: Bool) -> RemoteCommand {
        message(
            wasThere
                ? "What was cast is no video that a wall can show."
                : "What was cast is not there any more.")
    }

    /// The look-up failed.
    func failed(_ trouble: ServerTrouble) -> RemoteCommand {
        message("What was cast cannot be played. " + trouble.words(access.serverName))
    }

    private func message(_ text: String) -> RemoteCommand {
        .message(RemoteMessage(title: "", text: text, seconds: Self.wordsSeconds))
    }
}
