import WallPolicy

/// The last things that happened; put into words only when something went wrong.
struct SimulationLog {
    private enum Line {
        case event(WallEvent)
        case effects([WallEffect])
        case words(String)
    }

    private static let linesMax = 60
    private var lines: [(time: Double, line: Line)] = []
    private var oldest = 0

    mutating func add(_ event: WallEvent, at time: Double) { add(.event(event), time) }
    mutating func add(_ effects: [WallEffect], at time: Double) { add(.effects(effects), time) }
    mutating func add(_ words: String, at time: Double) { add(.words(words), time) }

    private mutating func add(_ line: Line, _ time: Double) {
        if lines.count < Self.linesMax {
            lines.append((time, line))
        } else {
            lines[oldest] = (time, line)
            oldest = (oldest + 1) % Self.linesMax
        }
    }

    /// The lines, oldest first.
    var text: String {
        (lines[oldest...] + lines[..<oldest]).map { time, line in
            let words =
                switch line {
                case .event(let event): "\(event)"
                case .effects(let effects): effects.map { "      → \($0)" }.joined(separator: "\n")
                case .words(let words): words
                }
            let clean = words.replacing("WallPolicy.", with: "").replacing("rawValue: ", with: "")
            return "\(time) \(clean.prefix(1500))"
        }.joined(separator: "\n")
    }
}
