/// Which fields of an item are wanted.
struct ItemFields: Sendable {
    let fields: Set<String>
    let userData: Bool
    let images: Bool

    init(_ query: RequestQuery) {
        fields = Set(query.list("fields"))
        userData = query.flag("enableuserdata") ?? true
        images = query.flag("enableimages") ?? true
    }

    /// Of a single item: everything.
    static let all = ItemFields(
        RequestQuery("Fields=MediaSources,Path,Genres,Tags,SortName,DateCreated,Overview"))

    func has(_ name: String) -> Bool { fields.contains(name) }
}

extension FakeSite {
    /// A thing as the server describes it.
    func itemJSON(_ thing: FakeThing, _ data: FakeUserData?, _ fields: ItemFields) -> JSON {
        switch thing {
        case .item(let number): videoJSON(thing, number, data, fields)
        case .missing(let number): missingJSON(thing, number, data, fields)
        case .channel(let number): channelJSON(thing, number, data, fields)
        case .view(let view): viewJSON(thing, view)
        case .playlist(let index):
            folderJSON(thing, "Playlist", FakeLibrary.playlists[safe: index] ?? "", data, fields)
        case .collection(let index):
            folderJSON(thing, "BoxSet", FakeLibrary.collections[safe: index] ?? "", data, fields)
        case .series(let number):
            folderJSON(thing, "Series", "Series \(number)", data, fields)
        }
    }

    private func videoJSON(
        _ thing: FakeThing, _ number: Int, _ data: FakeUserData?, _ fields: ItemFields
    ) -> JSON {
        let id = thing.id(dialect)
        let view = FakeLibrary.view(of: number)
        let type = FakeLibrary.views[view].type
        let file = files.isEmpty ? nil : files[number % files.count]
        var item: [(String, JSON)] = [
            ("Name", .text(FakeLibrary.name(number))), ("ServerId", .text(serverID)),
            ("Id", .text(id)),
            ("RunTimeTicks", options.saysLength ? .number(ifThere: file?.ticks) : .null),
            ("IsFolder", false), ("Type", .text(type)),
        ]
        if fields.has("sortname") {
            item.append(("SortName", .text(FakeLibrary.name(number).lowercased())))
        }
        if fields.has("datecreated") {
            item.append(("DateCreated", "2026-01-02T03:04:05.1234567Z"))
        }
        if fields.has("path") {
            item.append(("Path", .text("/media/\(number).\(file?.ending ?? "mp4")")))
        }
        if fields.has("genres") {
            item.append(("Genres", .list([.text(FakeLibrary.genre(of: number))])))
        }
        if fields.has("tags") {
            item.append(("Tags", .list(FakeLibrary.tags(of: number).map { .text($0) })))
        }
        if fields.has("mediasources") {
            item.append(
                (
                    "MediaSources",
                    .list(sources(thing).map { sourceJSON(thing, $0, SourceVerdict.asItIs) })
                )
            )
        }
        if type == "Episode" {
            let series = FakeThing.series(FakeLibrary.series(of: number))
            item += [
                ("IndexNumber", .number(Int64(number / 4 % 20 + 1))),
                ("ParentIndexNumber", .number(Int64(number / 80 % 9 + 1))),
                ("SeriesId", .text(series.id(dialect))),
                ("SeriesName", .text("Series \(FakeLibrary.series(of: number))")),
            ]
            if fields.images { item.append(("SeriesPrimaryImageTag", "5e41e500")) }
        }
        if type == "MusicVideo" {
            item.append(("Artists", .list([.text("Artist \(number % 7)"), "The Others"])))
        }
        item += marksJSON(thing, data, fields)
        if dialect.isJellyfin { item.append(("VideoType", "VideoFile")) }
        item += imagesJSON(thing, fields)
        if dialect.isJellyfin { item.append(("LocationType", "FileSystem")) }
        item.append(("MediaType", "Video"))
        return .object(item)
    }

    private func missingJSON(
        _ thing: FakeThing, _ number: Int, _ data: FakeUserData?, _ fields: ItemFields
    ) -> JSON {
        .object(
            [
                ("Name", .text("Missing \(number)")), ("ServerId", .text(serverID)),
                ("Id", .text(thing.id(dialect))), ("IsFolder", false), ("Type", "Episode"),
                ("SeriesName", "Series 0"), ("IndexNumber", .number(Int64(100 + number))),
                ("ParentIndexNumber", 1), ("LocationType", "Virtual"), ("MediaType", "Video"),
            ] + marksJSON(thing, data, fields))
    }

    private func channelJSON(
        _ thing: FakeThing, _ number: Int, _ data: FakeUserData?, _ fields: ItemFields
    ) -> JSON {
        .object(
            [
                ("Name", .text(FakeLibrary.channels[safe: number] ?? "")),
                ("ServerId", .text(serverID)), ("Id", .text(thing.id(dialect))),
                ("ChannelNumber", .text("\(number + 1)")), ("Number", .text("\(number + 1)")),
                ("ChannelType", "TV"), ("IsFolder", false), ("Type", "TvChannel"),
                ("MediaType", "Video"),
            ] + marksJSON(thing, data, fields) + imagesJSON(thing, fields))
    }

    private func viewJSON(_ thing: FakeThing, _ index: Int) -> JSON {
        guard let view = FakeLibrary.views[safe: index] else { return .object([]) }
        return .object([
            ("Name", .text(view.name)), ("ServerId", .text(serverID)),
            ("Id", .text(thing.id(dialect))), ("IsFolder", true), ("Type", "CollectionFolder"),
            ("CollectionType", .text(view.collection)), ("ImageTags", .object([])),
        ])
    }

    private func folderJSON(
        _ thing: FakeThing, _ type: String, _ name: String, _ data: FakeUserData?,
        _ fields: ItemFields
    ) -> JSON {
        .object(
            [
                ("Name", .text(name)), ("ServerId", .text(serverID)),
                ("Id", .text(thing.id(dialect))), ("IsFolder", true), ("Type", .text(type)),
            ] + marksJSON(thing, data, fields))
    }

    private func marksJSON(
        _ thing: FakeThing, _ data: FakeUserData?, _ fields: ItemFields
    ) -> [(String, JSON)] {
        guard fields.userData, let data else { return [] }
        return [("UserData", userDataJSON(thing, data))]
    }

    /// The user's marks of an item.
    func userDataJSON(_ thing: FakeThing, _ data: FakeUserData) -> JSON {
        var fields: [(String, JSON)] = [
            ("PlaybackPositionTicks", .number(data.positionTicks)),
            ("PlayCount", .number(Int64(data.playCount))),
            ("IsFavorite", .flag(data.isFavorite)), ("Played", .flag(data.played)),
        ]
        if dialect.isJellyfin {
            fields += [("Key", .text(thing.id(dialect))), ("ItemId", .text(thing.id(dialect)))]
        }
        return .object(fields)
    }

    private func imagesJSON(_ thing: FakeThing, _ fields: ItemFields) -> [(String, JSON)] {
        guard fields.images else { return [] }
        var tags: [(String, JSON)] = []
        for kind in FakeImage.kinds(of: thing) where kind != .backdrop {
            tags.append((kind.rawValue, .text(FakeImage.tag(thing, kind))))
        }
        let hasBackdrop = FakeImage.kinds(of: thing).contains(.backdrop)
        return [
            ("ImageTags", .object(tags)),
            (
                "BackdropImageTags",
                .list(hasBackdrop ? [.text(FakeImage.tag(thing, .backdrop))] : [])
            ),
        ]
    }
}

extension Array {
    /// The element there; nil when there is none.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
