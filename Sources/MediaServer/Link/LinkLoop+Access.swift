import MediaServerAPI
import WallPolicy

/// Who may be commanded, and how a doubtful sign-in is looked at.
extension LinkLoop {
    /// Tells who may be commanded.
    func announce(_ session: ServerSession) {
        guard session.canBeCommanded else {
            let words =
                "No app can command this wall: \(session.serverName) knows it by an API key, and "
                + "to Jellyfin that is no device. Sign in with hyperwall login, or with "
                + "HYPERWALL_USERNAME and HYPERWALL_PASSWORD_FILE."
            if generation == 0 { logger.notice("\(words)") }
            generation += 1
            return events.cannotBeCommanded(words, settings.device.device)
        }
        generation += 1
        let token = session.place.token
        events.access(
            DeviceAccess(
                session, cell: nil, device: settings.device, caller: caller,
                generation: generation, source: settings.address.source
            ) { [weak self] in
                Task { await self?.renew(token) }
            }, nil)
    }

    /// The server refuses a token for the websocket, or does not know the session: whether the
    /// token is good is asked, for as long as nobody answers. A good one that name and password
    /// brought is replaced by another; one that was configured, or given to a person's code, is
    /// all there is. Whoever asks for this does so rarely.
    private func renew(_ token: String?) async {
        guard !isRenewing else { return }
        isRenewing = true
        defer { isRenewing = false }
        var failures = 0
        while let session, session.place.token == token, !Task.isCancelled {
            do throws(ServerTrouble) {
                let _: ItemsReply = try await caller.ask(session.calls.views, session.place)
                guard self.session?.place.token == token else { return }
                guard try await !replace(session) else { return }
                // The same once more is all there is to be had.
                return announce(session)
            } catch {
                if error == .tokenRefused, let token { return refuse(token) }
                if error == .cancelled { return }
                failures += 1
                var generator = SystemRandomNumberGenerator()
                let pause = RetryPace.seconds(after: failures, asked: nil, using: &generator)
                try? await Task.sleep(for: .seconds(pause))
            }
        }
    }

    /// Signs in anew in the place of a session that is good.
    /// - Returns: false when there is nothing to sign in with.
    private func replace(_ old: ServerSession) async throws(ServerTrouble) -> Bool {
        guard old.isByPassword, let server,
            let (name, password) = try settings.credentials.namePassword()
        else { return false }
        let signIn = SignIn(
            caller: caller, address: settings.address, credentials: settings.credentials)
        let session: ServerSession
        do throws(ServerTrouble) {
            session = try await signIn.signIn(name, password, on: server)
        } catch {
            // What is refused is not tried again while the old one is good.
            guard error.needsPerson else { throw error }
            logger.warning("\(error.words(status.name))")
            return false
        }
        // Meanwhile somebody else may have found that the old one is none any more.
        guard self.session?.place.token == old.place.token else { return true }
        self.session = session
        sessionBegan = clock.now
        logger.info("signed in to \(session.serverName) once more")
        await desk.use(session)
        announce(session)
        return true
    }
}
