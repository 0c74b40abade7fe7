import MediaServerAPI

/// Signs in with what is configured.
struct SignIn: Sendable {
    let caller: ServerCaller
    let address: ServerAddress
    let credentials: CredentialSources

    /// A session on a server that was found.
    /// - Parameter refusing: a token that the server refused already; it is not tried again.
    func session(
        on server: FoundServer, refusing: String?
    ) async throws(ServerTrouble) -> ServerSession {
        var refusal: ServerTrouble?
        if let token = try credentials.token(), token != refusing {
            do throws(ServerTrouble) {
                return try await adopt(token, user: nil, on: server)
            } catch .tokenRefused {
                refusal = .tokenRefused
            }
        }
        if credentials.tokenFile == nil, let entry = try credentials.file.entry(for: address),
            entry.token != refusing
        {
            do throws(ServerTrouble) {
                let user = ServerUser(id: entry.userID, name: entry.userName)
                return try await adopt(entry.token, user: user, on: server)
            } catch .tokenRefused {
                refusal = .tokenRefused
            }
        }
        if let (name, password) = try credentials.namePassword() {
            return try await signIn(name, password, on: server)
        }
        throw refusal ?? (refusing == nil ? .noCredentials : .tokenRefused)
    }

    /// Signs in by name and password.
    func signIn(
        _ name: String, _ password: String, on server: FoundServer
    ) async throws(ServerTrouble) -> ServerSession {
        let place = ServerCaller.Place(root: server.root, dialect: server.dialect, token: nil)
        let call = ServerCalls(server.dialect).signIn(name: name, password: password)
        do throws(ServerTrouble) {
            var session = session(server, try await caller.ask(call, place))
            session.isByPassword = true
            return session
        } catch .tokenRefused {
            throw .wrongPassword
        }
    }

    /// The session of a sign-in that was accepted.
    func session(_ server: FoundServer, _ reply: SignInReply) -> ServerSession {
        session(server, token: reply.token, user: reply.user)
    }

    private func session(
        _ server: FoundServer, token: String, user: ServerUser
    ) -> ServerSession {
        ServerSession(
            place: .init(root: server.root, dialect: server.dialect, token: token),
            serverID: server.info.id ?? address.base, serverName: server.name(address),
            version: server.version, user: user)
    }

    /// Finds out whose token it is; that also proves that it is good.
    private func adopt(
        _ token: String, user known: ServerUser?, on server: FoundServer
    ) async throws(ServerTrouble) -> ServerSession {
        let place = ServerCaller.Place(root: server.root, dialect: server.dialect, token: token)
        let calls = ServerCalls(server.dialect)
        if let wanted = credentials.serverUser {
            let user = try await find(wanted, calls, place)
            var session = session(server, token: token, user: user)
            // What `hyperwall login` left is somebody's.
            if known == nil { session.isKey = try await isKey(calls, place) }
            return session
        }
        if let known {
            let question = server.dialect == .emby ? calls.user(known.id) : calls.me
            let user: ServerUser = try await caller.ask(question, place)
            return session(server, token: token, user: user)
        }
        if server.dialect != .emby {
            do throws(ServerTrouble) {
                return session(server, token: token, user: try await caller.ask(calls.me, place))
            } catch .tokenRefused {
                // An API key is nobody, and is told so with any of 400, 401, 404.
                _ = try await users(calls, place)
            } catch .status(400, _), .notFound, .badReply {
            }
        }
        if let name = credentials.userName {
            var session = session(
                server, token: token, user: try await find(name, calls, place))
            session.isKey = try await isKey(calls, place)
            return session
        }
        _ = try await users(calls, place)
        throw .needsUser
    }

    /// Whether a configured token that is good is nobody's: an API key. Emby does not tell;
    /// there it is one when `HYPERWALL_SERVER_USER` says whose libraries are read, which only a
    /// key makes necessary. What does not let itself be found out counts as somebody's.
    private func isKey(
        _ calls: ServerCalls, _ place: ServerCaller.Place
    ) async throws(ServerTrouble) -> Bool {
        guard calls.dialect != .emby else { return credentials.serverUser != nil }
        do throws(ServerTrouble) {
            let _: ServerUser = try await caller.ask(calls.me, place)
            return false
        } catch .tokenRefused {
            return true
        } catch .status(400, _), .notFound, .badReply {
            return true
        } catch .forbidden, .status, .busy {
            return false
        }
    }

    private func find(
        _ name: String, _ calls: ServerCalls, _ place: ServerCaller.Place
    ) async throws(ServerTrouble) -> ServerUser {
        let users: [ServerUser]
        do throws(ServerTrouble) {
            users = try await self.users(calls, place)
        } catch .forbidden {
            // A user's own token may not list the others; on Jellyfin it knows itself.
            guard calls.dialect != .emby else { throw .forbidden }
            let me: ServerUser = try await caller.ask(calls.me, place)
            users = [me]
        }
        let wanted = name.lowercased()
        let found =
            users.first { $0.name.lowercased() == wanted } ?? users.first { $0.id == name }
        guard let found else {
            throw .unknownUser(name: name, known: users.map(\.name))
        }
        return found
    }

    private func users(
        _ calls: ServerCalls, _ place: ServerCaller.Place
    ) async throws(ServerTrouble) -> [ServerUser] {
        try await caller.ask(calls.users, place, as: UsersReply.self).users
    }
}
