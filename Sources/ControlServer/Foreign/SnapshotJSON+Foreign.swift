import Foundation
import Geometry
public import WallPolicy

extension SnapshotJSON {
    /// More than any wall's state, bytes.
    public static let bytesMax = 1 << 20

    /// A snapshot that another machine sent, maybe by another version, maybe no wall at all:
    /// what is missing is as it is on an empty wall, figures are bounded, words are clean.
    ///
    /// - Returns: nil when it is no snapshot.
    public static func decode(foreign bytes: [UInt8]) -> WallSnapshot? {
        guard let json = ForeignJSON(bytes), case .object(let fields) = json,
            case .text(let name) = fields["name"], isWallName(name), case .list = fields["cells"],
            case .whole(let schema) = fields["schema"], schema >= 1,
            let usual = whole(WallSnapshot()), let cell = whole(emptyCell)
        else { return nil }
        let completed = json.completed(by: usual, lists: ["cells": cell])
        return try? decode(QuarantineJSON.encode(completed))
    }

    /// The same for one cell of it.
    ///
    /// - Returns: nil when it is no cell.
    public static func decodeCell(foreign bytes: [UInt8]) -> CellSnapshot? {
        guard let json = ForeignJSON(bytes), case .object(let fields) = json,
            case .whole = fields["number"], let usual = whole(emptyCell)
        else { return nil }
        let completed = try? QuarantineJSON.encode(json.completed(by: usual))
        return completed.flatMap { try? JSONDecoder().decode(CellSnapshot.self, from: Data($0)) }
    }

    private static var emptyCell: CellSnapshot {
        CellSnapshot(
            number: 0, id: "", display: 0, rect: PixelRect(x: 0, y: 0, width: 0, height: 0))
    }

    private static func whole(_ value: some Encodable) -> ForeignJSON? {
        (try? QuarantineJSON.encode(value)).flatMap { ForeignJSON($0) }
    }

    /// The rule of `HYPERWALL_NAME`.
    private static func isWallName(_ name: String) -> Bool {
        (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-") }
    }
}
