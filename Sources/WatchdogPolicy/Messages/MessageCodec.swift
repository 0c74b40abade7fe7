/// A message as a file of the outbox: one JSON object. No secret is in it; the channel's
/// own settings are read again when it is sent.
public enum MessageCodec {
    /// Bytes of a file.
    public static let bytesMax = 16 * 1024

    /// The file's text.
    public static func encode(_ message: WatchdogMessage) -> String {
        var fields: [(String, JSONText)] = [
            ("schema", .number(1)), ("kind", .string(message.kind.rawValue)),
            ("service", .string(message.service)), ("app", .string(message.app)),
            ("text", .string(message.text)), ("time", .number(message.wall)),
        ]
        if let thread = message.thread {
            fields.append(("incident", .string(thread.id)))
            fields.append(("stage", .string(thread.stage.rawValue)))
            fields.append(("down_seconds", .number(thread.downS)))
        }
        return JSONText.object(fields).text + "\n"
    }

    /// nil when the bytes are no message.
    public static func decode(_ bytes: [UInt8]) -> WatchdogMessage? {
        guard bytes.count <= bytesMax, let json = JSONValue(bytes), json["schema"] == .number(1),
            let kind = json["kind"]?.text.flatMap(EventKind.init(rawValue:)),
            let service = json["service"]?.text, let app = json["app"]?.text,
            let text = json["text"]?.text, let wall = number(json["time"])
        else { return nil }
        var thread: WatchdogMessage.Thread?
        if let id = json["incident"]?.text,
            let stage = json["stage"]?.text.flatMap(WatchdogMessage.Thread.Stage.init(rawValue:)),
            let downS = number(json["down_seconds"])
        {
            thread = WatchdogMessage.Thread(id: id, stage: stage, downS: downS)
        }
        return WatchdogMessage(
            kind: kind, service: service, app: app, text: text, wall: wall, thread: thread)
    }

    private static func number(_ value: JSONValue?) -> Int? {
        guard case .number(let number)? = value, abs(number) < 1e15 else { return nil }
        return Int(number)
    }
}

/// JSON on its way out.
public indirect enum JSONText: Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSONText])
    /// In this order.
    case object([(String, JSONText)])

    /// The text, on one line.
    public var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): "\(value)"
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let fields):
            "{" + fields.map { Self.quoted($0) + ":" + $1.text }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
