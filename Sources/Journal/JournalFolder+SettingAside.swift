import Glibc

extension JournalFolder {
    /// How many broken databases are kept: enough to look at, few enough not to fill a disk.
    static let brokenMax = 3

    /// Moves a database that cannot be used out of the way, with what SQLite keeps
    /// beside it, and deletes the oldest of those that were moved before.
    /// - Parameter now: seconds since 1970.
    /// - Returns: its new name.
    /// - Throws: `unusable` when it cannot be moved.
    func setAside(_ name: String, now: Double) throws(JournalError) -> String {
        let target = try freeName("\(name).broken-\(Self.stamp(now))")
        for companion in Self.companions {
            let from = name + companion
            guard try facts(from) != nil else { continue }
            guard renameat(descriptor, from, descriptor, target + companion) == 0 else {
                throw .system("\(path)/\(from)", errno)
            }
        }
        removeOldest(name)
        return target
    }

    private func freeName(_ wanted: String) throws(JournalError) -> String {
        for count in 1...9 {
            let name = count == 1 ? wanted : "\(wanted)-\(count)"
            if try facts(name) == nil { return name }
        }
        throw .unusable(path: "\(path)/\(wanted)", words: "there are too many of that name")
    }

    /// Local time as `20261120-031207`: names sort by age.
    private static func stamp(_ now: Double) -> String {
        var seconds = time_t(min(max(now, 0), 253_402_300_799))  // the end of the year 9999
        var parts = tm()
        localtime_r(&seconds, &parts)
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)\(padded(parts.tm_mon + 1))\(padded(parts.tm_mday))-"
            + "\(padded(parts.tm_hour))\(padded(parts.tm_min))\(padded(parts.tm_sec))"
    }

    /// What cannot be deleted stays: a folder with something in it is not ours to empty.
    private func removeOldest(_ name: String) {
        let prefix = "\(name).broken-"
        let all = names().filter { $0.hasPrefix(prefix) }
        let bases = Set(all.map(Self.withoutCompanion)).sorted()
        // On a disk that fails, fresh and empty ones break one after the other: the one with a
        // month of history in it must not go for their sake.
        let largest = bases.max { (size($0), $0) < (size($1), $1) }
        let surplus = max(0, bases.count - Self.brokenMax)
        for base in bases.filter({ $0 != largest }).prefix(surplus) {
            for companion in Self.companions where all.contains(base + companion) {
                if unlinkat(descriptor, base + companion, 0) != 0, errno == EISDIR {
                    _ = unlinkat(descriptor, base + companion, AT_REMOVEDIR)
                }
            }
        }
    }

    private func size(_ name: String) -> Int {
        let found = try? facts(name)
        return found.map { Int($0.st_size) } ?? 0
    }

    private static func withoutCompanion(_ name: String) -> String {
        let ending = companions.first { !$0.isEmpty && name.hasSuffix($0) } ?? ""
        return String(name.dropLast(ending.count))
    }

    /// The names of everything in the folder, at most some thousand.
    private func names() -> [String] {
        // closedir closes what it was given.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < 10_000, let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }
}
