import Dispatch
import Display
import Geometry
import Logging
import MPVPlayer
import TestSupport
import Testing
import Tunables
import WallPolicy

@testable import WallRuntime

/// One cell's driver with a real player, and a loop around it as the wall has one.
final class DriverStage {
    /// What the driver said, in order.
    private(set) var events: [CellEvent] = []
    /// What the last look found.
    private(set) var seen = CellObservation()
    /// Frames that were drawn.
    private(set) var drawn = 0
    let driver: CellDriver
    private let disposal = PlayerDisposal()
    private let bell = DispatchSemaphore(value: 0)
    private let started = ContinuousClock.now
    private let size = PixelSize(width: 64, height: 36)
    private var pixels: [UInt32]
    private var loads = 0

    private init() throws {
        pixels = Array(repeating: 0, count: size.width * size.height)
        driver = CellDriver(
            id: CellID(rawValue: 1), identity: "cell",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let resolution = Resolution(
            flags: ["HYPERWALL_AUDIO_DEVICE": "null"], environment: [:], file: nil,
            mode: .interactive)
        let options = PlayerOptions(
            settings: resolution.settings, gl: false, softwareGL: false, decoderThreads: 1)
        let bell = bell
        let player = try Player(
            options: options.all(limits: (forward: 32 << 20, backward: 8 << 20, readahead: 5))
        ) { bell.signal() }
        try player.attachSoftware()
        try driver.adopt(player, hardwareDecoding: options.hardwareDecoding)
    }

    /// Runs a test with a driver, and ends its player after it.
    static func run(_ test: (DriverStage) throws -> Void) throws {
        let stage = try DriverStage()
        defer {
            stage.driver.release(until: 0, isLast: true)?.close(stage.disposal)
            #expect(stage.disposal.waitForAll(atMost: .seconds(60)))
        }
        try test(stage)
    }

    /// Seconds since the start.
    var now: Double {
        let (seconds, attoseconds) = started.duration(to: .now).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Opens something in place of everything.
    func load(_ item: MediaItem, start: Double? = nil) {
        loads += 1
        let load = Load(counter: loads, item: item, start: start)
        #expect(driver.perform(.load(load), now: now) == nil)
        #expect(driver.perform(.itemBegan(load), now: now) == nil)
    }

    /// Goes round until the condition holds.
    /// - Returns: false when it does not within the time.
    func turn(within time: Duration = .seconds(60), until condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + time
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            _ = bell.wait(timeout: .now() + 0.01)
            takeEvents()
            if case .frame = driver.lookForFrame(now: now) { draw() }
        }
        return true
    }

    /// Looks for frames without reading what the player says, until the first has come.
    /// - Returns: how many there were to draw.
    func takesFirstFramesAlone() -> Int {
        var frames = 0
        var signals = 0
        let end = now + 1
        // The output asks twice before it has a frame: when it is there, and when it has a size.
        while signals < 3, now < end {
            _ = bell.wait(timeout: .now() + 0.005)
            if driver.signal?.hasFrame == true { signals += 1 }
            if case .frame = driver.lookForFrame(now: now) { frames += 1 }
        }
        return frames
    }

    /// What the player says by itself, without a look.
    func takeEvents() { driver.events { take($0) } }

    /// A fresh look, as before the watchdog judges.
    func look() { driver.look { take($0) } }

    /// The look of each second.
    func sample() { driver.sample(now: now) { take($0) } }

    private func take(_ event: CellEvent) {
        if case .observed(let observation) = event { seen = observation }
        events.append(event)
    }

    private func draw() {
        drawn += 1
        pixels.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress, let frames = driver.frames else { return }
            #expect(frames.drawFrame(into: base, size: size, stride: size.width * 4))
        }
    }

    /// Forgets what was said until now.
    func forget() {
        events.removeAll()
        seen = CellObservation()
    }

    /// Forgets what the last look found.
    func forgetSeen() { seen = CellObservation() }

    /// Entries that began.
    var beginnings: Int {
        events.count { if case .started = $0 { true } else { false } }
    }

    /// How the current load ended.
    var end: CellEvent.End? {
        for case .ended(_, let end) in events { return end }
        return nil
    }
}
