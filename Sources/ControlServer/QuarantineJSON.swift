import Foundation
public import WallPolicy

/// What is said about the quarantine over the socket, as JSON.
public enum QuarantineJSON {
    /// What `GET /api/v1/quarantine` answers.
    public struct List: Codable, Sendable, Equatable {
        /// The version of this form.
        public var schema = 1
        /// The items, the oldest first.
        public var items: [QuarantineSnapshot]
    }

    /// What `POST /api/v1/quarantine/clear` wants: an item's name, or `all`.
    public struct Clear: Codable, Sendable, Equatable {
        /// The item's lasting name.
        public var item: String?
        /// Everything.
        public var all: Bool?

        enum CodingKeys: String, CodingKey, CaseIterable { case item, all }

        /// - Parameter item: nil for everything.
        public init(item: String?) {
            self.item = item
            all = item == nil ? true : nil
        }
    }

    /// What it answers.
    public struct Cleared: Codable, Sendable, Equatable {
        /// The version of this form.
        public var schema = 1
        /// How many items may play again.
        public var released: Int
    }

    /// JSON text with sorted keys.
    ///
    /// - Throws: `EncodingError` when a figure is no number.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// Unknown fields are ignored.
    ///
    /// - Throws: `DecodingError` when it is none of that form.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8]
    ) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
