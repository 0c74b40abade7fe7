import FlyingFox

/// The control page: `GET /`, and its files below `/page/`.
///
/// Each file has a route of its own, so that no path of a request ever reaches the file system.
/// They say nothing about the wall, so whoever asks gets them; a wall that is locked shows a
/// page that asks for the token.
enum PageRoutes {
    /// The folder of the page below the folder of resources.
    static let folder = "Page"
    /// The page itself, `/`.
    static let index = "index.html"
    /// Everything that it loads, and nothing else is served.
    static let files = [
        "icon.svg",
        "base.css", "layout.css", "wall.css", "sheet.css", "cards.css",
        "api.js", "app.js", "cell.js", "chart.js", "commands.js", "controls.js", "dom.js",
        "health.js", "icons.js", "journal.js", "keyboard.js", "line.js", "notices.js", "peers.js",
        "poll.js", "quarantine.js", "search.js", "seek.js", "session.js", "sheet.js", "sse.js",
        "store.js", "thumbs.js", "toast.js", "wall.js", "words.js",
    ]

    /// What the page may do: only what comes from the wall itself. Pictures are fetched and shown
    /// as `blob:`, so that the page learns why there is none.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let headers: [(String, String)] = [
        ("Content-Security-Policy", contentSecurityPolicy),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    /// - Parameter share: the folder of resources; nil for none.
    static func make(share: String?) -> [Route] {
        [route("/", index, share)] + files.map { route("/page/\($0)", $0, share) }
    }

    private static func route(_ path: String, _ name: String, _ share: String?) -> Route {
        let file = SharedFile("\(folder)/\(name)", in: share)
        return Route(method: .GET, path: path, guarding: .open) { _ in
            guard let bytes = file?.bytes else {
                throw Problem(404, "The control page is not installed: run scripts/install.")
            }
            var answer = Answer.bytes(bytes, mediaType(name))
            for (name, value) in headers { answer.headers[HTTPHeader(name)] = value }
            return answer
        }
    }

    private static func mediaType(_ name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        default: "image/svg+xml"
        }
    }
}
