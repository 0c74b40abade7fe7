/// One version of an item.
struct FakeSource: Sendable {
    let id: String
    /// The file's place in the list of files.
    let file: Int
    let name: String
    let tag: String
}

extension FakeSite {
    /// The versions of a thing; every fifth item has two.
    func sources(_ thing: FakeThing) -> [FakeSource] {
        let number: Int
        switch thing {
        case .item(let item): number = item
        case .channel(let channel): number = channel
        default: return []
        }
        guard !files.isEmpty else { return [] }
        let count = number % 5 == 0 && thing == .item(number) ? 2 : 1
        return (0..<count).map { version in
            // Jellyfin's first version has the item's own id.
            let own = thing.id(dialect)
            let id =
                if dialect.isJellyfin {
                    version == 0 ? own : HexID.of(number, kind: 10 + version)
                } else { "mediasource_\(version == 0 ? own : "\(own)0\(version)")" }
            return FakeSource(
                id: id, file: (number + version) % files.count,
                name: FakeLibrary.name(number) + (version == 0 ? "" : " - other"),
                tag: HexID.of(number, kind: 20 + version))
        }
    }
}
