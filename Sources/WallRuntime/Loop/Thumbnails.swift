import Display
import Geometry
import WallPolicy

/// Small pictures of cells, cut from a picture of the wall as it is: nothing is decoded or drawn
/// for them. Nine cells that are looked at every two seconds cost one picture of the wall each,
/// and each cell's is made once, however many look.
public actor Thumbnails {
    /// A picture of the wall serves so long, seconds: a page asks every two seconds.
    private static let freshSeconds = 1.5
    /// Pixels of a thumbnail at most: what a cell of the page has on a phone, twice as sharp.
    private static let box = PixelSize(width: 384, height: 216)
    /// SDL_image's quality for JPEG, 1…100.
    private static let quality = 70

    /// What a thumbnail shows.
    private struct Place: Hashable {
        let display: Int
        let rect: PixelRect
    }

    private struct Wall {
        let picture: Task<WallPicture, any Error>
        let at: ContinuousClock.Instant
        var tiles: [Place: Task<[UInt8], any Error>] = [:]
    }

    private var wall: Wall?
    private let workshop = PictureWorkshop("thumbnails")

    /// No picture yet.
    public init() {}

    /// What a cell shows, as JPEG.
    /// - Parameter cell: its number.
    /// - Throws: `ControlRefusal` when there is no such cell or it is hidden; else a sentence.
    public func jpeg(cell: Int, of remote: WallRemote) async throws -> [UInt8] {
        let snapshot = remote.snapshot
        guard let found = snapshot.cells.first(where: { $0.number == cell }) else {
            throw ControlRefusal(
                .missing, Catalogue.missingCell(cell, of: snapshot.cells.count))
        }
        guard !found.hidden, found.rect.width > 0, found.rect.height > 0 else {
            throw ControlRefusal(.conflict, "Cell \(cell) is hidden behind another one.")
        }
        return try await tile(Place(display: found.display, rect: found.rect), of: remote).value
    }

    private func tile(_ place: Place, of remote: WallRemote) -> Task<[UInt8], any Error> {
        let picture = picture(of: remote)
        if let tile = wall?.tiles[place] { return tile }
        let workshop = workshop
        let tile = Task {
            let picture = try await picture.value
            return try await workshop.make {
                guard let display = picture[display: place.display],
                    let small = display.scaled(place.rect, toFit: Self.box)
                else {
                    throw ControlRefusal(.conflict, "The wall is just being laid out anew.")
                }
                return try PictureEncoder.jpeg(small, quality: Self.quality)
            }
        }
        wall?.tiles[place] = tile
        return tile
    }

    private func picture(of remote: WallRemote) -> Task<WallPicture, any Error> {
        if let wall, wall.at.duration(to: .now).inSeconds < Self.freshSeconds {
            return wall.picture
        }
        let picture = Task { try await remote.capture() }
        wall = Wall(picture: picture, at: .now)
        // A picture of eight large displays is not to be kept for a page that is closed.
        Task { [weak self] in
            try? await Task.sleep(for: .seconds(Self.freshSeconds))
            await self?.forget()
        }
        return picture
    }

    private func forget() {
        guard let wall, wall.at.duration(to: .now).inSeconds >= Self.freshSeconds else { return }
        self.wall = nil
    }
}
