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
