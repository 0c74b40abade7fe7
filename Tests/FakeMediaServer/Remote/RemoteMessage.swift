import Foundation

/// A message of the server to a client.
struct RemoteMessage: Sendable {
    let type: String
    let data: JSON?

    init(_ type: String, _ data: JSON?) {
        self.type = type
        self.data = data
    }

    /// As it is sent.
    /// - Parameter dataAsText: whether objects come as a text that holds JSON, as old servers
    ///   did it.
    func text(dataAsText: Bool) -> String {
        var data = data ?? .null
        if dataAsText, case .object = data {
            data = .text(String(decoding: data.bytes, as: UTF8.self))
        }
        let message = JSON.object([
            ("MessageType", .text(type)), ("MessageId", .text(HexID.dashed(RandomID.make()))),
            ("Data", data),
        ])
        return String(decoding: message.bytes, as: UTF8.self)
    }

    /// The MessageType of what a client sent.
    static func type(of text: String) -> String? {
        let json = try? JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        guard case .text(let type)? = json?["MessageType"] else { return nil }
        return type
    }
}
