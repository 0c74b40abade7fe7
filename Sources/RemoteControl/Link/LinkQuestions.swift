import Foundation
import MediaServerAPI

/// What a link asks its server by other ways than the socket.
enum LinkQuestions {
    /// Whether the server lists the device as one that can be commanded.
    static func prove(_ access: DeviceAccess) async -> RemoteLinkEvent.Proof {
        let calls = ServerCalls(access.dialect, user: access.user)
        do throws(ServerTrouble) {
            let bytes = try await access.ask(calls.sessions(device: access.device.id))
            guard let reply = try? JSONDecoder().decode(SessionsReply.self, from: Data(bytes))
            else { return .forbidden }
            return reply.proof(device: access.device.id)
        } catch {
            switch error {
            case .tokenRefused: return .unauthorized
            // A server without such a list says as little as one that keeps it to itself.
            case .forbidden, .notFound, .badReply: return .forbidden
            default: return .unreachable(words(error))
            }
        }
    }

    /// Tells what the device can do.
    static func post(_ access: DeviceAccess) async -> RemoteLinkEvent.Posting {
        let calls = ServerCalls(access.dialect, user: access.user)
        do throws(ServerTrouble) {
            _ = try await access.ask(calls.capabilities)
            return .taken
        } catch {
            return error == .tokenRefused ? .unauthorized : .failed
        }
    }

    /// What follows "the server cannot be reached: ".
    private static func words(_ trouble: ServerTrouble) -> String {
        switch trouble {
        case .unreachable(let why): why
        case .timedOut: "no answer in time"
        case .refused: "nothing listens at this address"
        case .nameNotFound: "no server has this name"
        case .certificate(let why): "the certificate \(why)"
        case .busy: "it has too much to do"
        case .status(let status, _): "it answers with status \(status)"
        case .movedTo(let place): "it sends everybody to \(place)"
        default: "it does not answer"
        }
    }
}
