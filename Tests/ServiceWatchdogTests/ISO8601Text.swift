import Foundation
import TestSupport

/// Times as a program writes them.
enum ISO8601Text {
    static func seconds(_ text: String) -> Int? {
        (try? Date(text, strategy: .iso8601)).map { Int($0.timeIntervalSince1970) }
    }

    static var now: Int { Int(Date().timeIntervalSince1970) }
}

extension WatchdogStage {
    /// Waits until the service's port takes connections.
    func untilItAnswers() async throws {
        let port = UInt16(service.port ?? 0)
        _ = await soon(within: .seconds(60)) {
            (try? TestSocket.connected(port: port)).map { $0.close() } == nil ? nil : true
        }
    }
}
