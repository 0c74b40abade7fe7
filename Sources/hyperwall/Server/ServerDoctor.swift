import MediaServer
import MediaServerAPI
import WallRuntime

/// Looks at the media server as a wall would use it.
struct ServerDoctor {
    /// A clock that is further off confuses tokens and certificates, seconds.
    private static let clockSecondsMax = 300.0

    private let common: CommonOptions

    /// A doctor for this configuration.
    init(_ common: CommonOptions) { self.common = common }

    /// Looks at everything, one after the other.
    /// - Parameter tell: told each finding at once: some take seconds.
    /// - Returns: the exit status when the server is of no use; nil when it is, or when there
    ///   is none.
    func examine(_ tell: (Doctor.Finding) -> Void) -> Int32? {
        let settings: ServerSettings
        do {
            guard let found = try ServerOptions.configured(common) else { return nil }
            settings = found
        } catch let failure as WallFailure {
            tell(Doctor.Finding(level: .failure, subject: "server", text: failure.sentence))
            return failure.exitStatus
        } catch {
            return 2
        }
        let visit = ServerVisit(settings)
        defer { visit.end() }
        do {
            let found = try Blocking.run { () async throws(ServerTrouble) in try await visit.find()
            }
            ok("server", "\(found.name): \(found.version), \(settings.address)", tell)
            transport(settings, tell)
            var status = clock(found, tell)
            let guest = try Blocking.run { () async throws(ServerTrouble) in
                try await visit.signIn(on: found)
            }
            defer { Blocking.run { () async -> Void in await visit.leave(guest) } }
            ok("sign-in", "as \(guest.name)", tell)
            try libraries(visit, guest, tell)
            let direct = play(visit, guest, transcoded: false, tell)
            // A wall goes on without transcodes.
            play(visit, guest, transcoded: true, tell)
            if !direct { status = status ?? 69 }
            return status
        } catch let trouble as ServerTrouble {
            tell(
                Doctor.Finding(
                    level: .failure, subject: "server",
                    text: trouble.words(settings.address.words)))
            return trouble.exitStatus
        } catch {
            return 1
        }
    }

    private func transport(_ settings: ServerSettings, _ tell: (Doctor.Finding) -> Void) {
        let isEncrypted = settings.address.base.hasPrefix("https:")
        if !isEncrypted {
            tell(
                Doctor.Finding(
                    level: .warning, subject: "TLS",
                    text: "the connection is not encrypted: fine at home, not across a network "
                        + "of others"))
        } else if !settings.verifiesCertificates {
            tell(
                Doctor.Finding(
                    level: .warning, subject: "TLS",
                    text: "encrypted, but HYPERWALL_TLS_INSECURE is on: nobody checks with whom"))
        } else {
            ok("TLS", "encrypted, and the certificate is good", tell)
        }
    }

    private func clock(
        _ server: ServerVisit.Server, _ tell: (Doctor.Finding) -> Void
    ) -> Int32? {
        guard let ahead = server.clockAhead else { return nil }
        let seconds = Int(ahead.rounded())
        guard abs(ahead) > Self.clockSecondsMax else {
            ok("clock", "the server's and ours agree within \(abs(seconds)) s", tell)
            return nil
        }
        tell(
            Doctor.Finding(
                level: .failure, subject: "clock",
                text:
                    "the server's clock is \(abs(seconds)) s \(ahead > 0 ? "ahead of" : "behind") "
                    + "ours: set the wrong one, for example by NTP"))
        return 78
    }

    private func libraries(
        _ visit: ServerVisit, _ guest: ServerVisit.Guest, _ tell: (Doctor.Finding) -> Void
    ) throws {
        let libraries = try Blocking.run { () async throws(ServerTrouble) in
            try await visit.libraries(of: guest)
        }
        let shown = libraries.compactMap { library in
            library.items.map { "\(library.name) (\($0))" }
        }
        guard !shown.isEmpty else { throw ServerTrouble.noLibraries }
        ok("libraries", shown.joined(separator: ", "), tell)
    }

    /// - Returns: whether it played.
    @discardableResult
    private func play(
        _ visit: ServerVisit, _ guest: ServerVisit.Guest, transcoded: Bool,
        _ tell: (Doctor.Finding) -> Void
    ) -> Bool {
        let subject = transcoded ? "transcode" : "direct play"
        do throws(ServerTrouble) {
            let trial = try Blocking.run { () async throws(ServerTrouble) in
                try await visit.trial(of: guest, transcoded: transcoded)
            }
            defer { Blocking.run { () async -> Void in await trial.end() } }
            guard trial.plan.isTranscoded == transcoded else {
                tell(
                    Doctor.Finding(
                        level: .warning, subject: subject,
                        text: "the server makes none for this user: large pictures cost the wall"))
                return true
            }
            switch PlayTrial.run(trial.plan) {
            case .played(let seconds):
                let tenths = (seconds * 10).rounded() / 10
                ok(subject, "“\(trial.title)” began after \(tenths) s and plays", tell)
                return true
            case .failed(let why):
                tell(
                    Doctor.Finding(
                        level: transcoded ? .warning : .failure, subject: subject,
                        text: "“\(trial.title)” does not play: \(why)"))
                return false
            }
        } catch {
            tell(
                Doctor.Finding(
                    level: transcoded ? .warning : .failure, subject: subject,
                    text: error.words("the server")))
            return false
        }
    }

    private func ok(_ subject: String, _ text: String, _ tell: (Doctor.Finding) -> Void) {
        tell(Doctor.Finding(level: .ok, subject: subject, text: text))
    }
}
