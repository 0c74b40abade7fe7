import Display
import Logging
import MPVPlayer

/// A player on its way out: stopped, its last frames taken so that its output
/// waits for nobody, then handed to the disposal. Main thread only.
final class RetiringPlayer {
    /// When it is to be ended.
    let leavesAt: Double
    /// The tile that goes with it, if its cell is gone too.
    let tile: TileID?
    private let player: Player

    /// Stops the player.
    init(_ player: Player, tile: TileID?, leavesAt: Double, logger: Logger) {
        self.player = player
        self.tile = tile
        self.leavesAt = leavesAt
        do throws(MPVError) {
            try player.command(.stop)
        } catch {
            logger.debug("a player that is to be ended would not stop: \(error)")
        }
    }

    /// Takes a frame that nobody will see, so that mpv does not wait for it.
    func discardFrame() {
        guard player.signal.takeFrame(), let context = player.renderContext, context.hasNewFrame()
        else { return }
        // It is to be ended anyway: a frame that cannot be skipped changes nothing.
        _ = context.skip()
    }

    /// Ends it.
    func close(_ disposal: PlayerDisposal) { player.close(disposal) }
}
