import MediaServerAPI

/// A sign-in without a password: a person types a code into an app that is signed in.
struct QuickConnect: Sendable {
    /// Between two questions whether the code was typed.
    static let interval = Duration.seconds(3)

    let caller: ServerCaller

    /// Whether the server offers it.
    func isOffered(by server: FoundServer) async -> Bool {
        guard server.dialect.hasQuickConnect else { return false }
        let calls = ServerCalls(server.dialect)
        let answer: Bool? = try? await caller.ask(calls.quickConnectEnabled, place(server))
        return answer ?? false
    }

    /// Waits until somebody has confirmed a code; a code that expired is replaced.
    /// - Parameter show: told each code.
    func signIn(
        on server: FoundServer, show: @Sendable (String) async -> Void
    ) async throws(ServerTrouble) -> SignInReply {
        let calls = ServerCalls(server.dialect)
        while true {
            let begun: QuickConnectReply = try await caller.ask(
                calls.quickConnectBegin, place(server))
            await show(begun.code)
            do throws(ServerTrouble) {
                try await waitUntilConfirmed(begun.secret, calls, server)
            } catch .notFound {
                continue
            }
            return try await caller.ask(
                calls.quickConnectSignIn(secret: begun.secret), place(server))
        }
    }

    private func waitUntilConfirmed(
        _ secret: String, _ calls: ServerCalls, _ server: FoundServer
    ) async throws(ServerTrouble) {
        var failures = 0
        while true {
            guard (try? await Task.sleep(for: Self.interval)) != nil else { throw .cancelled }
            do throws(ServerTrouble) {
                let state: QuickConnectReply = try await caller.ask(
                    calls.quickConnectState(secret: secret), place(server))
                if state.isConfirmed { return }
                failures = 0
            } catch {
                // A server that is away for a moment does not cost the code.
                failures += 1
                if case .notFound = error { throw error }
                guard error.isPassing, failures < 10 else { throw error }
            }
        }
    }

    private func place(_ server: FoundServer) -> ServerCaller.Place {
        .init(root: server.root, dialect: server.dialect, token: nil)
    }
}
