import FlyingFox
import WallPolicy

/// What the wall could play: `GET /api/v1/items?query=`.
enum ItemRoutes {
    /// Found items as they are answered.
    struct Found: Encodable {
        /// One of them.
        struct Item: Encodable {
            var id: ItemID
            var title: String
            var live: Bool
            /// Where it lies: the folder's name, or the host.
            var source: String
        }

        var schema = 1
        /// How many there are in all.
        var count: Int
        /// The first of them.
        var items: [Item]
    }

    /// Characters of a search; nobody types more.
    private static let queryMax = 200
    /// Words of it, each of which is looked for in every title: long titles have twenty.
    private static let wordsMax = 32
    /// Items of an answer.
    private static let limits = 1...200

    /// `GET /api/v1/items`.
    static func make(_ wall: any WallAccess) -> [Route] {
        // A library of 100,000 titles takes a while, which nobody else is to wait for.
        let desk = SlowWork("items", trouble: "Too many searches at once: try again in a moment.")
        return [
            Route(method: .GET, path: "/api/v1/items") { request in
                let query = Answer.query("query", of: request) ?? ""
                let limit = Answer.query("limit", of: request).map { Int($0) } ?? 50
                guard query.unicodeScalars.count <= queryMax,
                    query.split(separator: " ").count <= wordsMax
                else {
                    throw Problem(
                        400, "A search has up to \(queryMax) characters and \(wordsMax) words.")
                }
                guard let limit, limits.contains(limit) else {
                    throw Problem(
                        400,
                        "“limit” must be a whole number from \(limits.lowerBound) to "
                            + "\(limits.upperBound).")
                }
                do {
                    let items = try await wall.items()
                    return try await desk.run {
                        try Answer.json(search(query, in: items, limit: limit))
                    }
                } catch let error as WallUnavailable {
                    throw Problem(503, error.reason)
                }
            }
        ]
    }

    /// Items whose title holds every word of `query`, in small letters or capitals.
    static func search(_ query: String, in items: [MediaItem], limit: Int) -> Found {
        let words = query.lowercased().split(separator: " ").map(String.init)
        var found = Found(count: 0, items: [])
        for item in items {
            let title = words.isEmpty ? "" : item.title.lowercased()
            guard words.allSatisfy({ title.contains($0) }) else { continue }
            found.count += 1
            guard found.items.count < limit else { continue }
            found.items.append(
                Found.Item(
                    id: item.id, title: item.title, live: item.isLive, source: place(of: item)))
        }
        return found
    }

    /// Of a file its folder, since what it is mounted on may be `/`.
    private static func place(of item: MediaItem) -> String {
        guard case .file(let path) = item.location else { return item.source.words }
        return path.split(separator: "/").dropLast().last.map(String.init) ?? ""
    }
}
