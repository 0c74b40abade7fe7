/// A page of items, libraries or channels.
public struct ItemsReply: Decodable, Sendable {
    /// Those that could be read.
    public let items: [ServerItem]
    /// How many there were, readable or not: by so many the next page begins further on.
    public let received: Int
    /// How many there are in all, if the server counted.
    public let total: Int?

    enum CodingKeys: String, CodingKey {
        case items = "Items"
        case total = "TotalRecordCount"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let list = try values.decode(Lossy<ServerItem>.self, forKey: .items)
        items = list.elements(ReplyBounds.pageItemsMax * 4)
        received = list.count
        total = values.count(.total)
    }
}

/// An item as the servers describe it, as much of it as a wall needs.
public struct ServerItem: Decodable, Sendable, Hashable {
    /// The lasting id, opaque.
    public let id: String
    /// `Movie`, `Episode`, `Video`, `MusicVideo`, `CollectionFolder`, `TvChannel`, …
    public let type: String
    /// The name.
    public let name: String
    /// An episode's series.
    public let series: String?
    /// An episode's season.
    public let season: Int?
    /// An episode's number.
    public let episode: Int?
    /// A music video's artists.
    public let artists: [String]
    /// What a library holds: `movies`, `tvshows`, `music`, `livetv`, …
    public let collection: String?
    /// Whether there is a file at all.
    public let isVirtual: Bool
    /// Whether it is marked.
    public let isFavorite: Bool
    /// Its versions, where they were asked for.
    public let sources: [MediaSource]
    /// Its best picture, if there is one.
    public let picture: ServerPicture?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case type = "Type"
        case name = "Name"
        case series = "SeriesName"
        case season = "ParentIndexNumber"
        case episode = "IndexNumber"
        case artists = "Artists"
        case collection = "CollectionType"
        case location = "LocationType"
        case userData = "UserData"
        case sources = "MediaSources"
        case imageTags = "ImageTags"
        case seriesID = "SeriesId"
        case seriesImage = "SeriesPrimaryImageTag"
        case thumbItem = "ParentThumbItemId"
        case thumbImage = "ParentThumbImageTag"
        case backdrops = "BackdropImageTags"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.id(.id)
        type = values.text(.type, bytesMax: 64) ?? ""
        name = values.title(.name) ?? ""
        series = values.title(.series)
        season = values.count(.season)
        episode = values.count(.episode)
        artists = values.list(.artists, of: String.self, countMax: 8).compactMap {
            ReplyText.clean($0)
        }
        collection = values.text(.collection, bytesMax: 64)?.lowercased()
        isVirtual = values.text(.location, bytesMax: 64)?.lowercased() == "virtual"
        isFavorite =
            (try? values.decodeIfPresent(UserData.self, forKey: .userData))?.isFavorite
            ?? false
        sources = values.list(.sources, of: MediaSource.self, countMax: ReplyBounds.sourcesMax)
        picture = Self.picture(values, item: id)
    }

    /// A wide picture before a high one: cells are wide.
    private static func picture(
        _ values: KeyedDecodingContainer<CodingKeys>, item: String
    ) -> ServerPicture? {
        let tags = (try? values.decodeIfPresent([String: String].self, forKey: .imageTags)) ?? [:]
        if let tag = tags["Thumb"] { return ServerPicture(item: item, kind: "Thumb", tag: tag) }
        if let tag = values.list(.backdrops, of: String.self, countMax: 1).first {
            return ServerPicture(item: item, kind: "Backdrop/0", tag: tag)
        }
        if let parent = values.text(.thumbItem, bytesMax: ReplyBounds.idBytesMax),
            let tag = values.text(.thumbImage, bytesMax: ReplyBounds.idBytesMax)
        {
            return ServerPicture(item: parent, kind: "Thumb", tag: tag)
        }
        if let tag = tags["Primary"] { return ServerPicture(item: item, kind: "Primary", tag: tag) }
        if let series = values.text(.seriesID, bytesMax: ReplyBounds.idBytesMax),
            let tag = values.text(.seriesImage, bytesMax: ReplyBounds.idBytesMax)
        {
            return ServerPicture(item: series, kind: "Primary", tag: tag)
        }
        return nil
    }

    private struct UserData: Decodable {
        let isFavorite: Bool
        enum CodingKeys: String, CodingKey { case isFavorite = "IsFavorite" }
        init(from decoder: any Decoder) throws {
            isFavorite = try decoder.container(keyedBy: CodingKeys.self).flag(.isFavorite) ?? false
        }
    }
}

/// A picture of an item.
public struct ServerPicture: Sendable, Hashable {
    /// Bytes of one at most.
    public static let bytesMax = 4 << 20
    /// Whose it is: the item's own or its series'.
    public let item: String
    /// `Primary`, `Thumb`, `Backdrop/0`.
    public let kind: String
    /// Changes with the picture.
    public let tag: String

    /// A picture.
    public init(item: String, kind: String, tag: String) {
        self.item = item
        self.kind = kind
        self.tag = ReplyText.clean(tag, bytesMax: ReplyBounds.idBytesMax) ?? ""
    }
}

/// The answer to a mark.
public struct UserDataReply: Decodable, Sendable {
    /// Whether it is marked now; nil when the server does not say.
    public let isFavorite: Bool?
    enum CodingKeys: String, CodingKey { case isFavorite = "IsFavorite" }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        isFavorite = try decoder.container(keyedBy: CodingKeys.self).flag(.isFavorite)
    }
}
