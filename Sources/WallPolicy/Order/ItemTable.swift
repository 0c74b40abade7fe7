/// Items by their names. Holds each item once, in the list that it was given: of a library of
/// 100,000 items a second copy would be 20 MB.
struct ItemTable: Sendable {
    private let items: [MediaItem]
    private let places: [ItemID: Int32]

    /// A table of these; of two with one name the first counts.
    init(_ items: [MediaItem]) {
        var places: [ItemID: Int32] = [:]
        places.reserveCapacity(items.count)
        for (place, item) in items.enumerated() where places[item.id] == nil {
            places[item.id] = Int32(place)
        }
        self.items = items
        self.places = places
    }

    /// The item of this name; nil when there is none.
    subscript(_ id: ItemID) -> MediaItem? {
        places[id].map { items[Int($0)] }
    }

    /// Whether the item at a place is the one that its name stands for.
    func counts(_ place: Int) -> Bool { places[items[place].id] == Int32(place) }
}
