import MPVPlayer

/// What a cell leaves out while the machine has too much to do.
///
/// Measured with 720p30 H.264 (3.4 and 9 Mbit/s, B-frames) that is decoded by one thread and
/// drawn at 640×360: no loop filter saves 14 to 17 % of the decoder's time (10 % of the
/// cell's), not drawing every other frame 8 to 10 % of the cell's, and not decoding frames
/// that no other frame needs 40 to 48 % of the decoder's (a third of the cell's).
///
/// mpv reads both decoder options only when it begins a decoder. One that runs is begun anew
/// in its place, which costs one exact seek to where it is: a gap of 80 to 150 ms.
struct CellRelief {
    /// The decoder leaves out the loop filter.
    var skipsLoopFilter = false
    /// Every other frame is left out.
    private(set) var isHalved = false
    /// The running decoder knows nothing yet of what was changed.
    var wantsNewDecoder = false
    /// Frames a second of the current item before it was halved; 0 when not known.
    private var fullRate = 0.0
    private var shownAt: Double?
    private var leavesOutNext = false

    /// A container that promises more than that a second tells of time stamps, not of frames.
    private static let likelyRateMax = 60.5
    /// Frames come a little early or late: every other one is as far apart as two frames, and
    /// never as near as this many.
    private static let nearFrames = 1.4

    /// What a decoder that begins is to know.
    var options: [(MPVOption, String)] {
        [
            // All of them, not only in frames that no other needs: a camera's stream has none
            // of those, and what adds up until the next key frame is not seen at half the size.
            (.skipLoopFilter, skipsLoopFilter ? "all" : "default"),
            // Only what no other frame needs can be left out by a decoder.
            (.skipFrame, isHalved ? "nonref" : "default"),
        ]
    }

    /// - Parameter rate: frames a second of the current item, 0 when not known.
    mutating func halve(_ on: Bool, rate: Double) {
        guard isHalved != on else { return }
        isHalved = on
        fullRate = on ? rate : 0
        leavesOutNext = false
    }

    /// Another item begins, and with it a decoder that knows all.
    mutating func restart() {
        wantsNewDecoder = false
        fullRate = 0
        shownAt = nil
    }

    /// Frames a second of the item as if nothing were left out; 0 when nobody can tell.
    /// - Parameters:
    ///   - promised: by the container, 0 when it does not say.
    ///   - decoded: as the decoder's output tells.
    func rate(promised: Double, decoded: Double) -> Double {
        if isHalved {
            // What the decoder leaves out does not come out of it.
            if fullRate > 0 { return fullRate }
            return promised <= Self.likelyRateMax ? promised : 0
        }
        // A container that promises more frames than there are would look like frames missing.
        guard promised > 0, decoded > 0 else { return max(promised, decoded) }
        return min(promised, decoded)
    }

    /// Whether a frame that came is not to be drawn. By the clock, not by counting: the decoder
    /// may have left out every other one already, or could leave out none.
    /// - Parameter rate: as `rate(promised:decoded:)` says.
    mutating func leavesOut(at now: Double, rate: Double) -> Bool {
        guard isHalved else { return false }
        leavesOutNext.toggle()
        if let shownAt, rate > 0 ? now - shownAt < Self.nearFrames / rate : !leavesOutNext {
            return true
        }
        shownAt = now
        return false
    }
}
