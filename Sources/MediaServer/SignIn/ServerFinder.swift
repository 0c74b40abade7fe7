import MediaServerAPI

/// Finds out what answers at an address.
struct ServerFinder: Sendable {
    let caller: ServerCaller

    /// The server there.
    func find(_ address: ServerAddress) async throws(ServerTrouble) -> FoundServer {
        do throws(ServerTrouble) {
            return try await look(address, below: address)
        } catch {
            // A proxy may let through no more than /emby.
            guard error.isAboutThePlace else { throw error }
            do throws(ServerTrouble) {
                return try await look(address, below: address.appending("/emby"))
            } catch let second {
                throw second.isAboutThePlace ? error : second
            }
        }
    }

    private func look(
        _ address: ServerAddress, below root: ServerAddress
    ) async throws(ServerTrouble) -> FoundServer {
        let place = ServerCaller.Place(root: root, dialect: .jellyfin, token: nil)
        let reply: PublicInfo
        do throws(ServerTrouble) {
            reply = try await caller.ask(ServerCalls.publicInfo, place, total: .seconds(10))
        } catch {
            switch error {
            case .badReply(let field): throw .notAMediaServer(what: "it answered with \(field)")
            case .notFound: throw .notAMediaServer(what: "it knows nothing of such a server")
            case .tokenRefused, .forbidden:
                throw .notAMediaServer(what: "it lets nobody see what it is")
            case .status(let status, _) where status < 500:
                throw .notAMediaServer(what: "it answered with status \(status)")
            default: throw error
            }
        }
        guard let dialect = ServerDialect(reply) else {
            throw .notAMediaServer(what: "it answered with something else")
        }
        return FoundServer(root: dialect.root(of: address), dialect: dialect, info: reply)
    }
}

extension ServerTrouble {
    fileprivate var isAboutThePlace: Bool {
        if case .notAMediaServer = self { true } else { false }
    }
}
