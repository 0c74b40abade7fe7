/// Where a request stands on its way through redirects.
struct RedirectCourse {
    /// Redirects that are followed; browsers take 20, servers need one or two.
    static let followedMax = 5

    /// What comes of a reply.
    enum Step: Equatable {
        /// It is the answer; when it sends elsewhere, with where.
        case ends(redirect: String?)
        /// The course has moved, and is to be asked again.
        case goesOn
        /// It has been sent on too often.
        case tooMany
    }

    /// What is asked next.
    private(set) var request: HTTPRequest
    private let origin: WebOrigin
    private var followed = 0

    /// - Parameter origin: that of the request's address, which the course never leaves.
    init(_ request: HTTPRequest, origin: WebOrigin) {
        self.request = request
        self.origin = origin
    }

    /// Takes a reply and says what comes of it.
    ///
    /// - Parameters:
    ///   - status: its status.
    ///   - location: its `Location`, as the server wrote it.
    mutating func take(status: Int, location: String?) -> Step {
        guard 300..<400 ~= status, status != 304, let location,
            let address = WebAddress(request.url)
        else { return .ends(redirect: nil) }
        defer { address.close() }
        guard let target = address.follow(location) else { return .ends(redirect: nil) }
        guard request.redirects == .sameOrigin, [301, 302, 303, 307, 308].contains(status),
            address.origin == origin
        else { return .ends(redirect: target) }
        guard followed < Self.followedMax else { return .tooMany }
        followed += 1
        request.url = target
        changeMethod(after: status)
        return .goesOn
    }

    /// As browsers do (Fetch standard, HTTP-redirect fetch): what was posted is not
    /// posted again unless the status says so.
    private mutating func changeMethod(after status: Int) {
        let becomesGet =
            switch status {
            case 301, 302: request.method == .post
            case 303: request.method != .head
            default: false
            }
        guard becomesGet else { return }
        request.method = .get
        request.body = nil
        request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
    }
}
