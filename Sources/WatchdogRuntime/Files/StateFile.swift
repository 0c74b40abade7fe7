import Host
public import WatchdogPolicy

/// A service's state on disk.
public struct StateFile {
    /// Its path.
    public let path: String
    private let forNow: String
    /// Whether it has been said that it cannot be saved.
    private var hasComplained = false
    /// Why the last save went nowhere at all; nil when it is kept somewhere.
    public private(set) var lost: String?

    /// - Parameters:
    ///   - path: where it is.
    ///   - forNow: where it goes while the disk is full; forgotten at the next boot.
    public init(path: String, forNow: String) {
        self.path = path
        self.forNow = forNow
    }

    /// The state, or a new one, and what is to be said about it.
    /// - Parameter setsAside: whether a corrupt file is put aside.
    public func load(
        now: Moment, windowS: Int, setsAside: Bool = true
    ) -> (state: WatchdogState, warnings: [String]) {
        var warnings: [String] = []
        let lasting = read(path, now, windowS, setsAside, &warnings)
        let temporary = read(forNow, now, windowS, setsAside, &warnings)
        let newest = [lasting, temporary].compactMap { $0 }.max { $0.serial < $1.serial }
        return (newest ?? WatchdogState(), warnings)
    }

    private func read(
        _ path: String, _ now: Moment, _ windowS: Int, _ setsAside: Bool,
        _ warnings: inout [String]
    ) -> WatchdogState? {
        do {
            let file = try FileContents(path, bytesMax: KeyValueReader.fileBytesMax)
            return try StateCodec.decode(file.bytes, file: path, now: now, windowS: windowS)
        } catch let error as StateCodec.Corrupt {
            warnings.append(
                "\(error.problem); it is kept as \(path).corrupt, and counting begins anew")
        } catch let error as HostError {
            guard !error.meansMissing else { return nil }
            warnings.append("\(error); counting begins anew")
        } catch {
            return nil
        }
        if setsAside { WholeFile.setAside(path, as: "\(path).corrupt") }
        return nil
    }

    /// Saves it, counting up its serial number.
    /// - Returns: a sentence when it could not be saved; said once.
    public mutating func save(_ state: inout WatchdogState, now: Moment) -> String? {
        state.serial += 1
        let bytes = Array(StateCodec.encode(state, now: now).utf8)
        do {
            try Folder.make(Paths.parent(path), mode: 0o750)
            try WholeFile.write(bytes, to: path, mode: 0o600)
            try? WholeFile.remove(forNow)
            lost = nil
            return nil
        } catch {
            // Memory takes it while the disk does not: the limit must hold.
            do {
                try WholeFile.write(bytes, to: forNow, mode: 0o600, lasting: false)
                lost = nil
            } catch {
                lost = "\(error)"
            }
            defer { hasComplained = true }
            return hasComplained
                ? nil : "\(error); the old state is kept, and counts hold until the next boot"
        }
    }

    /// Takes it away, with what was kept beside it.
    public func remove() {
        for path in [path, forNow, "\(path).corrupt", "\(path).new"] { try? WholeFile.remove(path) }
    }
}
