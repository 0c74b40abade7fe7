import FlyingFox
import WallPolicy

/// What changes one cell, and its picture.
enum CellRoutes {
    private struct Seek: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case seconds, by }
        var seconds: Double?
        var by: Double?
    }
    private struct Play: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case item, url, start, when }
        var item: String?
        var url: String?
        var start: Double?
        var when: String?
    }

    /// Longer names belong to no item: a path has up to 4,096 bytes.
    private static let itemBytesMax = 4200
    /// A week of film; what is further away is no place in an item.
    private static let secondsMax = 604_800.0

    /// `POST /api/v1/cells/{n}/…` and `GET …/thumbnail.jpg`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            route(wall, "next", takesBody: false) { _ in .next },
            route(wall, "previous", takesBody: false) { _ in .previous },
            route(wall, "reload", takesBody: false) { _ in .reload },
            route(wall, "unpark", takesBody: false) { _ in .unpark },
            route(wall, "loop") { .loop(try await Switch.read($0)) },
            route(wall, "mute") { .mute(try await Switch.read($0)) },
            route(wall, "pause") { .pause(try await Switch.read($0)) },
            route(wall, "favorite") { .favorite(try await Switch.read($0)) },
            route(wall, "seek") { try await seek($0) },
            route(wall, "play", guarding: .guarded) { try await play($0) },
            thumbnail(wall),
        ]
    }

    private static func route(
        _ wall: any WallAccess, _ name: String, guarding: RouteGuard? = nil,
        takesBody: Bool = true,
        _ wish: @escaping @Sendable (RouteRequest) async throws -> CellWish
    ) -> Route {
        Route(
            method: .POST, path: "/api/v1/cells/{n}/\(name)", guarding: guarding,
            takesBody: takesBody
        ) { request in
            let wish = try await wish(request)
            return try await ControlRoutes.perform(.cell(request.cell ?? 0, wish), on: wall)
        }
    }

    private static func seek(_ request: RouteRequest) async throws -> CellWish {
        let form = #"{"seconds":90} or {"by":-10}"#
        let seek = try await Answer.body(Seek.self, of: request, form: form)
        switch (seek.seconds, seek.by) {
        case (let seconds?, nil) where (0...secondsMax).contains(seconds):
            return .seek(seconds: seconds)
        case (nil, let seconds?) where abs(seconds) <= secondsMax: return .seekBy(seconds: seconds)
        default: throw Problem(400, "The body must be \(form).")
        }
    }

    private static func play(_ request: RouteRequest) async throws -> CellWish {
        let form =
            #"{"item":"…"} or {"url":"…"}, with "start":seconds and "when":"now", "next" or "last""#
        let problem = Problem(400, "The body must be \(form).")
        let play = try await Answer.body(Play.self, of: request, form: form)
        guard let moment = RemotePlay.Moment(rawValue: play.when ?? "now"),
            play.start.map({ (0...secondsMax).contains($0) }) ?? true
        else { throw problem }
        switch (play.item, play.url) {
        case (let item?, nil) where (1...itemBytesMax).contains(item.utf8.count):
            return .play(.listed(ItemID(rawValue: item)), moment: moment, start: play.start)
        case (nil, let url?) where !url.isEmpty:
            return .play(.url(url), moment: moment, start: play.start)
        default: throw problem
        }
    }

    private static func thumbnail(_ wall: any WallAccess) -> Route {
        Route(method: .GET, path: "/api/v1/cells/{n}/thumbnail.jpg") { request in
            do {
                let bytes = try await wall.thumbnail(cell: request.cell ?? 0)
                return Answer.bytes(bytes, PictureFormat.jpeg.mediaType)
            } catch let refusal as ControlRefusal {
                throw Problem(refusal)
            } catch let error as PictureUnavailable {
                throw Problem(503, error.reason)
            }
        }
    }
}
