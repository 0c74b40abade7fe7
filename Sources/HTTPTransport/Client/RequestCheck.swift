extension HTTPRequest {
    /// Looks at the request before anything is sent.
    ///
    /// - Returns: the origin of its address.
    /// - Throws: `HTTPFailure.notAsked`, without a word of the request in it.
    func checkedOrigin() throws(HTTPFailure) -> WebOrigin {
        guard ProbeQuestion.isWebAddress(url) else {
            throw .notAsked(detail: "the address is no http or https address")
        }
        guard let origin = WebAddress.origin(of: url) else {
            throw .notAsked(detail: "the address is malformed")
        }
        for header in headers {
            guard header.hasName else {
                throw .notAsked(detail: "a header's name is none")
            }
            guard header.valueIsOneLine else {
                throw .notAsked(detail: "a header holds a line end or a control character")
            }
            // What says where the body ends is libcurl's alone: another length
            // would let a second request hide in the body.
            guard !Self.framing.contains(header.name.lowercased()) else {
                throw .notAsked(detail: "the header \(header.name) is not the caller's to set")
            }
        }
        guard body == nil || method == .post || method == .delete else {
            throw .notAsked(detail: "a \(method.rawValue) has no body")
        }
        return origin
    }

    private static let framing: Set = [
        "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect",
    ]
}

extension HTTPHeader {
    /// Whether the name is a token (RFC 9110, 5.6.2).
    fileprivate var hasName: Bool {
        !name.isEmpty && name.utf8.allSatisfy { Self.tokenBytes.contains($0) }
    }

    fileprivate var valueIsOneLine: Bool {
        value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
    }

    private static let tokenBytes = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// As libcurl takes it; an empty value has a form of its own.
    var line: String {
        value.allSatisfy { $0 == " " || $0 == "\t" } ? "\(name);" : "\(name): \(value)"
    }
}
