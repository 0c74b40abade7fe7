import Dispatch
import MPVPlayer
public import WallPolicy

/// Plays something for a second, unseen: the proof that it can be played.
public enum PlayTrial {
    /// How it went.
    public enum Outcome: Sendable, Equatable {
        /// A second of it was played; seconds until its first moment.
        case played(startSeconds: Double)
        /// It was not; mpv's own last words, or what is known.
        case failed(String)
    }

    /// How much of it is played, seconds.
    static let seconds = 1.0
    /// How long that may take, seconds: a transcode has to begin first.
    static let patience = 25.0

    /// Opens it as a cell would, without a window and without sound.
    public static func run(_ plan: PlayPlan) -> Outcome {
        let woken = DispatchSemaphore(value: 0)
        do throws(MPVError) {
            let player = try Player(
                options: [
                    (.config, "no"), (.terminal, "no"), (.youtubeDL, "no"), (.loadScripts, "no"),
                    (.videoOutput, "null"), (.audioTrack, "no"),
                    (
                        .demuxerLavfOptions,
                        "protocol_whitelist=[\(PlayerOptions.protocolWhitelist)]"
                    ),
                ]
            ) { woken.signal() }
            defer {
                let disposal = PlayerDisposal()
                player.close(disposal)
                _ = disposal.waitForAll(atMost: PlayerDisposal.deadline)
            }
            try player.observe(.timePosition)
            try player.load(
                plan.url, mode: .replace, options: PlayerOptions.options(of: plan), reply: 1)
            return watch(player, woken)
        } catch {
            return .failed("\(error)")
        }
    }

    private static func watch(_ player: Player, _ woken: DispatchSemaphore) -> Outcome {
        let clock = ContinuousClock()
        let began = clock.now
        var first: (position: Double, after: Double)?
        var words = "it does not begin"
        var outcome: Outcome?
        while outcome == nil, (clock.now - began).inSeconds < patience {
            _ = woken.wait(timeout: .now() + 0.25)
            player.nextEvents { event in
                switch event {
                case .property(.timePosition, .number(let position)):
                    guard let started = first else {
                        first = (position, (clock.now - began).inSeconds)
                        return
                    }
                    if position - started.position >= seconds {
                        outcome = outcome ?? .played(startSeconds: started.after)
                    }
                case .log(_, let text): words = OpenRules.redacted(text)
                case .endFile(_, .failed): outcome = outcome ?? .failed(words)
                case .endFile(_, .endOfFile):
                    // Shorter than a second: all of it was played.
                    outcome =
                        outcome ?? first.map { .played(startSeconds: $0.after) } ?? .failed(words)
                default: break
                }
            }
        }
        return outcome ?? .failed(first == nil ? words : "it does not go on")
    }
}
