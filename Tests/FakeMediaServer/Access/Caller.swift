/// Somebody with an account.
struct FakeAccount: Sendable, Hashable {
    let name: String
    let password: String
    let id: String
}

/// A device that was signed in, or that spoke with the API key.
struct DeviceKey: Hashable, Sendable {
    let client: String
    let deviceID: String

    /// The session's id: the same for the same device, after a restart too. Jellyfin takes the
    /// MD5 of both names (SessionManager.CreateSession); here any digits do.
    var sessionID: String {
        let digits = SHA1.digest(Array("\(client)\n\(deviceID)".utf8)).prefix(16)
        return digits.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// What a token stands for.
struct TokenGrant: Sendable {
    /// The user's place in the list of accounts.
    let account: Int
    let device: DeviceKey
}

/// Who asks.
struct Caller: Sendable {
    /// The user's place in the list of accounts; nil for an API key and for nobody.
    var account: Int?
    var isAPIKey = false
    /// The session, by the device.
    var device: DeviceKey?
    var token: String?
}
