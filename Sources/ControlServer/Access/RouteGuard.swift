/// How much a route is guarded.
enum RouteGuard: Sendable, Equatable {
    /// Says nothing about the wall and changes nothing: the page's own files.
    case open
    /// Tells about the wall.
    case reads
    /// Changes something.
    case changes
    /// The same, and over TCP it needs the token even from this machine: any program of any
    /// user, and whatever a browser there shows, could reach it.
    case guarded
    /// Trades the token for a session: it needs the token itself.
    case signsIn

    /// What is assumed where there is no route.
    init(method: String) { self = Self.changing.contains(method) ? .changes : .reads }

    private static let changing: Set<String> = ["POST", "PUT", "PATCH", "DELETE"]
}
