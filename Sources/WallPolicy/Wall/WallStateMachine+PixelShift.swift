public import Geometry

extension WallStateMachine {
    /// The part of a window that the wall is laid out in: all of it, unless the picture moves
    /// against burn-in.
    /// - Parameter size: of the window, laid out.
    public func stage(in size: PixelSize) -> PixelRect {
        PixelShift.stage(in: size, step: movesPicture ? shiftStep : nil)
    }

    private var movesPicture: Bool { settings.pixelShift > .zero }

    /// Moves the picture when its time has come; nobody looks at it at night.
    mutating func shiftDue(now: Double) -> [WallEffect] {
        guard movesPicture else { return [] }
        guard let due = shiftsAt, now < due + settings.pixelShift.inSeconds else {
            // The first look, or a night: it begins to count.
            shiftsAt = now + settings.pixelShift.inSeconds
            return []
        }
        guard now >= due, !isAsleep else { return [] }
        shiftStep += 1
        shiftsAt = due + settings.pixelShift.inSeconds
        return [.pictureMoved]
    }

    /// Another interval: the picture takes its place in the frame, or fills the window again.
    mutating func adoptPixelShift(insteadOf before: Duration, now: Double) -> [WallEffect] {
        guard settings.pixelShift != before else { return [] }
        shiftsAt = movesPicture ? now + settings.pixelShift.inSeconds : nil
        return [.pictureMoved]
    }
}
