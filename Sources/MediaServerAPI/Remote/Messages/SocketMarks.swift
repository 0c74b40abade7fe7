/// Marks of items that changed.
public struct SocketMarks: Sendable, Hashable {
    /// One of them.
    public struct Mark: Decodable, Sendable, Hashable {
        /// The item's id, as the server wrote it.
        public let item: String
        /// Whether it is a favourite now.
        public let isFavorite: Bool

        /// From a message.
        public init(from decoder: any Decoder) throws {
            let values = try LooseObject(from: decoder)
            guard let item = values.text("itemid", bytesMax: ReplyBounds.idBytesMax),
                let isFavorite = values.flag("isfavorite")
            else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "no mark"))
            }
            self.item = item
            self.isFavorite = isFavorite
        }
    }

    /// More marks than this are left out; the next reading of the library has them.
    public static let marksMax = 10_000

    /// Whose they are; nil when the server does not say.
    public let user: String?
    /// The marks, the latest of an item last.
    public let marks: [Mark]

    /// From a message's data.
    init(_ data: LooseObject) {
        user = data.text("userid", bytesMax: ReplyBounds.idBytesMax)
        let list: Lossy<Mark>? = data.value("userdatalist")
        marks = list?.elements(Self.marksMax) ?? []
    }
}
