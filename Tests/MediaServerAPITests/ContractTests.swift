import Foundation
import MediaServerAPI
import Testing

/// What is asked is what the servers' own descriptions offer. They are not part of this
/// repository: Jellyfin and Emby publish them, and a copy may be cut down to some routes.
@Suite(
    .enabled(
        if: OpenAPIDescription.folder != nil,
        "HYPERWALL_OPENAPI_DIR names no folder with the servers' OpenAPI descriptions"))
struct ContractTests {
    /// Calls whose routes a description may leave out: one that is cut down to playing has no
    /// playlists, no live television and no list of users.
    private static let leftOut: Set = ["playlist", "channels", "closeLiveStream", "users", "user"]

    /// A name of a query that a description does not have, and why it is sent all the same.
    private struct Unnamed {
        let dialect: ServerDialect
        let call: String
        let names: Set<String>
        let reason: String
    }

    private static let unnamed = [
        Unnamed(
            dialect: .emby, call: "playbackInfo", names: ["userid"],
            reason: "described for GET; the server reads it for POST, too"),
        Unnamed(
            dialect: .emby, call: "items",
            names: ["enabletotalrecordcount", "ismissing", "excludelocationtypes"],
            reason: "of older servers; where they are ignored, the total comes by itself and "
                + "what has no file is left out by whoever reads the page"),
        Unnamed(
            dialect: .emby, call: "stream",
            names: ["mediasourceid", "playsessionid", "tag", "livestreamid"],
            reason: "in the addresses that the server itself makes (DirectStreamUrl)"),
    ]

    @Test func everyCallIsDescribed() throws {
        let descriptions = try OpenAPIDescription.all()
        #expect(!descriptions.isEmpty, "the folder holds no description of a media server")
        for description in descriptions {
            for (name, call) in try Self.calls(description.dialect) {
                try check(name, call, description)
            }
        }
    }

    private func check(
        _ name: String, _ call: ServerCall, _ description: OpenAPIDescription
    ) throws {
        let place = "\(description.name) \(name): \(call.method) \(call.path)"
        guard let operation = description.operation(call.method, call.path) else {
            if !Self.leftOut.contains(name) { Issue.record("\(place) is not described") }
            return
        }
        for (word, _) in call.query where !operation.query.contains(word.lowercased()) {
            let isKnown = Self.unnamed.contains {
                $0.dialect == description.dialect && $0.call == name
                    && $0.names.contains(word.lowercased())
            }
            if !isKnown { Issue.record("\(place): no \(word) in its query") }
        }
        guard let body = call.body else { return }
        let value = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(body))
        guard let schema = operation.body else {
            Issue.record("\(place): it has no body")
            return
        }
        for key in description.unknownKeys(of: value, in: schema) {
            Issue.record("\(place): no \(key) in its body")
        }
    }

    /// Everything that a wall asks, once or in each of its forms.
    private static func calls(_ dialect: ServerDialect) throws -> [(String, ServerCall)] {
        let calls = ServerCalls(dialect, user: "u1")
        var filter = ItemFilter()
        filter.favorites = true
        let source = try Replies.playback(
            """
            {"MediaSources":[{"Id":"s","Container":"mov,mp4","ETag":"e","LiveStreamId":"l"}]}
            """
        ).sources[0]
        var transcode = PlaybackQuestion()
        transcode.transcode = PlaybackQuestion.Transcode(cellWidth: 640, cellHeight: 360)
        transcode.start = 12
        transcode.source = "s"
        transcode.opensLive = true
        var report = PlayReport(item: "i", source: "s", session: "p")
        report.position = 3
        report.liveStream = "l"
        let picture = ServerPicture(item: "i", kind: "Backdrop/0", tag: "t")
        var all = [
            ("publicInfo", ServerCalls.publicInfo),
            ("signIn", calls.signIn(name: "a", password: "b")),
            ("users", calls.users), ("user", calls.user("u1")), ("signOut", calls.signOut),
            ("systemInfo", calls.systemInfo), ("views", calls.views),
            ("items", calls.items(in: "p", filter: filter, start: 0, limit: 10)),
            ("items by id", calls.items(ids: ["a", "b"])),
            ("playlist", calls.playlist("p", start: 0, limit: 10)),
            ("channels", calls.channels(start: 0, limit: 10)), ("item", calls.item("i")),
            ("favorite", calls.favorite("i", true)), ("no favorite", calls.favorite("i", false)),
            ("picture", calls.picture(picture, width: 10, height: 10)),
            ("playbackInfo", calls.playbackInfo("i", PlaybackQuestion())),
            ("playbackInfo", calls.playbackInfo("i", transcode)),
            ("stream", calls.stream("i", source: source, session: "p", device: "d")),
            ("began", calls.report(.began, report)), ("progress", calls.report(.progress, report)),
            ("stopped", calls.report(.stopped, report)), ("ping", calls.ping(session: "p")),
            ("stopEncoding", calls.stopEncoding(session: "p", device: "d")),
            ("closeLiveStream", calls.closeLiveStream("l")),
            ("capabilities", calls.capabilities), ("sessions", calls.sessions(device: "d")),
        ]
        for kind in [ItemFilter.Container.playlist, .collection] {
            all.append(("named", calls.named(kind)))
        }
        if dialect != .emby { all.append(("me", calls.me)) }
        if dialect.hasQuickConnect {
            all += [
                ("quickConnectEnabled", calls.quickConnectEnabled),
                ("quickConnectBegin", calls.quickConnectBegin),
                ("quickConnectState", calls.quickConnectState(secret: "x")),
                ("quickConnectSignIn", calls.quickConnectSignIn(secret: "x")),
            ]
        }
        return all
    }
}
