import Foundation

/// JSON text that another machine sent, made fit to be looked at: figures within what a wall can
/// mean, words without anything that moves a cursor, nothing longer than anybody reads.
indirect enum ForeignJSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case whole(Int)
    case number(Double)
    case text(String)
    case list([ForeignJSON])
    case object([String: ForeignJSON])

    /// A thousand years in seconds, a petabyte in bytes: figures beyond are none.
    private static let figureMax = 1_000_000_000_000_000.0
    private static let lettersMax = 1_000
    private static let elementsMax = 1_024
    /// Twice as many values as the largest wall has, of 512 cells with 60 figures each: to read
    /// one takes Foundation a microsecond or two.
    private static let valuesMax = 65_536

    /// - Returns: nil when it is no JSON text, nested too deep, or holds too much.
    init?(_ bytes: [UInt8]) {
        // Foundation's parser follows brackets by recursion.
        guard JSONDepth.isShallow(bytes), Self.hasFewValues(bytes),
            let value = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
        else { return nil }
        self.init(value)
    }

    /// Whether there are few enough of them: before each stands a comma or a bracket. Those in
    /// words count too.
    private static func hasFewValues(_ bytes: [UInt8]) -> Bool {
        var count = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
            default: break
            }
        }
        return count <= valuesMax
    }

    /// This, with whatever is missing in an object taken from another one's object: a program of
    /// an earlier version knows less.
    /// - Parameter lists: what each element of a list by that name is completed by.
    func completed(by other: ForeignJSON, lists: [String: ForeignJSON] = [:]) -> ForeignJSON {
        guard case .object(var fields) = self, case .object(let usual) = other else { return self }
        for (name, value) in usual {
            let given = fields[name] ?? .null
            fields[name] = given == .null ? value : given.completed(by: value)
        }
        for (name, usual) in lists {
            guard case .list(let elements) = fields[name] else { continue }
            fields[name] = .list(elements.map { $0.completed(by: usual) })
        }
        return .object(fields)
    }

    /// Letters that act on a terminal, end a line or turn the direction of text are replaced.
    static func clean(_ text: String, limit: Int = lettersMax) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
                "\u{FFFD}"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

extension ForeignJSON: Encodable {
    /// - Parameter value: as `JSONSerialization` gives it. A `JSONDecoder` would have to be asked
    ///   type by type, and throw an error for each one that it is not: seconds in all.
    private init?(_ value: Any) {
        switch value {
        case let text as String: self = .text(Self.clean(text))
        case let number as NSNumber: self.init(number)
        case let list as [Any]:
            var values: [ForeignJSON] = []
            for element in list.prefix(Self.elementsMax) {
                guard let value = ForeignJSON(element) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case let object as [String: Any]:
            guard object.count <= Self.elementsMax else { return nil }
            var fields: [String: ForeignJSON] = [:]
            for (name, element) in object {
                guard let value = ForeignJSON(element) else { return nil }
                fields[name] = value
            }
            self = .object(fields)
        default: self = .null
        }
    }

    private init(_ number: NSNumber) {
        // No JSON number is a `char`, which is what Foundation makes of a truth value.
        guard number.objCType.pointee != CChar(bitPattern: UInt8(ascii: "c")) else {
            self = .bool(number.boolValue)
            return
        }
        let value = min(max(number.doubleValue, -Self.figureMax), Self.figureMax)
        self = value == value.rounded() ? .whole(Int(value)) : .number(value)
    }

    func encode(to encoder: any Encoder) throws {
        var place = encoder.singleValueContainer()
        switch self {
        case .null: try place.encodeNil()
        case .bool(let value): try place.encode(value)
        case .whole(let value): try place.encode(value)
        case .number(let value): try place.encode(value)
        case .text(let value): try place.encode(value)
        case .list(let value): try place.encode(value)
        case .object(let value): try place.encode(value)
        }
    }
}
