import FakeMediaServer
import Foundation
import RemoteControl
import TestSupport
import Testing

/// What is asked for.
enum Absences {
    static let seconds = (ProcessInfo.processInfo.environment["HYPERWALL_LINK_FIGURES"] ?? "")
        .split(separator: ",").compactMap { Double($0) }
}

/// How long a link needs after longer absences, with the settings of a real wall. Minutes, so
/// only when asked for: `HYPERWALL_LINK_FIGURES` names the seconds that the server is away,
/// as in `10,60,600`.
@Suite(
    .serialized,
    .enabled(if: !Absences.seconds.isEmpty, "HYPERWALL_LINK_FIGURES names no seconds"))
struct LongReturnTests {
    /// What happens to the server.
    enum Fault: String, CaseIterable, Sendable {
        case killed, restarting, shuttingDown, halfOpen
    }

    @Test(arguments: Fault.allCases, Absences.seconds)
    func theReturn(fault: Fault, seconds: Double) async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            try await onThread {
                switch fault {
                case .killed: try stage.server.goAway()
                case .restarting: try stage.server.goAway(.restarting)
                case .shuttingDown: try stage.server.goAway(.shuttingDown)
                case .halfOpen: stage.server.halfOpenSockets()
                }
            }
            try await Task.sleep(for: .seconds(seconds))
            if fault == .halfOpen {
                stage.server.halfOpenSockets(false)
            } else {
                try stage.server.comeBack()
            }
            let began = ContinuousClock.now
            let isBack = try await stage.becomes(within: .seconds(60)) {
                $0.told.phase == .controllable && $0.server.isControllable(RemoteStage.deviceID)
            }
            let needed = (ContinuousClock.now - began) / .seconds(1)
            print("\(fault.rawValue) for \(seconds) s: controllable after \(needed) s")
            let most = fault == .killed || fault == .halfOpen ? 35.0 : 10
            #expect(isBack && needed <= most)
        }
    }
}
