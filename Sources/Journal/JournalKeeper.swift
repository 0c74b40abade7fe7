/// Keeps a database open for the store: opens it, sets a broken one aside, begins
/// a new one, and says what happened once. Lives on the store's queue.
struct JournalKeeper {
    /// What it needs to know.
    struct Setting: Sendable {
        let place: JournalPlace
        let wall: String
        /// Seconds since 1970.
        let clock: @Sendable () -> Double
        /// Takes one sentence.
        let onProblem: @Sendable (String) -> Void
    }

    private let setting: Setting
    private var database: JournalDatabase?
    /// The trouble that was said last, so that it is said once.
    private var said: String?
    /// The quarantine as the wall has it, nil as long as nobody has asked or told.
    private var quarantine: [QuarantineRow]?
    /// Whether the database has another one.
    private var quarantineWaits = false

    init(_ setting: Setting) { self.setting = setting }

    /// Stores entries.
    /// - Returns: false when they are not stored and should be offered again.
    mutating func append(_ entries: [JournalEntry]) -> Bool {
        let now = setting.clock()
        let bounded = entries.map { $0.bounded(now: now) }
        return work { database throws(JournalError) in try database.append(bounded) } != nil
    }

    /// Drops what is too old and looks for damage.
    mutating func maintain() {
        let now = setting.clock()
        _ = work { database throws(JournalError) in
            // As others see it: this connection's own pages stand in its memory.
            let second = try JournalDatabase(reading: database.path)
            defer { second.close() }
            try second.checkWhole()
            try database.prune(now: now)
        }
    }

    /// The quarantine as stored, without what has expired.
    mutating func loadQuarantine() -> [QuarantineRow] {
        let now = setting.clock()
        if quarantine == nil {
            let wall = setting.wall
            quarantine = work { database throws(JournalError) in
                try database.quarantine(wall: wall)
            }
        }
        return (quarantine ?? []).filter { $0.until > now }
    }

    /// Puts these in the place of all there were.
    mutating func replaceQuarantine(_ rows: [QuarantineRow]) {
        quarantine = Array(rows.prefix(JournalBounds.quarantineMax))
        quarantineWaits = true
        settleQuarantine()
    }

    /// Takes an item, or everything, out of it.
    mutating func deleteQuarantine(item: String?) {
        replaceQuarantine(item.map { item in loadQuarantine().filter { $0.item != item } } ?? [])
    }

    /// Stores the quarantine if the database has another one.
    mutating func settleQuarantine() {
        // The first step of any work does it.
        if quarantineWaits { _ = work { _ throws(JournalError) in } }
    }

    /// Whether the quarantine is not stored yet.
    var hasUnsettledQuarantine: Bool { quarantineWaits }

    /// Ends the database.
    mutating func close() {
        database?.close()
        database = nil
    }

    /// Does something with the database; sets a broken one aside and does it with
    /// the new one.
    /// - Returns: nil when it could not be done.
    private mutating func work<Value>(
        _ body: (JournalDatabase) throws(JournalError) -> Value
    ) -> Value? {
        do throws(JournalError) {
            return try attempt(body)
        } catch .damaged(_, let words) {
            do throws(JournalError) {
                try setAside(words)
                return try attempt(body)
            } catch {
                complain(error)
                return nil
            }
        } catch {
            complain(error)
            return nil
        }
    }

    private mutating func attempt<Value>(
        _ body: (JournalDatabase) throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        let database = try opened()
        if quarantineWaits, let quarantine {
            try database.replaceQuarantine(quarantine, wall: setting.wall)
            quarantineWaits = false
        }
        let value = try body(database)
        said = nil
        return value
    }

    /// The open database. Another wall may have set aside the one that was open.
    private mutating func opened() throws(JournalError) -> JournalDatabase {
        if let database {
            if database.isInPlace { return database }
            close()
            quarantineWaits = quarantine != nil
        }
        let place = setting.place
        let folder = try JournalFolder.locked(place.folder, making: true, rootVisits: false)
        try folder.check(place.name, rootVisits: false)
        try folder.prepareFile(place.name)
        let fresh = try JournalDatabase(writing: place.path)
        folder.unlock()
        database = fresh
        return fresh
    }

    /// Moves the broken database away, unless another wall has just done so.
    private mutating func setAside(_ words: String) throws(JournalError) {
        let isGone = database.map { !$0.isInPlace } ?? false
        close()
        quarantineWaits = quarantine != nil
        guard !isGone else { return }
        let place = setting.place
        let folder = try JournalFolder.locked(place.folder, making: true, rootVisits: false)
        let name = try folder.setAside(place.name, now: setting.clock())
        setting.onProblem(
            "The journal \(place.path) could not be used (\(words)); it is now "
                + "\(place.folder)/\(name), and a new one was begun.")
    }

    private mutating func complain(_ error: JournalError) {
        let path = setting.place.path
        let sentence =
            "No journal is kept at the moment, the wall goes on: \(path) cannot be used "
            + "(\(error.words)). Make room there, or make it writable for this user."
        guard said != sentence else { return }
        said = sentence
        setting.onProblem(sentence)
    }
}
