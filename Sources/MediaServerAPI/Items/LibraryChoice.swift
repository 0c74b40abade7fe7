/// Which libraries a wall reads.
public enum LibraryChoice {
    /// What a library may hold to count as one of videos; a mixed one says nothing.
    private static let video: Set<String> = [
        "movies", "tvshows", "musicvideos", "homevideos", "mixed", "",
    ]
    /// The collection of channels.
    public static let liveTV = "livetv"

    /// Why the wanted ones are not there.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// One sentence that names those that are.
        public let description: String
    }

    /// The libraries to read.
    /// - Parameters:
    ///   - wanted: names or ids; none for all libraries of videos.
    ///   - known: all that the user may see.
    public static func choose(
        _ wanted: [String], among known: [ServerItem]
    ) throws(Problem) -> [ServerItem] {
        if wanted.isEmpty {
            return known.filter { video.contains($0.collection ?? "") }
        }
        var chosen: [ServerItem] = []
        for name in wanted {
            // An id is not read for its case or its dashes, which servers change.
            let id = plain(name)
            let found = known.filter { $0.name.lowercased() == name.lowercased() }
            let matches = found.isEmpty ? known.filter { plain($0.id) == id } : found
            guard !matches.isEmpty else {
                throw Problem(
                    description: "There is no library “\(name)”. " + list(known))
            }
            for match in matches where !chosen.contains(where: { $0.id == match.id }) {
                chosen.append(match)
            }
        }
        return chosen
    }

    private static func plain(_ id: String) -> String {
        id.lowercased().filter { $0 != "-" }
    }

    private static func list(_ known: [ServerItem]) -> String {
        let names = known.prefix(20).map { "“\($0.name)”" }.joined(separator: ", ")
        return names.isEmpty ? "This user can see none at all." : "There is \(names)."
    }
}
