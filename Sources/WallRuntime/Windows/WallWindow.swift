import Display
import Geometry
import WallPolicy

/// Why a tile must be drawn again.
struct TileNeeds: OptionSet {
    let rawValue: Int
    /// Its overlays changed.
    static let layers = TileNeeds(rawValue: 1)
    /// It has another place or size.
    static let layout = TileNeeds(rawValue: 2)
}

/// A cell's rectangle in a window, and what lies over it.
final class WallTile {
    let driver: CellDriver
    let rect: PixelRect
    var overlay: CellOverlay?
    var cellLayers: [Layer] = []
    /// The cell's layers, and the window's that touch it; bottom first.
    var layers: [Layer] = []
    var needs: TileNeeds = .layout

    init(driver: CellDriver, rect: PixelRect) {
        self.driver = driver
        self.rect = rect
    }
}

/// One display's window and what it shows.
final class WallWindow {
    let key: DisplayKey
    /// The display as it was when the window was opened.
    var info: DisplayInfo
    /// From 1, in the order of the windowing system.
    var number: Int
    /// On that display; another one when the display moved.
    var window: Window
    /// Since when the display is away, seconds of the wall's clock.
    var awaySince: Double?
    /// The part of it that the wall is laid out in, logical pixels.
    var stage = PixelRect(x: 0, y: 0, width: 0, height: 0)
    var tiles: [WallTile] = []
    /// Presents that failed in a row.
    var lostPresents = 0
    /// Cells behind a solo one: their frames are taken, not drawn.
    var hidden: [CellDriver] = []
    var overlay: WindowOverlay?
    var layers: [Layer] = []

    init(key: DisplayKey, info: DisplayInfo, number: Int, window: Window) {
        self.key = key
        self.info = info
        self.number = number
        self.window = window
    }

    /// Puts the window's layers over the tiles that they touch.
    func spreadLayers() {
        for tile in tiles {
            tile.layers =
                tile.cellLayers + layers.filter { !$0.rect.intersection(tile.rect).isEmpty }
        }
    }
}
