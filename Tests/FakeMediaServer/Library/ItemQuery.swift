/// What a client wants of the library.
struct ItemQuery: Sendable {
    let parent: FakeThing?
    /// The parent is none that is known.
    let hasBadParent: Bool
    let types: Set<String>
    let mediaTypes: Set<String>
    let isRecursive: Bool
    let filters: Set<String>
    let genres: [String]
    let tags: [String]
    let ids: [String]
    let search: String
    let sort: [String]
    let isDescending: Bool
    let hidesMissing: Bool
    let showsOnlyMissing: Bool
    let start: Int
    let limit: Int?

    init(_ query: RequestQuery, _ dialect: FakeDialect) {
        let id = query["parentid"]
        parent = id.flatMap { FakeThing(id: $0, dialect) }
        hasBadParent = id != nil && parent == nil
        types = Set(query.list("includeitemtypes"))
        mediaTypes = Set(query.list("mediatypes"))
        isRecursive = query.flag("recursive") ?? false
        var filters = Set(query.list("filters"))
        if query.flag("isfavorite") == true { filters.insert("isfavorite") }
        if let isPlayed = query.flag("isplayed") {
            filters.insert(isPlayed ? "isplayed" : "isunplayed")
        }
        self.filters = filters
        genres = query.list("genres", separator: "|")
        tags = query.list("tags", separator: "|")
        ids = query.list("ids")
        search = (query["searchterm"] ?? "").lowercased()
        sort = query.list("sortby")
        isDescending = query.list("sortorder").first == "descending"
        // Emby's description knows no such wishes: what has no file comes with the rest.
        let knowsMissing = dialect.isJellyfin
        hidesMissing =
            knowsMissing
            && (query.list("excludelocationtypes").contains("virtual")
                || query.flag("ismissing") == false
                || (query["locationtypes"] != nil
                    && !query.list("locationtypes").contains("virtual")))
        showsOnlyMissing = knowsMissing && query.flag("ismissing") == true
        start = max(0, query.number("startindex") ?? 0)
        limit = query.number("limit")
    }

    /// Whether the user's marks decide what it finds.
    var asksForMarks: Bool { !filters.isEmpty }

    /// Stands for what it finds, whichever page.
    var key: String {
        let parts: [String] = [
            parent.map { "\($0)" } ?? "", types.sorted().joined(separator: ","),
            mediaTypes.sorted().joined(separator: ","), "\(isRecursive)",
            filters.sorted().joined(separator: ","), genres.joined(separator: "|"),
            tags.joined(separator: "|"), ids.joined(separator: ","), search,
            sort.joined(separator: ","), "\(isDescending)\(hidesMissing)\(showsOnlyMissing)",
        ]
        return parts.joined(separator: ";")
    }

    private func wants(_ type: String) -> Bool {
        types.isEmpty ? true : types.contains(type.lowercased())
    }

    /// What it finds, all pages of it.
    func find(in library: FakeLibrary, marks: [FakeThing: FakeUserData]) -> [FakeThing] {
        var found: [FakeThing]
        switch parent {
        case .playlist(let index)?: found = library.playlist(index).map { .item($0) }
        case .collection(let index)?: found = library.collection(index).map { .item($0) }
        case .view(let view)?: found = children(of: view, library)
        case .series(let series)?:
            found = library.numbers.filter {
                FakeLibrary.view(of: $0) == 1 && FakeLibrary.series(of: $0) == series
            }.map { .item($0) }
        case .channel?, .item?, .missing?: found = []
        case nil where !isRecursive && ids.isEmpty && types.isEmpty:
            return FakeLibrary.views.indices.map { .view($0) }
        case nil: found = everything(library)
        }
        if !ids.isEmpty {
            let wanted = Set(ids.map { $0.filter { $0 != "-" } })
            found = found.filter {
                wanted.contains($0.id(.jellyfin11)) || wanted.contains($0.id(.emby4))
            }
        }
        found = found.filter { isWanted($0, marks) }
        if sort.first == "random" { found.shuffle() } else if isDescending { found.reverse() }
        return found
    }

    private func everything(_ library: FakeLibrary) -> [FakeThing] {
        var found: [FakeThing] = []
        if wants("playlist") && types.contains("playlist") {
            found += FakeLibrary.playlists.indices.map { .playlist($0) }
        }
        if types.contains("boxset") {
            found += FakeLibrary.collections.indices.map { .collection($0) }
        }
        if types.contains("series") { found += (0..<FakeLibrary.seriesCount).map { .series($0) } }
        if types.contains("tvchannel") {
            found += FakeLibrary.channels.indices.map { .channel($0) }
        }
        let isOfVideos = mediaTypes.isEmpty || mediaTypes.contains("video")
        guard isOfVideos else { return found }
        let wanted = FakeLibrary.views.prefix(FakeLibrary.videoViews).map { wants($0.type) }
        if wanted.contains(true) {
            for number in library.numbers where wanted[FakeLibrary.view(of: number)] {
                found.append(.item(number))
            }
        }
        if wanted[1] { found += (0..<library.missingCount).map { .missing($0) } }
        return found
    }

    private func children(of view: Int, _ library: FakeLibrary) -> [FakeThing] {
        guard FakeLibrary.views.indices.contains(view) else { return [] }
        let type = FakeLibrary.views[view].type
        if type == "TvChannel" { return FakeLibrary.channels.indices.map { .channel($0) } }
        guard view < FakeLibrary.videoViews else { return [] }
        if type == "Episode" {
            let series = (0..<FakeLibrary.seriesCount).map { FakeThing.series($0) }
            guard isRecursive else { return series }
            if types == ["series"] { return series }
        }
        guard wants(type), mediaTypes.isEmpty || mediaTypes.contains("video") else { return [] }
        var found: [FakeThing] = []
        for number in library.numbers where FakeLibrary.view(of: number) == view {
            found.append(.item(number))
        }
        if view == 1 { found += (0..<library.missingCount).map { .missing($0) } }
        return found
    }

    private func isWanted(_ thing: FakeThing, _ marks: [FakeThing: FakeUserData]) -> Bool {
        if case .missing = thing {
            if hidesMissing { return false }
        } else if showsOnlyMissing {
            return false
        }
        if filters.contains("isfavorite"), marks[thing]?.isFavorite != true { return false }
        if filters.contains("isunplayed"), marks[thing]?.played == true { return false }
        if filters.contains("isplayed"), marks[thing]?.played != true { return false }
        if filters.contains("isresumable"), (marks[thing]?.positionTicks ?? 0) == 0 { return false }
        guard !genres.isEmpty || !tags.isEmpty || !search.isEmpty else { return true }
        guard case .item(let number) = thing else { return false }
        if !genres.isEmpty, !genres.contains(FakeLibrary.genre(of: number).lowercased()) {
            return false
        }
        if !tags.isEmpty, !FakeLibrary.tags(of: number).contains(where: tags.contains) {
            return false
        }
        return search.isEmpty || FakeLibrary.name(number).lowercased().contains(search)
    }
}
