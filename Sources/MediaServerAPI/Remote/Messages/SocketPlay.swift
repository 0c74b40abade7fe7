public import WallPolicy

/// Items that somebody casts, as ids that have not been looked up. Which version of an item the
/// app had in mind (`MediaSourceId`) is not among it: that is chosen by the size of the cell.
public struct SocketPlay: Sendable, Hashable {
    /// When.
    public var moment: RemotePlay.Moment
    /// Which, from the one to begin with on; not empty, `RemotePlay.itemsMax` at most.
    public var ids: [String]
    /// Where the first begins, seconds.
    public var start: Double?
    /// The sound track of the first, by the server's number.
    public var audioTrack: Int?
    /// The subtitles of the first, by the server's number; −1 for none.
    public var subtitleTrack: Int?
    /// How many more were named behind those; they are left out.
    public var idsLeftOut: Int
    /// Whether they are to be shuffled first.
    public var isShuffled: Bool

    /// From a message's data; nil when there is nothing to play.
    init?(_ data: LooseObject) {
        switch data.words("playcommand")?.lowercased() {
        case nil, "playnow": (moment, isShuffled) = (.now, false)
        case "playnext": (moment, isShuffled) = (.next, false)
        case "playlast": (moment, isShuffled) = (.last, false)
        // Most servers make these into a list themselves.
        case "playshuffle", "playinstantmix": (moment, isShuffled) = (.now, true)
        default: return nil
        }
        let first = max(0, Int(clamping: data.number("startindex") ?? 0))
        let list: SocketIDs? = data.value("itemids")
        var wanted = list?.ids(from: first) ?? []
        // A start behind the end is none.
        if wanted.isEmpty, first > 0 { wanted = list?.ids(from: 0) ?? [] }
        guard !wanted.isEmpty else { return nil }
        idsLeftOut = max(0, wanted.count - RemotePlay.itemsMax)
        ids = Array(wanted.prefix(RemotePlay.itemsMax))
        start = data.number("startpositionticks").flatMap(Ticks.seconds)
        audioTrack = data.number("audiostreamindex").flatMap(SocketTrack.number)
        subtitleTrack = data.number("subtitlestreamindex").flatMap {
            $0 == -1 ? -1 : SocketTrack.number($0)
        }
    }
}

/// A list of ids, as numbers or texts; or one text with commas between them.
struct SocketIDs: Decodable {
    /// Elements that are looked at.
    private static var readMax: Int { 100_000 }

    private let found: [String?]

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            found = text.split(separator: ",", maxSplits: Self.readMax)
                .prefix(Self.readMax).map { Self.id(String($0)) }
            return
        }
        var list = try decoder.unkeyedContainer()
        var found: [String?] = []
        while !list.isAtEnd, found.count < Self.readMax {
            if let text = try? list.decode(String.self) {
                found.append(Self.id(text))
            } else if let number = try? list.decode(Int64.self) {
                found.append(String(number))
            } else {
                // A place that counts, without anything in it.
                _ = try list.superDecoder()
                found.append(nil)
            }
        }
        self.found = found
    }

    func ids(from first: Int) -> [String] {
        Array(found.dropFirst(first).lazy.compactMap { $0 })
    }

    /// What can stand in a list of ids in an address.
    private static func id(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= ReplyBounds.idBytesMax,
            !text.unicodeScalars.contains(where: { ReplyText.isControl($0) || $0 == "," })
        else { return nil }
        return text
    }
}

/// Numbers of tracks.
enum SocketTrack {
    /// A number that a file may have.
    static func number(_ index: Int64) -> Int? { (0...9999).contains(index) ? Int(index) : nil }
}

extension Ticks {
    /// Ticks as seconds; nil for what is no place in an item.
    static func seconds(_ ticks: Int64) -> Double? {
        let seconds = Double(ticks) / perSecond
        return (0..<1e9).contains(seconds) ? seconds : nil
    }
}
