/// Which items of the libraries are wanted: `favorite`, `unplayed`, `genre=…`, `tag=…`,
/// `playlist=…`, `collection=…`; several separated by `;` must all hold.
public struct ItemFilter: Sendable, Hashable {
    /// What holds items in an order of its own.
    public enum Container: String, Sendable, Hashable {
        /// A playlist.
        case playlist
        /// A collection of movies.
        case collection

        /// The server's name for it.
        public var itemType: String { self == .playlist ? "Playlist" : "BoxSet" }
    }

    /// Favourites only.
    public var favorites = false
    /// What was not watched yet.
    public var unplayed = false
    /// Of any of these.
    public var genres: [String] = []
    /// With any of these.
    public var tags: [String] = []
    /// A playlist or collection by name or id.
    public var container: (kind: Container, name: String)? {
        get { containerKind.map { ($0, containerName) } }
        set {
            containerKind = newValue?.kind
            containerName = newValue?.name ?? ""
        }
    }

    private var containerKind: Container?
    private var containerName = ""

    /// Everything.
    public init() {}

    /// Why a text is no filter.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// A filter as a person wrote it; empty for everything.
    public init(_ text: String) throws(Problem) {
        for part in text.split(separator: ";") {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = Self.trimmed(words.first ?? "").lowercased()
            let value = words.count > 1 ? Self.trimmed(words[1]) : ""
            if key.isEmpty && words.count == 1 { continue }
            guard words.count == 1 || !value.isEmpty else {
                throw Problem(description: "There is nothing behind “\(key)=” in the filter.")
            }
            switch (key, words.count) {
            case ("favorite", 1), ("favourite", 1), ("favorites", 1), ("favourites", 1):
                favorites = true
            case ("unplayed", 1), ("unwatched", 1): unplayed = true
            case ("genre", 2): genres.append(value)
            case ("tag", 2): tags.append(value)
            case ("playlist", 2), ("collection", 2):
                guard container == nil else {
                    throw Problem(description: "A filter can name one playlist or collection.")
                }
                container = Container(rawValue: key).map { ($0, value) }
            default:
                throw Problem(
                    description:
                        "“\(key)” is no filter; there are favorite, unplayed, genre=…, tag=…, "
                        + "playlist=… and collection=….")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// For the servers. Several genres are one value: both servers split it at `|`.
    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        let filters = (favorites ? ["IsFavorite"] : []) + (unplayed ? ["IsUnplayed"] : [])
        if !filters.isEmpty { query.append(("Filters", filters.joined(separator: ","))) }
        if !genres.isEmpty { query.append(("Genres", genres.joined(separator: "|"))) }
        if !tags.isEmpty { query.append(("Tags", tags.joined(separator: "|"))) }
        return query
    }
}
