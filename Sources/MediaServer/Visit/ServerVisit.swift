import Foundation
import HTTPTransport
public import MediaServerAPI

/// One look at a media server, for the commands that a person runs. It must be ended.
public struct ServerVisit: Sendable {
    /// A library, and how much there is in it for the wall.
    public struct Library: Sendable, Hashable {
        /// The lasting id.
        public let id: String
        /// The name.
        public let name: String
        /// What it holds: `movies`, `tvshows`, …; empty when it is mixed.
        public let kind: String
        /// Items that the wall would play; nil when it would not read this one.
        public let items: Int?
    }

    /// What the server says of itself.
    public struct Server: Sendable {
        let found: FoundServer
        /// What its owner calls it.
        public let name: String
        /// `Jellyfin 10.11.11`.
        public let version: String
        /// Whether a code can be confirmed in its app.
        public let offersQuickConnect: Bool
        /// Seconds by which its clock is ahead of ours; nil when it does not say.
        public let clockAhead: Double?
    }

    /// Somebody who is signed in.
    public struct Guest: Sendable {
        let session: ServerSession
        /// Whether the token was given for this visit alone.
        let isVisitor: Bool
        /// Their name.
        public var name: String { session.user.name }
    }

    let settings: ServerSettings
    private let http: HTTPClient
    let caller: ServerCaller
    private let isVisitor: Bool

    /// A visit by these settings.
    /// - Parameter staysSignedIn: whether it is for a token that the wall will use.
    public init(_ settings: ServerSettings, staysSignedIn: Bool = false) {
        var settings = settings
        // A sign-in ends the one before it of the same device: that of the wall that may be
        // playing. A token is used by the device that it was given to.
        isVisitor = !staysSignedIn && !settings.credentials.hasToken(for: settings.address)
        if isVisitor {
            settings.device = DeviceIdentity(
                device: "\(settings.device.device) (look)", id: "\(settings.device.id)-look",
                version: settings.device.version)
        }
        self.settings = settings
        http = HTTPClient(settings.client)
        caller = ServerCaller(http: http, device: settings.device)
    }

    /// Ends it.
    public func end() { http.close() }

    /// Looks what answers at the address.
    public func find() async throws(ServerTrouble) -> Server {
        let found = try await ServerFinder(caller: caller).find(settings.address)
        return Server(
            found: found, name: found.name(settings.address), version: found.version,
            offersQuickConnect: await QuickConnect(caller: caller).isOffered(by: found),
            clockAhead: await clockAhead(found))
    }

    /// The answer's own date, against ours in the middle of the question.
    private func clockAhead(_ server: FoundServer) async -> Double? {
        let place = ServerCaller.Place(root: server.root, dialect: server.dialect, token: nil)
        let before = Date()
        guard let reply = try? await caller.tell(ServerCalls.publicInfo, place),
            let text = reply.header("Date")
        else { return nil }
        let middle = before.addingTimeInterval(Date().timeIntervalSince(before) / 2)
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: text)?.timeIntervalSince(middle)
    }

    /// Signs in with what is configured, as the wall would.
    public func signIn(on server: Server) async throws(ServerTrouble) -> Guest {
        Guest(
            session: try await ways.session(on: server.found, refusing: nil),
            isVisitor: isVisitor)
    }

    /// Gives back a token that was for this visit alone.
    public func leave(_ guest: Guest) async {
        guard guest.isVisitor else { return }
        _ = try? await caller.tell(
            guest.session.calls.signOut, guest.session.place, total: .seconds(5))
    }

    /// Signs in by name and password, and keeps the token for the wall.
    public func signIn(
        on server: Server, name: String, password: String
    ) async throws(ServerTrouble) -> Guest {
        let session = try await ways.signIn(name, password, on: server.found)
        try keep(session)
        return Guest(session: session, isVisitor: false)
    }

    /// Signs in by a code, and keeps the token for the wall.
    /// - Parameter show: told the code; again when it expired.
    public func quickConnect(
        on server: Server, show: @Sendable (String) async -> Void
    ) async throws(ServerTrouble) -> Guest {
        let reply = try await QuickConnect(caller: caller).signIn(on: server.found, show: show)
        let session = ways.session(server.found, reply)
        try keep(session)
        return Guest(session: session, isVisitor: false)
    }

    /// The libraries of who is signed in.
    public func libraries(of guest: Guest) async throws(ServerTrouble) -> [Library] {
        let reader = reader(guest)
        let all = try await reader.views()
        let chosen: Set<String>
        do throws(LibraryChoice.Problem) {
            chosen = Set(try LibraryChoice.choose(settings.libraries, among: all).map(\.id))
        } catch {
            throw .unknownPlace(error.description)
        }
        var libraries: [Library] = []
        for library in all {
            let count = chosen.contains(library.id) ? try await reader.count(library) : nil
            libraries.append(
                Library(
                    id: library.id, name: library.name, kind: library.collection ?? "",
                    items: count))
        }
        return libraries
    }

    func reader(_ guest: Guest) -> LibraryReader {
        LibraryReader(
            caller: caller, session: guest.session, source: settings.address.source,
            libraries: settings.libraries, filter: settings.filter, first: [])
    }

    private var ways: SignIn {
        SignIn(caller: caller, address: settings.address, credentials: settings.credentials)
    }

    private func keep(_ session: ServerSession) throws(ServerTrouble) {
        try settings.credentials.file.keep(
            CredentialsFile.Entry(
                url: settings.address.base, userID: session.user.id, userName: session.user.name,
                token: session.place.token ?? "", device: settings.device.id))
    }
}
