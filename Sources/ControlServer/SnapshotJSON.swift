import Foundation
public import WallPolicy

/// The wall's snapshot as JSON, as `/api/v1/status` answers and
/// `hyperwall status` reads it.
public enum SnapshotJSON {
    /// Compact, with sorted keys.
    ///
    /// - Throws: `EncodingError` when a figure is no number.
    public static func encode(_ snapshot: WallSnapshot) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(snapshot))
    }

    /// Unknown fields are ignored.
    ///
    /// - Throws: `DecodingError` when it is no snapshot.
    public static func decode(_ bytes: [UInt8]) throws -> WallSnapshot {
        try JSONDecoder().decode(WallSnapshot.self, from: Data(bytes))
    }
}
