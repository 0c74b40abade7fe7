/// Somebody who has an account.
public struct ServerUser: Decodable, Sendable, Hashable {
    /// The lasting id.
    public let id: String
    /// The name.
    public let name: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.id(.id)
        name = values.title(.name) ?? ""
    }

    /// A user that is known already.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// All users.
public struct UsersReply: Decodable, Sendable {
    /// They, those that could be read.
    public let users: [ServerUser]

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        users = try Lossy<ServerUser>(from: decoder).elements(10_000)
    }
}

/// A sign-in that was accepted. It prints as nothing.
public struct SignInReply: Decodable, Sendable, CustomStringConvertible {
    /// Who.
    public let user: ServerUser
    /// What lets us in from now on; never shown.
    public let token: String

    enum CodingKeys: String, CodingKey {
        case user = "User"
        case token = "AccessToken"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        user = try values.decode(ServerUser.self, forKey: .user)
        guard let token = values.text(.token, bytesMax: 512), AccessToken.isToken(token) else {
            throw DecodingError.dataCorruptedError(
                forKey: .token, in: values, debugDescription: "no token")
        }
        self.token = token
    }

    /// Nothing of the token.
    public var description: String { "signed in as \(user.name)" }
}

/// What a token may look like, so that it fits into a header.
public enum AccessToken {
    /// Whether it is one: printable ASCII without blanks, quotes and commas.
    public static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 512
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x2C }
    }
}

/// A code that is to be confirmed in an app.
public struct QuickConnectReply: Decodable, Sendable {
    /// What we ask with; never shown.
    public let secret: String
    /// What a person types.
    public let code: String
    /// Whether somebody did.
    public let isConfirmed: Bool

    enum CodingKeys: String, CodingKey {
        case secret = "Secret"
        case code = "Code"
        case isConfirmed = "Authenticated"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let secret = values.text(.secret, bytesMax: 512) else {
            throw DecodingError.dataCorruptedError(
                forKey: .secret, in: values, debugDescription: "no secret")
        }
        self.secret = secret
        guard let code = values.text(.code, bytesMax: 32) else {
            throw DecodingError.dataCorruptedError(
                forKey: .code, in: values, debugDescription: "no code")
        }
        self.code = code
        isConfirmed = values.flag(.isConfirmed) ?? false
    }
}
