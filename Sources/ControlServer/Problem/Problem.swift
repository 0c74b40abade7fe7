import Foundation

/// A refusal or a failure as RFC 9457 `application/problem+json`.
struct Problem: Error, Equatable, Encodable {
    /// The media type of the form.
    static let mediaType = "application/problem+json"

    /// RFC 9457: `about:blank` says no more than the status does.
    let type = "about:blank"
    /// The status's name.
    let title: String
    /// The HTTP status.
    let status: Int
    /// One sentence for a person.
    let detail: String
    /// Headers that belong to it, such as `Retry-After`.
    var headers: [String: String] = [:]

    private enum CodingKeys: String, CodingKey { case type, title, status, detail }

    /// A problem; its title follows from the status.
    init(_ status: Int, _ detail: String) {
        self.status = status
        self.title = Self.title(of: status)
        self.detail = detail
    }

    /// The JSON text.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Four plain values: there is nothing in them that JSON could not hold.
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }

    /// The name of a status (RFC 9110 §15).
    static func title(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
