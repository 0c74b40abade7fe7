extension ServerCalls {
    /// The kinds of items that a wall plays.
    public static let itemTypes = "Movie,Episode,Video,MusicVideo"

    /// The user's libraries.
    public var views: ServerCall {
        dialect.namesUserInQuery
            ? ServerCall(.get, "/UserViews", query: [("userId", user)])
            : ServerCall(.get, "/Users/\(Percent.encoded(user))/Views")
    }

    /// One page of items.
    /// - Parameters:
    ///   - parent: the library, playlist or collection; nil for all of the user's.
    ///   - filter: which of them.
    ///   - start: items before this one were read already.
    ///   - limit: items of the page.
    public func items(
        in parent: String?, filter: ItemFilter, start: Int, limit: Int
    ) -> ServerCall {
        var query: [(name: String, value: String)] = [
            ("Recursive", "true"), ("IncludeItemTypes", Self.itemTypes), ("MediaTypes", "Video"),
            // The name alone is no stable order: two of a name may change places between pages.
            ("SortBy", "SortName,DateCreated"), ("SortOrder", "Ascending"),
            ("StartIndex", "\(start)"), ("Limit", "\(limit)"),
            ("EnableTotalRecordCount", "true"),
            // A collection's movies each for themselves.
            (dialect == .emby ? "GroupItemsIntoCollections" : "CollapseBoxSetItems", "false"),
            ("IsMissing", "false"), ("ExcludeLocationTypes", "Virtual"),
            ("EnableImages", "false"), ("EnableUserData", "true"),
        ]
        if let parent { query.append(("ParentId", parent)) }
        query += filter.query
        return items(query)
    }

    /// Items by a query of one's own.
    func items(_ query: [(name: String, value: String)]) -> ServerCall {
        guard dialect.namesUserInQuery else {
            return ServerCall(.get, "/Users/\(Percent.encoded(user))/Items", query: query)
        }
        return ServerCall(.get, "/Items", query: [("userId", user)] + query)
    }

    /// Some items by their ids.
    public func items(ids: [String]) -> ServerCall {
        items([
            ("Ids", ids.prefix(ReplyBounds.idsMax).joined(separator: ",")),
            ("EnableImages", "false"), ("EnableUserData", "true"),
        ])
    }

    /// Playlists or collections, to find one by its name.
    public func named(_ kind: ItemFilter.Container) -> ServerCall {
        items([
            ("Recursive", "true"), ("IncludeItemTypes", kind.itemType), ("SortBy", "SortName"),
            ("Limit", "\(ReplyBounds.pageItemsMax)"),
        ])
    }

    /// What a playlist holds, in its order.
    public func playlist(_ id: String, start: Int, limit: Int) -> ServerCall {
        ServerCall(
            .get, "/Playlists/\(Percent.encoded(id))/Items",
            query: [("userId", user), ("StartIndex", "\(start)"), ("Limit", "\(limit)")])
    }

    /// Live TV.
    public func channels(start: Int, limit: Int) -> ServerCall {
        ServerCall(
            .get, "/LiveTv/Channels",
            query: [("userId", user), ("StartIndex", "\(start)"), ("Limit", "\(limit)")])
    }

    /// One item with everything in it.
    public func item(_ id: String) -> ServerCall {
        dialect.namesUserInQuery
            ? ServerCall(.get, "/Items/\(Percent.encoded(id))", query: [("userId", user)])
            : ServerCall(
                .get, "/Users/\(Percent.encoded(user))/Items/\(Percent.encoded(id))")
    }

    /// Marks a favourite, or takes the mark away.
    public func favorite(_ id: String, _ on: Bool) -> ServerCall {
        let method: ServerCall.Method = on ? .post : .delete
        let item = Percent.encoded(id)
        // Setting it twice is setting it once.
        return dialect.namesUserInQuery
            ? ServerCall(
                method, "/UserFavoriteItems/\(item)", query: [("userId", user)],
                isRepeatable: true)
            : ServerCall(
                method, "/Users/\(Percent.encoded(user))/FavoriteItems/\(item)",
                isRepeatable: true)
    }

    /// A picture of an item, no larger than asked for.
    public func picture(_ picture: ServerPicture, width: Int, height: Int) -> ServerCall {
        ServerCall(
            .get, "/Items/\(Percent.encoded(picture.item))/Images/\(picture.kind)",
            query: [
                ("maxWidth", "\(width)"), ("maxHeight", "\(height)"), ("quality", "90"),
                ("tag", picture.tag), ("format", "Jpg"),
            ], replyBytesMax: ServerPicture.bytesMax)
    }
}
