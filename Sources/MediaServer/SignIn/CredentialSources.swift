import MediaServerAPI
public import Tunables

/// Where a wall finds what it signs in with. It prints as nothing.
public struct CredentialSources: Sendable, CustomStringConvertible {
    /// What `hyperwall login` wrote.
    let file: CredentialsFile
    /// A token's or API key's file, and the variable that named it.
    let tokenFile: (path: String, variable: String)?
    /// A password's file, and the variable that named it.
    let passwordFile: (path: String, variable: String)?
    /// A password in the environment.
    let password: String?
    /// Who signs in.
    let userName: String?
    /// Whose libraries an API key reads.
    let serverUser: String?

    /// The configured ones; systemd's credentials `hyperwall-token` and `hyperwall-password`
    /// where no file is named.
    public init(_ settings: Settings, files: ServerFiles) {
        file = CredentialsFile(path: files.credentials)
        tokenFile = Self.place(
            settings.tokenFile, "HYPERWALL_TOKEN_FILE", files.managed, "hyperwall-token")
        passwordFile = Self.place(
            settings.passwordFile, "HYPERWALL_PASSWORD_FILE", files.managed, "hyperwall-password")
        password = settings.password
        userName = settings.username
        serverUser = settings.serverUser
    }

    private static func place(
        _ path: String?, _ variable: String, _ managed: String?, _ name: String
    ) -> (path: String, variable: String)? {
        if let path { return (path, variable) }
        guard let managed, SecretFile.stamp("\(managed)/\(name)") != nil else { return nil }
        return ("\(managed)/\(name)", "the systemd credential \(name)")
    }

    /// Where `hyperwall login` leaves a token.
    public var path: String { file.path }

    /// Who signs in, if that is configured.
    public var configuredName: String? { userName }

    /// The configured token or API key; nil when there is none.
    func token() throws(ServerTrouble) -> String? {
        guard let tokenFile else { return nil }
        let token = try SecretFile.read(tokenFile.path, variable: tokenFile.variable)
        guard AccessToken.isToken(token) else {
            throw .credentials("\(tokenFile.variable): what is in \(tokenFile.path) is no token.")
        }
        return token
    }

    /// Whether there is a token already, which a look at the server can use, too.
    func hasToken(for address: ServerAddress) -> Bool {
        guard tokenFile == nil else { return true }
        let entry = try? file.entry(for: address)
        return entry != nil
    }

    /// A name and its password; nil when there is none.
    func namePassword() throws(ServerTrouble) -> (name: String, password: String)? {
        guard let userName else { return nil }
        if let passwordFile {
            return (
                userName,
                try SecretFile.read(passwordFile.path, variable: passwordFile.variable)
            )
        }
        return password.map { (userName, $0) }
    }

    /// What a person changed when it changes.
    func stamp() -> [[Int]?] {
        [file.path, tokenFile?.path, passwordFile?.path].map { $0.flatMap(SecretFile.stamp) }
    }

    /// Nothing of the secrets.
    public var description: String { "credentials" }
}
