import MediaServerAPI
import Testing

/// `HYPERWALL_FILTER`.
struct FilterTests {
    private func value(_ name: String, _ filter: ItemFilter) -> String? {
        ServerCalls(.jellyfin, user: "u").items(in: nil, filter: filter, start: 0, limit: 1)
            .query.first { $0.name == name }?.value
    }

    @Test func itsPartsHoldTogether() throws {
        let filter = try ItemFilter(
            " favorite ;unplayed; genre=Nature;genre = Sport & Spiel; tag=a=b")
        #expect(value("Filters", filter) == "IsFavorite,IsUnplayed")
        #expect(value("Genres", filter) == "Nature|Sport & Spiel")
        #expect(value("Tags", filter) == "a=b")
    }

    @Test func nothingIsEverything() throws {
        #expect(try ItemFilter("") == ItemFilter())
        #expect(try ItemFilter(" ; ") == ItemFilter())
    }

    @Test func aPlaylistIsNamed() throws {
        let filter = try ItemFilter("playlist=Lobby")
        #expect(filter.container?.kind == .playlist && filter.container?.name == "Lobby")
    }

    @Test(arguments: ["genre=", "colour=red", "favorite=1", "playlist=a;collection=b", "genre"])
    func rubbishIsNamed(text: String) {
        #expect(throws: ItemFilter.Problem.self) { try ItemFilter(text) }
    }
}

/// `HYPERWALL_LIBRARIES`.
struct LibraryChoiceTests {
    private let known: [ServerItem]

    init() throws {
        known = try Replies.items(
            """
            {"Items":[{"Id":"AB-1","Name":"Films","CollectionType":"movies"},
            {"Id":"c2","Name":"Songs","CollectionType":"music"},
            {"Id":"d3","Name":"Mixed"},{"Id":"e4","Name":"TV","CollectionType":"livetv"}]}
            """
        ).items
    }

    @Test func withoutAChoiceItIsAllOfVideos() throws {
        #expect(try LibraryChoice.choose([], among: known).map(\.id) == ["AB-1", "d3"])
    }

    @Test func namesAndIdsAreFoundHoweverTheyAreWritten() throws {
        let found = try LibraryChoice.choose(["films", "ab1", "TV"], among: known)
        #expect(found.map(\.id) == ["AB-1", "e4"])
    }

    @Test func anUnknownOneListsTheKnownOnes() {
        #expect {
            try LibraryChoice.choose(["Filme"], among: known)
        } throws: { "\($0)".contains("“Filme”") && "\($0)".contains("“Films”") }
    }
}
