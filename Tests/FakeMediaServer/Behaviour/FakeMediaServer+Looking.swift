/// An encoder that runs, or has made all there is to make.
public struct FakeEncoding: Sendable, Hashable {
    /// The play session.
    public let playSession: String
    /// The device that asked for it.
    public let device: String
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int
    /// Bits a second.
    public let bitrate: Int
}

/// A play that began and did not stop.
public struct FakeOpenSession: Sendable, Hashable {
    /// The play session, or `item <id>` where the client named none.
    public let playSession: String
    /// The item's id.
    public let item: String
    /// The version's id.
    public let source: String?
    /// The device.
    public let device: String
    /// Ticks of 100 ns.
    public let positionTicks: Int64?
    /// Whether it stands still.
    public let isPaused: Bool
    /// `DirectPlay`, `Transcode`.
    public let method: String?
}

extension FakeMediaServer {
    /// What was asked, oldest first, without control routes.
    public var requests: [FakeRequest] { site.state.withLock { $0.requests } }

    /// What was asked against the dialect's rules: `METHOD path: why.`
    public var illegal: [String] { site.state.withLock { $0.illegal } }

    /// Users' tokens that are good now, for tests that look for them where none belongs.
    public var tokens: [String] { site.state.withLock { $0.tokens.keys.sorted() } }

    /// Forgets what was asked so far, the good and the illegal.
    public func forgetRequests() {
        site.state.withLock { state in
            state.requests = []
            state.illegal = []
        }
    }

    /// Plays that began and did not stop.
    public var openSessions: [FakeOpenSession] {
        site.state.withLock { state in
            state.sessions.values.flatMap(\.playing).compactMap { id in
                guard let play = state.plays[id], let thing = play.thing else { return nil }
                return FakeOpenSession(
                    playSession: id, item: thing.id(site.dialect), source: play.source,
                    device: play.device?.deviceID ?? "", positionTicks: play.positionTicks,
                    isPaused: play.isPaused, method: play.method)
            }.sorted { $0.playSession < $1.playSession }
        }
    }

    /// Transcodes that nobody ended.
    public var runningEncodings: [FakeEncoding] {
        site.encoders.endSilent(after: options.encoderPatience)
        return site.encoders.running.map {
            FakeEncoding(
                playSession: $0.session, device: $0.device, width: $0.spec.width,
                height: $0.spec.height, bitrate: $0.spec.bitrate)
        }.sorted { $0.playSession < $1.playSession }
    }

    /// How often an encoder was started, for a seek too.
    public var encodersEver: Int { site.encoders.startedEver }

    /// The ids of live streams that are open.
    public var openLiveStreams: [String] {
        site.state.withLock { $0.lives.keys.sorted() }
    }

    /// What the first user did with an item.
    /// - Parameter id: the item's id, as the server wrote it.
    public func userData(of id: String) -> FakeUserData {
        guard let thing = FakeThing(id: id, site.dialect) else { return FakeUserData() }
        return site.state.withLock { $0.data(0, thing) }
    }

    /// Ids of all items of the libraries, in the order of their names; those without a file are
    /// left out.
    public var itemIDs: [String] {
        site.state.withLock { $0.library.numbers }.map { FakeThing.item($0).id(site.dialect) }
    }

    /// The id of item `number`, whether it is there or not.
    public func itemID(_ number: Int) -> String { FakeThing.item(number).id(site.dialect) }
    /// The id of a library: Movies, Shows, Music Videos, Home Videos, Music, Live TV.
    public func viewID(_ index: Int) -> String { FakeThing.view(index).id(site.dialect) }
    /// The id of a playlist: “Wall” of 25 items, “Evening, quiet” of up to 2250, many twice.
    public func playlistID(_ index: Int) -> String { FakeThing.playlist(index).id(site.dialect) }
    /// The id of a collection: “Space”, “Sea & Shore”.
    public func collectionID(_ index: Int) -> String {
        FakeThing.collection(index).id(site.dialect)
    }
    /// The id of a channel: One, Two, Three.
    public func channelID(_ index: Int) -> String { FakeThing.channel(index).id(site.dialect) }

    /// The file that an item's versions are served from, first the item's own.
    public func files(of id: String) -> [String] {
        guard let thing = FakeThing(id: id, site.dialect) else { return [] }
        return site.sources(thing).map { site.files[$0.file].path }
    }
}
