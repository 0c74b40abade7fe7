import Display
import Geometry
import WallPolicy

@testable import WallRuntime

/// A wall of made-up pictures with overlays on it, composed as a renderer
/// would: for tests of what is seen, and for people who want to look.
struct OverlayScene {
    let size: PixelSize
    let grid: GridSize
    var wall: WallSnapshot

    /// Titles in many scripts, long ones among them.
    static let titles = [
        "Northern Lights over Tromsø", "وثائقي عن الحياة البرية 2024 – الحلقة 3",
        "東京の夜景 – 渋谷スクランブル交差点", "ภาพยนตร์สารคดีเกี่ยวกับทะเลไทย",
        "שקיעה מעל תל אביב (HD)", "北京胡同的四季", "Beach day 🏖️🌊 with friends 👨‍👩‍👧‍👦",
        "A title that goes on and on, because somebody named the file after the whole plot of it",
        "Ελληνικά νησιά", "Путешествие по Байкалу", "हिमालय की यात्रा", "서울의 봄",
        "IMG_20240712_183344", "Zo\u{0301}e\u{0308} s\u{030A} cafe\u{0301}",
        "S01E04 – The Long Way Home", "Kamera 7",
    ]

    init(size: PixelSize, columns: Int, rows: Int) {
        self.size = size
        grid = GridSize(columns: columns, rows: rows)
        wall = WallSnapshot()
        wall.grid = grid
        wall.displays = [
            DisplaySnapshot(
                number: 1, name: "HDMI-1", size: size, refreshRate: 60, rotation: .none,
                cells: Array(1...grid.count), fullscreen: true)
        ]
        wall.focus = min(2, grid.count)
        wall.labelsShown = true
        for index in 0..<grid.count {
            let (column, row) = (index % columns, index / columns)
            let (x, y) = (column * size.width / columns, row * size.height / rows)
            var cell = CellSnapshot(
                number: index + 1, id: "\(index)", display: 1,
                rect: PixelRect(
                    x: x, y: y, width: (column + 1) * size.width / columns - x,
                    height: (row + 1) * size.height / rows - y))
            cell.state = "playing"
            cell.title = Self.titles[index % Self.titles.count]
            cell.duration = Double(600 + index * 431)
            cell.position = Double(40 + index * 97)
            cell.statistics.shownFrames = 100
            cell.statistics.shownFPS = 29.97
            cell.statistics.decodedFPS = 29.97
            cell.statistics.cacheBytes = 85 * 1_048_576
            cell.statistics.codec = "h264"
            cell.statistics.size = PixelSize(width: 1_280, height: 720)
            wall.cells.append(cell)
        }
        wall.renderer.kind = "software"
        wall.renderer.videoDriver = "x11"
        wall.renderer.presentsPerSecond = 59.9
        wall.process.cores = 0.97
        wall.process.residentBytes = 268 * 1_048_576
        wall.process.threads = 61
        wall.cache.budgetMiB = 3_072
        wall.cache.usedBytes = 765 * 1_048_576
        wall.uptimeSeconds = 93_000
    }

    /// What a renderer would show.
    func compose(
        with painter: OverlayPainter, toast: Toast? = nil, banner: [String] = [],
        time: LocalTime? = LocalTime(hour: 20, minute: 5, weekday: 5, day: 21, month: 11)
    ) -> Bitmap {
        var canvas = Canvas(size: size)
        for cell in wall.cells {
            if ["parked", "idle"].contains(cell.state) || cell.statistics.shownFrames == 0 {
                canvas.fill(cell.rect, Color(hex: 0x07090C))
            } else {
                canvas.draw(
                    Self.picture(cell.rect.size, seed: cell.number), x: cell.rect.x, y: cell.rect.y)
            }
        }
        for cell in wall.cells {
            let overlay = CellOverlay(cell: cell, in: wall, focusShown: true)
            Self.draw(painter.layers(for: overlay, rect: cell.rect), on: &canvas)
        }
        let window = WindowOverlay(
            display: 1, in: wall, time: time, toast: toast, banner: banner, kiosk: false)
        Self.draw(painter.layers(for: window, size: size), on: &canvas)
        return canvas.bitmap()
    }

    private static func draw(_ layers: [Layer], on canvas: inout Canvas) {
        for layer in layers {
            switch layer.content {
            case .fill(let color): canvas.fill(layer.rect, color)
            case .bitmap(let bitmap): canvas.draw(bitmap, x: layer.rect.x, y: layer.rect.y)
            case .ring(let color, let thickness):
                canvas.strokeRounded(layer.rect, radius: 0, color, width: thickness)
            }
        }
    }

    /// A landscape of sorts: sky, a sun, hills; some cells bright, some dark.
    private static func picture(_ size: PixelSize, seed: Int) -> Bitmap {
        let skies: [(UInt32, UInt32)] = [
            (0x3D6FB5, 0xF6C177), (0x0F1E3C, 0x3C5A99), (0xA8D8F0, 0xF4F7F9),
            (0x5B2A59, 0xF08A5D), (0x1C3B2E, 0x86B38A), (0xDFE6EB, 0xFFFFFF),
        ]
        let sky = skies[seed % skies.count]
        var canvas = Canvas(size: size)
        canvas.fillGradient(
            PixelRect(x: 0, y: 0, width: size.width, height: size.height),
            top: Color(hex: sky.0), bottom: Color(hex: sky.1))
        let sun = size.height / 5
        canvas.fillRounded(
            PixelRect(
                x: size.width * (20 + seed * 13 % 50) / 100, y: size.height * 3 / 10, width: sun,
                height: sun), radius: sun, Color(hex: 0xFFF3D0, alpha: 220))
        for ridge in 0..<3 {
            let base = size.height * (62 + ridge * 12) / 100
            let shade = Color(hex: [0x3A4A5C, 0x28363F, 0x15201F][ridge], alpha: 235)
            for x in 0..<size.width {
                let t = Double(x) / Double(max(size.width, 1)) * 6 + Double(seed + ridge * 2)
                let wave = t.truncatingRemainder(dividingBy: 2) - 1
                let y = base - Int(Double(size.height) * 0.14 * (1 - wave * wave))
                canvas.fill(PixelRect(x: x, y: y, width: 1, height: size.height - y), shade)
            }
        }
        return canvas.bitmap()
    }
}
