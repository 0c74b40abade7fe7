import CMPV
import Foundation
import Synchronization
import Testing

@testable import MPVPlayer

/// Wakes a test that waits, and counts how often it was woken.
final class Bell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let count = Atomic<Int>(0)

    func ring() {
        count.wrappingAdd(1, ordering: .relaxed)
        semaphore.signal()
    }

    /// How often it rang since the start.
    var rings: Int { count.load(ordering: .relaxed) }

    func wait() { _ = semaphore.wait(timeout: .now() + 0.02) }
}

/// A player with a render context that draws into memory, and a loop around it
/// as the wall has one.
final class PlayerStage {
    /// What is done with frames.
    enum Frames { case drawn, skipped, left }

    /// What a silent cell has: nothing of the user's, no sound, no waiting.
    static let basic: [(MPVOption, String)] = [
        (.config, "no"), (.terminal, "no"), (.loadScripts, "no"), (.youtubeDL, "no"),
        (.videoOutput, "libmpv"), (.idle, "yes"), (.keepOpen, "no"), (.audioTrack, "no"),
        (.osdLevel, "0"), (.osdFontProvider, "none"), (.subtitleFontProvider, "none"),
        (.videoTimingOffset, "0"), (.prefetchPlaylist, "yes"), (.loadUnsafePlaylists, "no"),
    ]

    let player: Player
    let disposal = PlayerDisposal()
    let bell = Bell()
    var frames = Frames.drawn
    private(set) var events: [PlayerEvent] = []
    private(set) var samples: [PlayerEvent] = []
    /// New frames that mpv gave.
    private(set) var frameCount = 0
    /// How often the loop found events.
    private(set) var eventRounds = 0
    let width = 64
    let height = 36
    private(set) var pixels: [UInt32]

    init(_ options: [(MPVOption, String)] = []) throws {
        let bell = bell
        pixels = Array(repeating: 0, count: width * height)
        player = try Player(options: Self.basic + options) { bell.ring() }
        try player.attachSoftware()
    }

    /// Runs a test with a player, and ends the player after it.
    static func run(
        _ options: [(MPVOption, String)] = [], _ test: (PlayerStage) throws -> Void
    ) throws {
        let stage = try PlayerStage(options)
        defer {
            stage.player.close(stage.disposal)
            #expect(stage.disposal.waitForAll(atMost: .seconds(60)))
        }
        try test(stage)
    }

    /// Goes round the loop until the condition holds.
    /// - Returns: false when it does not within the time.
    func turn(
        within time: Duration = .seconds(60), until condition: () throws -> Bool
    ) rethrows -> Bool {
        let deadline = ContinuousClock.now + time
        while try !condition() {
            guard ContinuousClock.now < deadline else { return false }
            bell.wait()
            look()
        }
        return true
    }

    /// One look at what the player has.
    func look() {
        if player.signal.takeEvents() {
            eventRounds += 1
            player.nextEvents { events.append($0) }
        }
        player.nextSamples { samples.append($0) }
        guard player.signal.takeFrame(), let context = player.renderContext,
            context.hasNewFrame()
        else { return }
        frameCount += 1
        switch frames {
        case .drawn: #expect(draw() >= 0)
        case .skipped: #expect(context.skip() >= 0)
        case .left: break
        }
    }

    /// Draws the current frame.
    func draw() -> Int32 {
        pixels.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress, let context = player.renderContext else {
                return -1
            }
            return context.draw(into: base, width: width, height: height, stride: width * 4)
        }
    }

    /// The colour at a pixel, `0xRRGGBB`.
    func color(_ x: Int, _ y: Int) -> UInt32 { pixels[y * width + x] & 0xFFFFFF }

    /// Forgets what was heard until now.
    func forget() {
        events.removeAll()
        samples.removeAll()
        frameCount = 0
        eventRounds = 0
    }

    /// The entries that began, in order.
    var started: [PlaylistEntryID] {
        events.compactMap { if case .startFile(let entry) = $0 { entry } else { nil } }
    }

    /// The entries that ended, in order.
    var ended: [PlaylistEntryID] {
        events.compactMap { if case .endFile(let entry, _) = $0 { entry } else { nil } }
    }

    /// Why an entry ended.
    func end(of entry: PlaylistEntryID) -> PlayerEvent.EndReason? {
        for case .endFile(entry, let reason) in events { return reason }
        return nil
    }

    /// The entry that the player gave a load.
    func entry(of reply: UInt64) -> PlaylistEntryID? {
        for case .commandReply(reply, 0, let entry) in events { return entry }
        return nil
    }

    /// A property as mpv prints it, nil when there is none. Tests only: the
    /// thread that draws must not ask synchronously.
    func property(_ name: String) -> String? {
        guard let text = mpv_get_property_string(player.core.main, name) else { return nil }
        defer { mpv_free(text) }
        return String(cString: text)
    }
}
