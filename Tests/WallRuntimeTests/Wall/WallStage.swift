import Display
import Geometry
import Logging
import TestSupport
import Testing
import Tunables
import WallPolicy

@testable import WallRuntime

/// A wall without a display, for the time of a test: the whole program but its
/// sources and its socket, gone round by hand.
final class WallStage {
    let wall: Wall
    private let colors: [ItemID: UInt32]

    /// Runs a test with a wall that plays these items.
    /// - Parameters:
    ///   - renderer: `gl` or `software`.
    ///   - size: of its window.
    ///   - grid: as `3x2`.
    ///   - settings: more tunables, names without `HYPERWALL_`.
    ///   - colors: what a cell shows while it plays an item.
    ///   - life: who started it.
    static func run(
        _ renderer: String, _ size: PixelSize, grid: String, settings: [String: String] = [:],
        items: [MediaItem], colors: [ItemID: UInt32] = [:],
        life: WallLife = WallLife(), _ test: (WallStage) throws -> Void
    ) throws {
        var flags = ["RENDERER": renderer, "GRID": grid, "SHUFFLE": "0", "START_STAGGER_MS": "0"]
        flags.merge(settings) { $1 }
        let resolution = Resolution(
            flags: Dictionary(uniqueKeysWithValues: flags.map { ("HYPERWALL_" + $0, $1) }),
            environment: [:], file: nil, mode: .interactive)
        #expect(resolution.errors.isEmpty, "\(resolution.errors)")
        let wall = try Wall(
            WallOptions(
                resolution: resolution, headless: true, windowSize: size, version: "test",
                shaderFolder: shaderFolder,
                // Beneath a file nothing can be made: no test goes on where another one was.
                stateFolder: "/dev/null/state", pictureFolder: "/dev/null/pictures", life: life),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let stage = WallStage(wall, colors)
        defer { #expect(wall.closeAll()) }
        wall.begin()
        #expect(wall.backend.renderer.kind == renderer)
        wall.handle(.catalogue(items: items, problems: []))
        try test(stage)
        #expect(wall.exitStatus == nil)
    }

    private init(_ wall: Wall, _ colors: [ItemID: UInt32]) {
        self.wall = wall
        self.colors = colors
    }

    private static let shaderFolder: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/") + "/Shaders"
    }()

    /// Goes round the wall's loop until the condition holds.
    /// - Returns: false when it does not within the time.
    func turn(
        within time: Duration = .seconds(90), until condition: () throws -> Bool
    ) rethrows -> Bool {
        let deadline = ContinuousClock.now + time
        while try !condition() {
            guard ContinuousClock.now < deadline, wall.exitStatus == nil else { return false }
            wall.turn()
        }
        return true
    }

    /// Goes round the wall's loop until the condition holds, and expects it to.
    func reach(
        sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
    ) throws {
        let reached = try turn(until: condition)
        #expect(reached, "it never came to that", sourceLocation: sourceLocation)
    }

    /// A person's wish; toasts and the focus ring are gone at once.
    func act(_ action: WallAction) {
        wall.handle(.action(action))
        let later = wall.now + WallStateMachine.focusSeconds + 1
        _ = wall.policy.handle(.ticked, now: later, using: &wall.generator)
        wall.overlaysChanged = true
    }

    /// What the wall shows.
    func picture() throws -> Bitmap { try wall.capture().get().whole() }

    /// The tiles of the one window.
    var tiles: [WallTile] { wall.windows.first?.tiles ?? [] }

    /// What a tile should show all over, by what its cell plays.
    func color(of tile: WallTile) -> UInt32? {
        guard let cell = wall.policy.index(of: tile.driver.id).map({ wall.policy.cells[$0] }),
            case .playing(let current) = cell.machine.state
        else { return nil }
        return colors[current.load.item.id]
    }

    /// Whether all cells that are to be seen play.
    var allPlay: Bool {
        !wall.layoutChanged && !wall.overlaysChanged
            && tiles.allSatisfy { $0.driver.hasPicture && $0.needs.isEmpty }
            && wall.policy.cells.allSatisfy {
                if case .playing = $0.machine.state { true } else { false }
            }
    }

    /// How often each cell's player was told to open something, by cell.
    var loads: [CellID: Int] {
        Dictionary(uniqueKeysWithValues: wall.policy.cells.map { ($0.id, $0.loads) })
    }

    /// How many frames each cell's player has given, by cell.
    var frames: [CellID: Int] { wall.drivers.mapValues { $0.meter.total } }

    /// The pixels that are not as they should be: corners, edges and middle of
    /// each tile must have the colour of what it plays, but where the wall itself
    /// draws over it (the sign that it is paused).
    func wrongPixels(tolerance: Int = 8) throws -> [String] {
        let picture = try picture()
        var wrong: [String] = []
        for (index, tile) in tiles.enumerated() {
            let rect = tile.rect
            guard let expected = color(of: tile) else {
                wrong.append("cell \(index + 1) does not play")
                continue
            }
            for x in [rect.x, rect.x + rect.width / 2, rect.maxX - 1] {
                for y in [rect.y, rect.y + rect.height / 2, rect.maxY - 1] {
                    let seen = picture.pixels[y * picture.width + x]
                    guard !tile.layers.contains(where: { $0.rect.contains(x: x, y: y) }) else {
                        continue
                    }
                    if colorDistance(seen, expected) > tolerance {
                        wrong.append(
                            "cell \(index + 1) at \(x - rect.x),\(y - rect.y) of \(rect.size): "
                                + "\(String(seen, radix: 16)), not \(String(expected, radix: 16))")
                    }
                }
            }
        }
        return wrong
    }

    /// Waits until every tile shows its colour, and says what does not.
    func expectColors(sourceLocation: SourceLocation = #_sourceLocation) throws {
        var wrong: [String] = []
        _ = try turn {
            guard allPlay else { return false }
            wrong = try wrongPixels()
            return wrong.isEmpty
        }
        #expect(allPlay, "not all cells play", sourceLocation: sourceLocation)
        #expect(wrong.isEmpty, "\(wrong.prefix(6))", sourceLocation: sourceLocation)
    }
}

/// Items of one colour each.
struct ColorItems {
    let items: [MediaItem]
    let colors: [ItemID: UInt32]

    /// 64 colours that differ by 65 and more in at least one channel, none of
    /// them near black.
    static let palette: [UInt32] = (0..<64).map { index in
        let levels: [UInt32] = [60, 125, 190, 255]
        return levels[index % 4] << 16 | levels[index / 4 % 4] << 8 | levels[index / 16]
    }

    init(count: Int, seconds: Double = 60, rate: Int = 5) throws {
        try self.init(Array(Self.palette.prefix(count)), seconds: seconds, rate: rate)
    }

    init(_ palette: [UInt32], seconds: Double, rate: Int) throws {
        let paths = try ClipStore.paths(
            palette.map { .color($0, seconds: seconds, rate: rate) })
        items = paths.map { .file(path: $0, mount: "/") }
        colors = Dictionary(uniqueKeysWithValues: zip(items.map(\.id), palette))
    }
}
