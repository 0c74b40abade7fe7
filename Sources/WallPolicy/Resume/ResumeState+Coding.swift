import Geometry

extension ResumeState: Codable {
    private enum Key: String, CodingKey {
        case schema, configuredGrid, grid, focus, sounding, volume, filter, paused, cells
        case hastyStarts
    }

    /// Reads and checks it. Fields that it does not know are ignored.
    /// - Throws: `ResumeRefusal` when a value is out of its range or the form is newer,
    ///   `DecodingError` when it is none at all.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let schema = try fields.decode(Int.self, forKey: .schema)
        try Self.check(schema >= 1, "schema")
        guard schema <= Self.schema else {
            throw ResumeRefusal("was written by a newer Hyperwall")
        }
        configuredGrid = try Self.grid(fields, .configuredGrid)
        grid = try Self.grid(fields, .grid)
        focus = try fields.decode(Int.self, forKey: .focus)
        sounding = try fields.decodeIfPresent(Int.self, forKey: .sounding)
        volume = try fields.decode(Int.self, forKey: .volume)
        filter = try fields.decode(String.self, forKey: .filter)
        paused = try fields.decode(Bool.self, forKey: .paused)
        hastyStarts = try fields.decodeIfPresent(Int.self, forKey: .hastyStarts) ?? 0
        try Self.check((0...1_000_000).contains(hastyStarts), "hastyStarts")
        try Self.check((0...Self.cellsMax).contains(focus), "focus")
        try Self.check(sounding.map { (1...Self.cellsMax).contains($0) } ?? true, "sounding")
        try Self.check((0...100).contains(volume), "volume")
        // A filter that this version does not have shows everything.
        if filter != "favorites" { filter = "all" }

        var list = try fields.nestedUnkeyedContainer(forKey: .cells)
        cells = []
        var numbers: Set<Int> = []
        while !list.isAtEnd {
            try Self.check(cells.count < Self.cellsMax, "cells")
            let cell = try list.decode(Cell.self)
            try Self.check(numbers.insert(cell.number).inserted, "cells")
            cells.append(cell)
        }
    }

    /// Writes it.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(configuredGrid, forKey: .configuredGrid)
        try fields.encode(grid, forKey: .grid)
        try fields.encode(focus, forKey: .focus)
        try fields.encodeIfPresent(sounding, forKey: .sounding)
        try fields.encode(volume, forKey: .volume)
        try fields.encode(filter, forKey: .filter)
        try fields.encode(paused, forKey: .paused)
        if hastyStarts > 0 { try fields.encode(hastyStarts, forKey: .hastyStarts) }
        try fields.encode(cells, forKey: .cells)
    }

    private enum GridKey: String, CodingKey { case columns, rows }

    /// `GridSize` itself would take any number.
    private static func grid(
        _ fields: KeyedDecodingContainer<Key>, _ key: Key
    ) throws -> GridSize {
        let sides = try fields.nestedContainer(keyedBy: GridKey.self, forKey: key)
        let columns = try sides.decode(Int.self, forKey: .columns)
        let rows = try sides.decode(Int.self, forKey: .rows)
        let range = 1...GridSize.maximum
        try check(range.contains(columns) && range.contains(rows), key.rawValue)
        return GridSize(columns: columns, rows: rows)
    }

    fileprivate static func check(_ holds: Bool, _ field: String) throws(ResumeRefusal) {
        if !holds { throw ResumeRefusal("has a value in “\(field)” that cannot be") }
    }
}

extension ResumeState.Cell: Codable {
    private enum Key: String, CodingKey { case number, item, position, paused }

    /// Reads and checks it.
    /// - Throws: `ResumeRefusal` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        number = try fields.decode(Int.self, forKey: .number)
        item = try fields.decode(ItemID.self, forKey: .item)
        position = try fields.decodeIfPresent(Double.self, forKey: .position)
        paused = try fields.decodeIfPresent(Bool.self, forKey: .paused) ?? false
        try ResumeState.check((1...ResumeState.cellsMax).contains(number), "number")
        let bytes = item.rawValue.utf8.count
        try ResumeState.check((1...ResumeState.itemBytesMax).contains(bytes), "item")
        try ResumeState.check(position.map { $0.isFinite && $0 >= 0 } ?? true, "position")
    }

    /// Writes it.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(number, forKey: .number)
        try fields.encode(item, forKey: .item)
        try fields.encodeIfPresent(position, forKey: .position)
        if paused { try fields.encode(paused, forKey: .paused) }
    }
}
