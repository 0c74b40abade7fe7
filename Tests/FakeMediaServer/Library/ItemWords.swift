/// The words that Jellyfin's lists take (its OpenAPI of 10.11 and 12). It leaves out what it
/// does not know, so that a misspelt kind of item asks for all kinds.
enum ItemWords {
    private static let filters = words(
        "IsFolder IsNotFolder IsUnplayed IsPlayed IsFavorite IsResumable Likes Dislikes "
            + "IsFavoriteOrLikes")
    private static let sorts = words(
        "Default AiredEpisodeOrder Album AlbumArtist Artist DateCreated OfficialRating DatePlayed "
            + "PremiereDate StartDate SortName Name Random Runtime CommunityRating ProductionYear "
            + "PlayCount CriticRating IsFolder IsUnplayed IsPlayed SeriesSortName VideoBitRate "
            + "AirTime Studio IsFavoriteOrLiked DateLastContentAdded SeriesDatePlayed "
            + "ParentIndexNumber IndexNumber")
    private static let kinds = words(
        "AggregateFolder Audio AudioBook BasePluginFolder Book BoxSet Channel ChannelFolderItem "
            + "CollectionFolder Episode Folder Genre ManualPlaylistsFolder Movie LiveTvChannel "
            + "LiveTvProgram MusicAlbum MusicArtist MusicGenre MusicVideo Person Photo PhotoAlbum "
            + "Playlist PlaylistsFolder Program Recording Season Series Studio Trailer TvChannel "
            + "TvProgram UserRootFolder UserView Video Year")
    private static let fields = words(
        "AirTime CanDelete CanDownload ChannelInfo Chapters Trickplay ChildCount "
            + "CumulativeRunTimeTicks CustomRating DateCreated DateLastMediaAdded "
            + "DisplayPreferencesId Etag ExternalUrls Genres ItemCounts MediaSourceCount "
            + "MediaSources OriginalTitle Overview ParentId Path People PlayAccess "
            + "ProductionLocations ProviderIds PrimaryImageAspectRatio RecursiveItemCount "
            + "Settings SeriesStudio SortName SpecialEpisodeNumbers Studios Taglines Tags "
            + "RemoteTrailers MediaStreams SeasonUserData DateLastRefreshed DateLastSaved "
            + "RefreshState ChannelImage EnableMediaSourceDisplay Width Height ExtraIds "
            + "LocalTrailerCount IsHD SpecialFeatureCount")

    private static let lists: [(name: String, known: Set<String>)] = [
        ("filters", filters), ("sortby", sorts), ("includeitemtypes", kinds),
        ("excludeitemtypes", kinds), ("fields", fields),
        ("sortorder", words("Ascending Descending")),
        ("mediatypes", words("Unknown Video Audio Photo Book")),
        ("locationtypes", words("FileSystem Remote Virtual Offline")),
        ("excludelocationtypes", words("FileSystem Remote Virtual Offline")),
    ]

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().split(separator: " ").map(String.init))
    }

    /// What a query says that nobody understands: names and words, in small letters.
    static func unknown(in query: RequestQuery) -> [(name: String, word: String)] {
        lists.flatMap { list in
            query.list(list.name).filter { !list.known.contains($0) }.map { (list.name, $0) }
        }
    }
}
