import Foundation

/// What a browser noted while it showed pages.
public struct BrowserLog: Sendable {
    /// A line of the console: what scripts said, and what the browser itself complained of,
    /// violations of a Content-Security-Policy among it.
    public struct Line: Sendable, Decodable {
        /// `SEVERE`, `WARNING`, `INFO`.
        public var level: String
        /// The words, with the place in front.
        public var message: String
        /// `console-api`, `javascript`, `network`, `security`, `deprecation`, …
        public var source: String?
    }

    /// A request that left the page.
    public struct Request: Sendable {
        /// The whole address.
        public let url: String
        /// `GET`, `POST`, …
        public let method: String
    }

    /// The console's lines, the first first.
    public internal(set) var lines: [Line] = []
    /// The requests, the first first; websockets among them.
    public internal(set) var requests: [Request] = []

    /// Lines that a person who opens the console would see in red or yellow.
    public var complaints: [Line] { lines.filter { $0.level != "INFO" && $0.level != "DEBUG" } }

    /// Takes in what WebDriver has of the protocol's own events.
    mutating func take(events: [Line]) {
        for event in events {
            guard
                let message = try? JSONDecoder().decode(
                    Envelope.self, from: Data(event.message.utf8)
                ).message
            else { continue }
            switch message.method {
            case "Network.requestWillBeSent":
                guard let request = message.params.request else { continue }
                requests.append(Request(url: request.url, method: request.method))
            case "Network.webSocketCreated":
                requests.append(Request(url: message.params.url ?? "", method: "GET"))
            default: break
            }
        }
    }

    private struct Envelope: Decodable {
        var message: Message
    }
    private struct Message: Decodable {
        var method: String
        var params: Parameters
    }
    private struct Parameters: Decodable {
        var request: Sent?
        var url: String?
    }
    private struct Sent: Decodable {
        var url: String
        var method: String
    }
}
