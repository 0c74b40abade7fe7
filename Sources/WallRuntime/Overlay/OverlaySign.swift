import Display
import Geometry

/// Small signs, drawn as shapes so that no font has to have them.
enum OverlaySign {
    case pause
    case play
    case sound
    case muted
    case warning
    case waiting
    case information
    case loop
    case heart

    /// Paints the sign into a square.
    func draw(on canvas: inout Canvas, in square: PixelRect, _ color: Color) {
        canvas.fillShape(in: square, color) { x, y in contains(x, y) }
    }

    /// Whether a point of the unit square is part of the sign.
    private func contains(_ x: Double, _ y: Double) -> Bool {
        switch self {
        case .pause:
            return y > 0.14 && y < 0.86 && ((x > 0.2 && x < 0.41) || (x > 0.59 && x < 0.8))
        case .play:
            return x > 0.24 && x < 0.86 && abs(y - 0.5) < (0.86 - x) * 0.62
        case .sound:
            return Self.speaker(x, y) || Self.wave(x, y, 0.2) || Self.wave(x, y, 0.36)
        case .muted:
            let cross = abs(abs(x - 0.76) - abs(y - 0.5)) < 0.055 && abs(y - 0.5) < 0.17
            return Self.speaker(x, y) || cross
        case .warning:
            let triangle = y > 0.1 && y < 0.9 && abs(x - 0.5) < (y - 0.06) * 0.57
            return triangle && !Self.exclamation(x, y)
        case .waiting:
            let distance = Self.distance(x - 0.5, y - 0.5)
            let ring = distance < 0.44 && distance > 0.35
            let hands =
                (abs(x - 0.5) < 0.045 && y > 0.24 && y < 0.54)
                || (abs(y - 0.5) < 0.045 && x > 0.455 && x < 0.7)
            return ring || hands
        case .information:
            let distance = Self.distance(x - 0.5, y - 0.5)
            let letter =
                (abs(x - 0.5) < 0.055 && y > 0.45 && y < 0.74)
                || Self.distance(x - 0.5, y - 0.31) < 0.065
            return (distance < 0.44 && distance > 0.35) || letter
        case .loop:
            let distance = Self.distance(x - 0.5, y - 0.52)
            let ring = distance < 0.38 && distance > 0.27 && !(x > 0.5 && y < 0.4)
            let head = x > 0.5 && x < 0.78 && abs(y - 0.2) < (0.78 - x) * 0.75
            return ring || head
        case .heart:
            // (a² + b² − 1)³ < a² b³, upside down as pixels are.
            let across = (x - 0.5) * 2.6
            let up = (0.55 - y) * 2.6
            let round = across * across + up * up - 1
            return round * round * round < across * across * up * up * up
        }
    }

    private static func speaker(_ x: Double, _ y: Double) -> Bool {
        let box = x > 0.06 && x < 0.26 && abs(y - 0.5) < 0.15
        let cone = x >= 0.24 && x < 0.48 && abs(y - 0.5) < 0.15 + (x - 0.24) * 0.9
        return box || cone
    }

    private static func wave(_ x: Double, _ y: Double, _ radius: Double) -> Bool {
        let distance = distance(x - 0.48, y - 0.5)
        return x > 0.52 && abs(y - 0.5) < (x - 0.4) * 0.95 && abs(distance - radius) < 0.045
    }

    private static func exclamation(_ x: Double, _ y: Double) -> Bool {
        (abs(x - 0.5) < 0.05 && y > 0.38 && y < 0.64) || distance(x - 0.5, y - 0.745) < 0.058
    }

    private static func distance(_ x: Double, _ y: Double) -> Double {
        (x * x + y * y).squareRoot()
    }
}
