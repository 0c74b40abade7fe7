extension TunableFormat where Value == [WallPeer] {
    /// `name=url,tokenfile`, separated by line ends or `;`.
    static var peers: TunableFormat {
        // What a page can show and a wall can ask every few seconds.
        let countMax = 32
        return TunableFormat(
            range: "`name=url,tokenfile; …`",
            expectation:
                "at most \(countMax) walls, each as foyer=http://foyer:8585,/path/of/its/token",
            read: { text, _ in
                let entries = text.unicodeScalars.split { $0 == "\n" || $0 == ";" }
                    .map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
                guard entries.count <= countMax else {
                    return .refused("\(entries.count) walls stand in it")
                }
                var peers: [WallPeer] = []
                for (index, entry) in entries.enumerated() {
                    do throws(PeerProblem) {
                        let peer = try WallPeer(entry: entry)
                        guard !peers.contains(where: { $0.name == peer.name }) else {
                            throw PeerProblem("the name “\(peer.name)” is taken already")
                        }
                        peers.append(peer)
                    } catch {
                        return .refused("wall \(index + 1) of \(entries.count): \(error.words)")
                    }
                }
                return .value(peers)
            },
            show: { peers in
                peers.map { peer in
                    "\(peer.name)=\(peer.address.base)"
                        + (peer.tokenFile.map { ",\(visible($0, limit: 4095))" } ?? "")
                }.joined(separator: "; ")
            })
    }
}

/// What is wrong with one entry: a clause without the entry, in which a password may stand.
private struct PeerProblem: Error {
    let words: String

    init(_ words: String) { self.words = words }
}

extension WallPeer {
    // PATH_MAX of Linux, with its NUL (limits.h).
    private static let pathBytesMax = 4095
    private static let nameBytesMax = 32

    fileprivate init(entry: String) throws(PeerProblem) {
        guard let mark = entry.firstIndex(of: "=") else {
            throw PeerProblem("“=” is missing between name and address")
        }
        let name = trimmed(entry[..<mark])
        let letters = name.utf8.allSatisfy {
            97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-")
        }
        guard (1...Self.nameBytesMax).contains(name.utf8.count), letters else {
            throw PeerProblem(
                "a name has up to \(Self.nameBytesMax) small letters, digits and hyphens")
        }
        let rest = entry[entry.index(after: mark)...]
        let place = trimmed(rest.prefix { $0 != "," })
        let address: WallAddress
        do throws(WallAddress.Problem) {
            guard place.contains("://") else { throw .malformed }
            address = try WallAddress(place)
        } catch {
            throw PeerProblem("\(error), as http://foyer:8585 would be")
        }
        var file: String?
        if let comma = rest.firstIndex(of: ",") {
            let path = trimmed(rest[rest.index(after: comma)...])
            guard (1...Self.pathBytesMax).contains(path.utf8.count), isPlainText(path) else {
                throw PeerProblem("after the comma, the path of a token file is missing")
            }
            file = path
        }
        self.init(name: name, address: address, tokenFile: file)
    }
}
