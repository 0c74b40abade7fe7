import Display
import Geometry
import WallPolicy

/// Small pictures of cells, cut from a picture of the wall as it is: nothing is decoded or drawn
/// for them. Nine cells that are looked at every two seconds cost one picture of the wall each.
public actor Thumbnails {
    /// A picture of the wall serves so long, seconds: a page asks every two seconds.
    private static let freshSeconds = 1.5
    /// Pixels of a thumbnail at most: what a cell of the page has on a phone, twice as sharp.
    private static let box = PixelSize(width: 384, height: 216)
    /// SDL_image's quality for JPEG, 1…100.
    private static let quality = 70

    private var wall: (picture: Task<Bitmap, any Error>, at: ContinuousClock.Instant)?

    /// No picture yet.
    public init() {}

    /// What a cell shows, as JPEG.
    /// - Parameter cell: its number.
    /// - Throws: `ControlRefusal` when there is no such cell or it is hidden; else a sentence.
    public func jpeg(cell: Int, of remote: WallRemote) async throws -> [UInt8] {
        let snapshot = remote.snapshot
        guard let found = snapshot.cells.first(where: { $0.number == cell }) else {
            throw ControlRefusal(
                .missing, "There is no cell \(cell): the wall has \(snapshot.cells.count).")
        }
        guard !found.hidden, found.rect.width > 0, found.rect.height > 0 else {
            throw ControlRefusal(.conflict, "Cell \(cell) is hidden behind another one.")
        }
        var rect = found.rect
        for display in snapshot.displays {
            if display.number == found.display { break }
            rect = rect.moved(x: display.size.width, y: 0)
        }
        let picture = try await picture(of: remote)
        // Off this actor: nine browsers' tiles need not wait for each other.
        return try await Task.detached {
            guard let part = picture.part(rect) else {
                throw ControlRefusal(.conflict, "The wall is just being laid out anew.")
            }
            return try PictureEncoder.jpeg(part.scaled(toFit: Self.box), quality: Self.quality)
        }.value
    }

    private func picture(of remote: WallRemote) async throws -> Bitmap {
        if let wall, wall.at.duration(to: .now).inSeconds < Self.freshSeconds {
            return try await wall.picture.value
        }
        let picture = Task { try await remote.capture() }
        wall = (picture, .now)
        // A picture of eight large displays is not to be kept for a page that is closed.
        Task { [weak self] in
            try? await Task.sleep(for: .seconds(Self.freshSeconds))
            await self?.forget()
        }
        return try await picture.value
    }

    private func forget() {
        guard let wall, wall.at.duration(to: .now).inSeconds >= Self.freshSeconds else { return }
        self.wall = nil
    }
}

extension Bitmap {
    /// A rectangle of it; nil when it does not lie within.
    func part(_ rect: PixelRect) -> Bitmap? {
        guard rect.x >= 0, rect.y >= 0, rect.width > 0, rect.height > 0,
            rect.x + rect.width <= width, rect.y + rect.height <= height
        else { return nil }
        var result: [UInt32] = []
        result.reserveCapacity(rect.width * rect.height)
        for y in rect.y..<(rect.y + rect.height) {
            let start = y * width + rect.x
            result += pixels[start..<(start + rect.width)]
        }
        return Bitmap(size: rect.size, pixels: result)
    }
}
