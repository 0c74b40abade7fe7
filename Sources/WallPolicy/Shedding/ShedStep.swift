/// One step by which the wall asks less of the machine.
struct ShedStep: Sendable, Hashable {
    /// What is left out.
    enum Kind: Sendable, Hashable {
        /// The loop filter. It cannot be seen in a picture that is shown at
        /// half its size.
        case skipLoopFilter
        /// Every other frame.
        case halveRate
        /// Further starts.
        case holdStarts
    }

    let kind: Kind
    /// The cells it is about; none for starts.
    var cells: [CellID]
    /// When it was taken, seconds.
    let since: Double
    /// It stays until then at least, seconds: it was taken back before and was missed.
    var keepUntil = -Double.infinity
    /// For how long it stays since, seconds; 0 when it was never missed.
    var penalty = 0.0

    /// What to do for it, or to undo it.
    func effects(_ on: Bool) -> [ShedEffect] {
        switch kind {
        case .skipLoopFilter: cells.map { .skipLoopFilter($0, on) }
        case .halveRate: cells.map { .halveRate($0, on) }
        case .holdStarts: [.holdStarts(on)]
        }
    }

    /// Whether it means nothing any more.
    var isEmpty: Bool { kind != .holdStarts && cells.isEmpty }
}
