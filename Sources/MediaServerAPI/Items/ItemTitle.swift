/// What a label calls a server's item.
public enum ItemTitle {
    /// `Series · S2 E5 · Name`, `Artist – Name`, `Name`.
    public static func of(_ item: ServerItem) -> String {
        let name = item.name.isEmpty ? item.type : item.name
        switch item.type {
        case "Episode":
            let place = [item.season.map { "S\($0)" }, item.episode.map { "E\($0)" }]
                .compactMap { $0 }.joined(separator: " ")
            return [item.series ?? "", place, name].filter { !$0.isEmpty }
                .joined(separator: " · ")
        case "MusicVideo":
            guard !item.artists.isEmpty else { return name }
            return "\(item.artists.joined(separator: ", ")) – \(name)"
        default: return name
        }
    }
}
