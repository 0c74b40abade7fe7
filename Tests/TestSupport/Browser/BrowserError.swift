import Foundation

/// What a browser, or the page in it, did not do.
public struct BrowserError: Error, CustomStringConvertible {
    /// WebDriver's own word for it: `stale element reference`; empty where it was not WebDriver.
    public let code: String
    /// All of it.
    public let description: String

    /// - Parameter description: what was wanted, and what was there instead.
    public init(_ description: String) {
        code = ""
        self.description = description
    }

    /// - Parameter body: WebDriver's answer, `{"value":{"error":…,"message":…}}`.
    init(webDriver body: Data) {
        struct Words: Decodable {
            var error: String
            var message: String
        }
        let words = try? JSONDecoder().decode(Reply<Words>.self, from: body).value
        code = words?.error ?? ""
        // The rest of its message is a list of its own calls.
        let message = words?.message.split(separator: "\n").first.map(String.init)
        description = message ?? String(decoding: body.prefix(500), as: UTF8.self)
    }

    /// Whether the page was at work on that very element: another try may go well.
    var mayPass: Bool {
        [
            "stale element reference", "no such element", "element click intercepted",
            "element not interactable",
        ].contains(code) || Self.wordsOfAnElementThatWent.contains { description.contains($0) }
    }

    /// What chromedriver passes on, as an unknown error, when an element goes between two of its
    /// own steps.
    private static let wordsOfAnElementThatWent = [
        "does not belong to the document", "No node with given id", "Cannot find context",
        "no such execution context",
    ]
}

/// What WebDriver wraps every answer in.
struct Reply<Value: Decodable>: Decodable {
    var value: Value
}
