import FaultyServer
import Foundation
import Synchronization

/// Pictures: real ones, made by ffmpeg once for each kind and size.
enum FakeImage: String, Sendable, CaseIterable {
    case primary = "Primary"
    case thumb = "Thumb"
    case backdrop = "Backdrop"

    /// Which pictures a thing has: some items have all, some one, some none.
    static func kinds(of thing: FakeThing) -> [FakeImage] {
        switch thing {
        case .item(let number):
            switch number % 4 {
            case 0: [.primary, .thumb, .backdrop]
            case 1: []
            case 2: [.primary]
            default: [.primary, .backdrop]
            }
        case .series, .channel: [.primary]
        default: []
        }
    }

    /// What changes with the picture.
    static func tag(_ thing: FakeThing, _ kind: FakeImage) -> String {
        String(HexID.of(thing.hashForTag, kind: 30 + kind.rawValue.utf8.count).prefix(16))
    }

    private var size: (width: Int, height: Int) {
        switch self {
        case .primary: (200, 300)
        case .thumb: (320, 180)
        case .backdrop: (640, 360)
        }
    }

    private static let made = Mutex<[String: [UInt8]]>([:])
    /// Different sizes that are kept.
    private static let madeMax = 64

    /// The picture, no larger than asked for.
    func bytes(maxWidth: Int?, maxHeight: Int?, isPNG: Bool) throws -> [UInt8] {
        var factor = 1.0
        if let maxWidth { factor = min(factor, Double(maxWidth) / Double(size.width)) }
        if let maxHeight { factor = min(factor, Double(maxHeight) / Double(size.height)) }
        let width = max(2, Int(Double(size.width) * factor) & ~1)
        let height = max(2, Int(Double(size.height) * factor) & ~1)
        let key = "\(rawValue) \(width) \(height) \(isPNG)"
        if let bytes = Self.made.withLock({ $0[key] }) { return bytes }
        let bytes = try Program.output([
            "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
            "testsrc=s=\(width)x\(height)", "-frames:v", "1", "-c:v", isPNG ? "png" : "mjpeg",
            "-f", "image2pipe", "-",
        ])
        Self.made.withLock { made in
            if made.count >= Self.madeMax { made.removeAll() }
            made[key] = bytes
        }
        return bytes
    }
}

extension FakeThing {
    fileprivate var hashForTag: Int {
        switch self {
        case .view(let n), .playlist(let n), .collection(let n), .channel(let n), .series(let n),
            .item(let n), .missing(let n):
            n
        }
    }
}

extension FakeSite {
    func image(_ call: Call) throws(Refusal) -> SiteAnswer {
        let thing = try call.thing()
        let name = call.captures["kind"] ?? ""
        guard
            let kind = FakeImage.allCases.first(where: {
                $0.rawValue.lowercased() == name.lowercased()
            })
        else { throw Refusal(404, "asks for no kind of picture") }
        guard FakeImage.kinds(of: thing).contains(kind), (call.captures["index"] ?? "0") == "0"
        else { throw Refusal(404) }
        let isPNG = call.query["format"]?.lowercased() == "png"
        do {
            let bytes = try kind.bytes(
                maxWidth: call.query.number("maxwidth"), maxHeight: call.query.number("maxheight"),
                isPNG: isPNG)
            return SiteAnswer(type: isPNG ? "image/png" : "image/jpeg", body: .bytes(bytes))
        } catch {
            throw Refusal(500)
        }
    }
}
