/// What of a catalogue may be played now.
struct OrderRules: Sendable, Equatable {
    /// Items that are left out.
    let quarantined: Set<ItemID>
    /// Sources that are out.
    let out: Set<SourceID>
    /// The items that alone are wanted; nil for all.
    let favorites: Set<ItemID>?

    /// Not what is in quarantine, and nothing new from a source that is out while there is
    /// something else. Live items keep their cells. A filter that would leave nothing is none.
    func playable(_ catalogue: [MediaItem]) -> [MediaItem] {
        // Each look at a whole library takes its time: none for what is not there.
        let sound =
            quarantined.isEmpty ? catalogue : catalogue.filter { !quarantined.contains($0.id) }
        let there = out.isEmpty ? sound : sound.filter { $0.isLive || !out.contains($0.source) }
        let hasFilms = there.contains { !$0.isLive }
        let playable = hasFilms ? there : sound
        guard let favorites else { return playable }
        let kept = playable.filter { favorites.contains($0.id) || $0.isLive }
        return kept.contains { !$0.isLive } ? kept : playable
    }
}
