import MediaServerAPI
import WallPolicy

/// A play for which a plan was made, until its cell has left it.
struct OpenPlay: Sendable {
    /// The server's session in which it was made.
    let session: ServerSession
    /// How it was opened.
    let plan: PlayPlan
    /// What the server is told of it.
    var report: PlayReport
    /// What must be closed afterwards; nil when nothing was opened.
    let entry: EncodingsList.Entry?
    /// Which device told the server that it plays; nil while the server does not know.
    var teller: ServerSession?
    /// When the server last heard that the transcode is still wanted.
    var pingedAt: ContinuousClock.Instant
    /// The cell's number as it was last heard, from 1.
    var number = 0
}
