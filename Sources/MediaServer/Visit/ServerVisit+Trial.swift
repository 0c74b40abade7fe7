import Logging
public import MediaServerAPI
public import WallPolicy

extension ServerVisit {
    /// One item, opened for a moment. It must be ended.
    public struct Trial: Sendable {
        /// The item's title.
        public let title: String
        /// How it is opened.
        public let plan: PlayPlan
        let desk: PlayDesk

        /// Closes on the server what was opened.
        public func end() async { await desk.close(within: 5) }
    }

    /// Plans the first item of the libraries.
    /// - Parameters:
    ///   - transcoded: whether the server is to make it smaller; it may not be able to.
    public func trial(of guest: Guest, transcoded: Bool) async throws(ServerTrouble) -> Trial {
        let item = try await firstItem(of: guest)
        var settings = settings
        settings.wish = .never
        settings.transcodesMax = max(1, settings.transcodesMax)
        // Of its own: the wall that may be running has its list.
        settings.encodingsFile += ".doctor"
        let desk = PlayDesk(
            settings, caller: caller,
            logger: Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }
        ) { _ in }
        await desk.use(guest.session)
        let answer = await desk.plan(
            PlayRequest(
                play: PlayID(cell: CellID(rawValue: 1), load: 1), item: item.id,
                attempt: transcoded ? 1 : 0, width: 640, height: 360))
        switch answer {
        case .plan(let plan): return Trial(title: item.title, plan: plan, desk: desk)
        case .failed(let reason):
            await desk.close(within: 5)
            throw .unreachable(why: "“\(item.title)” cannot be opened. \(reason.words)")
        case .notAhead:
            await desk.close(within: 5)
            throw .cancelled
        }
    }

    /// The first one that has an end.
    private func firstItem(of guest: Guest) async throws(ServerTrouble) -> MediaItem {
        let all = try await reader(guest).first(10)
        guard let item = all.first(where: { !$0.isLive }) else { throw .empty }
        return item
    }
}
