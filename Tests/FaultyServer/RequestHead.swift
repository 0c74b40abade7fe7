/// The head of a request, as far as it is of interest.
struct RequestHead {
    let method: String
    /// The path by which faults know it.
    var path: String
    /// The path as it came.
    let rawPath: String
    /// The query as it came.
    let rawQuery: String
    let query: [String: String]
    /// Names in small letters.
    let headers: [String: String]

    /// Nil for what is no request.
    init?(_ head: String) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[1].hasPrefix("/") else { return nil }
        method = String(words[0])
        let target = words[1].split(separator: "?", maxSplits: 1)
        // What redirects to the same origin lead to.
        let plain = "/plain/"
        let first = String(target[0])
        path = first.hasPrefix(plain) ? String(first.dropFirst(plain.count - 1)) : first
        isPlain = first.hasPrefix(plain)
        rawPath = path
        rawQuery = target.count > 1 ? String(target[1]) : ""
        var query: [String: String] = [:]
        for pair in target.dropFirst().first?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first else { continue }
            query[name] = parts.count > 1 ? parts[1] : ""
        }
        self.query = query
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        self.headers = headers
    }

    /// Served well whatever the path's fault is.
    let isPlain: Bool

    /// What follows the head.
    var body: [UInt8] = []

    /// What the client has sent behind it already.
    var behind: [UInt8] = []

    /// The bytes that are to follow.
    var bodyBytes: Int { max(0, Int(headers["content-length"] ?? "") ?? 0) }

    /// Whether the client has no more to ask.
    var isLast: Bool { headers["connection"]?.lowercased() == "close" }

    /// The query without a fault that it asks for, with its question mark.
    var queryWithoutFault: String {
        let kept = rawQuery.split(separator: "&").filter { !$0.hasPrefix("fault=") }
        return kept.isEmpty ? "" : "?" + kept.joined(separator: "&")
    }

    /// For a site.
    var asSiteRequest: SiteRequest {
        SiteRequest(method: method, path: rawPath, query: rawQuery, headers: headers, body: body)
    }

    /// A fault that the URL itself asks for.
    var fault: Fault? { query["fault"].flatMap { Fault($0) } }

    /// The range of bytes that is asked for, as far as there is one: the last is nil for the end.
    var range: (first: Int, last: Int?)? {
        guard let text = headers["range"], text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst("bytes=".count).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Int(parts[0]), first >= 0 else { return nil }
        return (first, Int(parts[1]))
    }
}

/// A short answer.
struct Reply {
    let text: String

    init(status: Int, type: String = "text/plain", headers: [String] = [], text body: String) {
        let lines =
            ["HTTP/1.1 \(status) \(Self.words(status))", "Content-Type: \(type)"] + headers
            + ["Content-Length: \(body.utf8.count)", "", ""]
        text = lines.joined(separator: "\r\n") + body
    }

    init(redirect target: String, headers: [String] = []) {
        self.init(status: 302, headers: ["Location: \(target)"] + headers, text: "")
    }

    static func words(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 101: "Switching Protocols"
        case 204: "No Content"
        case 206: "Partial Content"
        case 302: "Found"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 416: "Range Not Satisfiable"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
