/// What somebody who asks may, for the page: it asks for the token, or says why not.
///
/// Only the gate knows who is at the other end of a connection, so it finds this out and hands
/// it to the route in a header of its own, which it lets nobody else send.
struct AskerRights: Equatable, Sendable {
    /// Whether the wall has a token at all.
    var hasToken = false
    /// Whether the asker showed it, or has a session.
    var signedIn = false
    /// Whether the asker may look at the wall.
    var mayRead = false
    /// Whether the asker may send items, and end the program.
    var mayGuarded = false

    /// The header that carries it behind the gate.
    static let header = "hyperwall-asker"

    /// As the header writes it.
    var text: String {
        let words = [
            (hasToken, "token"), (signedIn, "signed-in"), (mayRead, "reads"),
            (mayGuarded, "guarded"),
        ]
        return words.filter(\.0).map(\.1).joined(separator: " ")
    }

    /// Reads `text`.
    init(text: String) {
        let words = Set(text.split(separator: " "))
        hasToken = words.contains("token")
        signedIn = words.contains("signed-in")
        mayRead = words.contains("reads")
        mayGuarded = words.contains("guarded")
    }

    /// Nothing yet.
    init() {}
}
