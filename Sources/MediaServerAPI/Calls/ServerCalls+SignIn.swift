/// The questions that a wall asks, in the server's dialect.
public struct ServerCalls: Sendable, Hashable {
    /// The dialect.
    public let dialect: ServerDialect
    /// Whose library it is; empty before the sign-in.
    public let user: String

    /// Questions for this user.
    public init(_ dialect: ServerDialect, user: String = "") {
        self.dialect = dialect
        self.user = user
    }

    /// What the server is; asked below what a person wrote, and below `/emby` there.
    public static let publicInfo = ServerCall(.get, "/System/Info/Public")

    /// Signs in.
    public func signIn(name: String, password: String) -> ServerCall {
        ServerCall(
            .post, "/Users/AuthenticateByName", body: NameAndPassword(name: name, pw: password))
    }

    /// Whose token it is; an API key is nobody's.
    public var me: ServerCall { ServerCall(.get, "/Users/Me") }

    /// All users: whose library an API key reads is found by name here.
    public var users: ServerCall { ServerCall(.get, "/Users") }

    /// One user.
    public func user(_ id: String) -> ServerCall {
        ServerCall(.get, "/Users/\(Percent.encoded(id))")
    }

    /// Whether codes can be confirmed.
    public var quickConnectEnabled: ServerCall { ServerCall(.get, "/QuickConnect/Enabled") }

    /// Asks for a code.
    public var quickConnectBegin: ServerCall { ServerCall(.post, "/QuickConnect/Initiate") }

    /// Whether the code was confirmed.
    public func quickConnectState(secret: String) -> ServerCall {
        ServerCall(.get, "/QuickConnect/Connect", query: [("secret", secret)])
    }

    /// Signs in with a confirmed code.
    public func quickConnectSignIn(secret: String) -> ServerCall {
        ServerCall(.post, "/Users/AuthenticateWithQuickConnect", body: QuickConnectSecret(secret))
    }

    /// Gives the token back.
    public var signOut: ServerCall { ServerCall(.post, "/Sessions/Logout") }

    /// The server's own time and name, for whoever is signed in.
    public var systemInfo: ServerCall { ServerCall(.get, "/System/Info") }
}

private struct NameAndPassword: Encodable {
    let name: String
    let pw: String
    enum CodingKeys: String, CodingKey {
        case name = "Username"
        case pw = "Pw"
    }
}

private struct QuickConnectSecret: Encodable {
    let secret: String
    init(_ secret: String) { self.secret = secret }
    enum CodingKeys: String, CodingKey { case secret = "Secret" }
}
