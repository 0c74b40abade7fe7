import MediaServerAPI
import WallPolicy

/// Reads the libraries of a user.
struct LibraryReader: Sendable {
    /// Items of the first page: enough for every cell of a wall, and there at once.
    static let firstPage = 100
    /// Items of the others: a reply of half a megabyte.
    static let page = 500

    let caller: ServerCaller
    let session: ServerSession
    let source: SourceID
    let libraries: [String]
    let filter: ItemFilter
    /// Items that are wanted at once: where an earlier wall was.
    let first: [String]

    /// A list that is read page by page.
    private struct Part: Sendable {
        var isLive = false
        let call: @Sendable (_ start: Int, _ limit: Int) -> ServerCall
    }

    /// Reads everything; hands over what it has whenever that has doubled.
    /// - Parameter deliver: told what was read so far.
    func read(
        _ deliver: @Sendable (LibraryReading) async -> Void
    ) async throws(ServerTrouble) -> LibraryReading {
        var whole = LibraryReading()
        var delivered = 0
        var seen: Set<ItemID> = []
        // They count as long as nothing else is known; the libraries decide.
        let wanted = await wantedFirst()
        for part in try await parts() {
            var collector = PageCollector()
            repeat {
                collector.beginPass()
                var next: Int? = 0
                while let start = next {
                    let limit = start == 0 ? Self.firstPage : Self.page
                    let page: ItemsReply = try await caller.ask(
                        part.call(start, limit), session.place)
                    if Task.isCancelled { throw .cancelled }
                    next = collector.take(
                        page, at: start, limit: limit, isLive: part.isLive, maker)
                    let count = whole.items.count + collector.items.count
                    if collector.passes == 1, count >= max(1, delivered * 2) {
                        delivered = count
                        var now = whole
                        now.items += collector.items.filter { !seen.contains($0.id) }
                        now.favorites.formUnion(collector.favorites)
                        let known = Set(wanted.map(\.id)).subtracting(now.items.map(\.id))
                        now.items += wanted.filter { known.contains($0.id) }
                        await deliver(now)
                    }
                }
            } while collector.endPass()
            // Collections may share items.
            whole.items += collector.items.filter { seen.insert($0.id).inserted }
            whole.favorites.formUnion(collector.favorites)
        }
        whole.isWhole = true
        guard !whole.items.isEmpty else { throw .empty }
        return whole
    }

    private func wantedFirst() async -> [MediaItem] {
        guard !first.isEmpty else { return [] }
        let call = session.calls.items(ids: first)
        let page: ItemsReply? = try? await caller.ask(call, session.place, total: .seconds(5))
        return (page?.items ?? []).map { maker.item($0, isLive: $0.type == "TvChannel") }
    }

    /// The first items of the first library that has any.
    func first(_ count: Int) async throws(ServerTrouble) -> [MediaItem] {
        for part in try await parts() {
            let page: ItemsReply = try await caller.ask(part.call(0, count), session.place)
            var collector = PageCollector()
            collector.beginPass()
            _ = collector.take(page, at: 0, limit: count, isLive: part.isLive, maker)
            if !collector.items.isEmpty { return collector.items }
        }
        throw .empty
    }

    /// The libraries that the user may see.
    func views() async throws(ServerTrouble) -> [ServerItem] {
        try await caller.ask(session.calls.views, session.place, as: ItemsReply.self).items
    }

    /// How many items a library has for this wall.
    func count(_ library: ServerItem) async throws(ServerTrouble) -> Int {
        let isLive = library.collection == LibraryChoice.liveTV
        let calls = session.calls
        let call =
            isLive
            ? calls.channels(start: 0, limit: 1)
            : calls.items(in: library.id, filter: filter, start: 0, limit: 1)
        let page: ItemsReply = try await caller.ask(call, session.place)
        return page.total ?? page.received
    }

    private var maker: PageCollector.Maker {
        PageCollector.Maker(
            dialect: session.dialect, server: session.serverID, source: source)
    }

    private func parts() async throws(ServerTrouble) -> [Part] {
        let known = try await views()
        guard !known.isEmpty else { throw .noLibraries }
        let chosen: [ServerItem]
        do throws(LibraryChoice.Problem) {
            chosen = try LibraryChoice.choose(libraries, among: known)
        } catch {
            throw .unknownPlace(error.description)
        }
        if let container = filter.container { return [try await part(container)] }
        guard !chosen.isEmpty else { throw .noLibraries }
        let calls = session.calls
        let filter = filter
        return chosen.map { library in
            guard library.collection != LibraryChoice.liveTV else {
                return Part(isLive: true) { calls.channels(start: $0, limit: $1) }
            }
            return Part {
                calls.items(in: library.id, filter: filter, start: $0, limit: $1)
            }
        }
    }

    private func part(
        _ wanted: (kind: ItemFilter.Container, name: String)
    ) async throws(ServerTrouble) -> Part {
        let calls = session.calls
        let all: ItemsReply = try await caller.ask(calls.named(wanted.kind), session.place)
        let name = wanted.name.lowercased()
        let found =
            all.items.first { $0.name.lowercased() == name }
            ?? all.items.first { $0.id.lowercased() == name }
        guard let found else {
            let names = all.items.prefix(20).map { "“\($0.name)”" }.joined(separator: ", ")
            throw .unknownPlace(
                "There is no \(wanted.kind.rawValue) “\(wanted.name)”."
                    + (names.isEmpty ? "" : " There is \(names)."))
        }
        let filter = filter
        guard wanted.kind == .playlist else {
            return Part { calls.items(in: found.id, filter: filter, start: $0, limit: $1) }
        }
        return Part { calls.playlist(found.id, start: $0, limit: $1) }
    }
}
