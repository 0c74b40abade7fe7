import Geometry

extension CellOverlay {
    /// After this long a cell that opens or buffers says so; a change of items
    /// is shorter and says nothing.
    public static let noticeAfterSeconds = 1.0

    /// What stands over this cell now.
    /// - Parameters:
    ///   - cell: one of `wall.cells`.
    ///   - wall: the moment it belongs to.
    ///   - focusShown: whether the ring is drawn; a wall that nobody touches has none.
    public init(cell: CellSnapshot, in wall: WallSnapshot, focusShown: Bool) {
        let display = wall.displays.first { $0.number == cell.display }
        self.init(
            number: cell.number,
            displaySize: display.map { $0.rotation.logicalSize(of: $0.size) } ?? cell.rect.size)
        // A wall that sleeps is black.
        guard !cell.hidden, !wall.isAsleep else { return }
        card = Self.card(of: cell, server: wall.server)
        if Self.waitsForServer(cell, wall.server), !Self.speaks(cell, in: wall) {
            card = nil
            return
        }
        if card == nil { notice = Self.notice(of: cell) }
        // Card and notice say the title themselves, and there are no figures yet;
        // what lies beneath the help would shine through it.
        if card == nil, notice?.title.isEmpty ?? true, !wall.helpShown {
            if wall.labelsShown { label = Self.label(of: cell) }
            if wall.statisticsShown { statistics = Self.statistics(of: cell) }
        }
        isFocused = focusShown && cell.number == wall.focus && wall.solo == nil
    }

    private static func label(of cell: CellSnapshot) -> Label? {
        guard !cell.title.isEmpty else { return nil }
        var label = Label()
        label.title = cell.title
        label.isLive = cell.live
        label.isLooping = cell.looping
        label.isFavorite = cell.favorite
        label.isSounding = cell.sounding
        label.isPaused = cell.paused
        label.time = Figures.position(cell.position, of: cell.duration, live: cell.live)
        if !cell.live, let position = cell.position, let duration = cell.duration,
            position.isFinite, duration.isFinite, duration > 0
        {
            // By whole seconds, like the time: a label that is equal is not drawn again.
            label.progress = Int(min(max(position.rounded(.down) / duration, 0), 1) * 1_000)
        }
        return label
    }

    /// So many cells may say the same of the media server; of more only one does.
    static let sameCardsMax = 4

    /// Whether a cell has nothing to play for the server's sake.
    private static func waitsForServer(_ cell: CellSnapshot, _ server: ServerStatus?) -> Bool {
        server != nil && cell.item == nil && ["idle", "loading"].contains(cell.state)
    }

    /// Whether it is this cell that says so: the one in the middle of its display.
    private static func speaks(_ cell: CellSnapshot, in wall: WallSnapshot) -> Bool {
        let waiting = wall.cells.filter {
            $0.display == cell.display && !$0.hidden && waitsForServer($0, wall.server)
        }
        guard waiting.count > sameCardsMax else { return true }
        let right = waiting.map(\.rect.maxX).max() ?? 0
        let bottom = waiting.map(\.rect.maxY).max() ?? 0
        func offCentre(_ cell: CellSnapshot) -> Int {
            abs(cell.rect.x + cell.rect.maxX - right) + abs(cell.rect.y + cell.rect.maxY - bottom)
        }
        let middle = waiting.min { offCentre($0) < offCentre($1) }
        return middle?.number == cell.number
    }

    /// Whether a cell in this state has a card that is about its item.
    public static func waits(_ state: String) -> Bool {
        ["parked", "backingOff", "holding"].contains(state)
    }

    private static func card(of cell: CellSnapshot, server: ServerStatus?) -> Card? {
        var card = Card()
        card.title = cell.title
        card.reason = cell.reason ?? ""
        switch cell.state {
        case "parked":
            card.tone = .trouble
            card.headline = Catalogue.mediaUnavailable
            if card.reason.isEmpty { card.reason = FailureReason.unknown.words }
        case "backingOff":
            card.tone = .waiting
            card.headline =
                cell.item == nil
                ? Catalogue.leftOut
                : cell.triesAgain ? Catalogue.interrupted : Catalogue.cannotPlay
            if card.reason.isEmpty { card.reason = FailureReason.unknown.words }
        case "holding":
            card.tone = .waiting
            card.headline =
                cell.serverRestarts == true
                ? Catalogue.serverRestarting : Catalogue.waiting(for: cell.waitsFor?.words ?? "")
            card.reason = Catalogue.waitingAdvice
        // A server that answers at once is nothing to speak of.
        case "idle" where server != nil && cell.item == nil,
            "loading" where server != nil && cell.item == nil && cell.hasOpenedForLong:
            if let server { card.tell(server) }
            card.dims = cell.statistics.shownFrames > 0
        case "idle", "disposed":
            card.headline = Catalogue.nothingToPlay
            if card.reason.isEmpty { card.reason = Catalogue.nothingToPlayAdvice }
        default: return nil
        }
        if cell.hasPicture { card.picture = cell.item }
        // Who waits for a source waits for no time, and its failures were the source's.
        guard cell.state != "holding" else { return card }
        if cell.failures > 0 { card.failures = Catalogue.failures(cell.failures) }
        if let seconds = cell.retryInSeconds {
            card.countdown =
                cell.triesAgain || cell.state == "parked"
                ? Catalogue.nextTry(inSeconds: seconds) : Catalogue.goesOn(inSeconds: seconds)
        }
        return card
    }

    private static func notice(of cell: CellSnapshot) -> Notice? {
        switch cell.state {
        // A moment without data is nothing to speak of.
        case "buffering" where cell.hasOpenedForLong:
            Notice(text: Catalogue.buffering, title: "")
        case "loading" where cell.statistics.shownFrames == 0:
            // Nothing was ever seen here: without words the cell would be black.
            Notice(text: Catalogue.opening, title: cell.title)
        case "loading" where cell.hasOpenedForLong: Notice(text: Catalogue.opening, title: "")
        default: nil
        }
    }

    private static func statistics(of cell: CellSnapshot) -> StatisticsPanel {
        let figures = cell.statistics
        let drops = figures.decoderDrops + figures.outputDrops
        var rows = [
            StatisticsPanel.Row(
                Catalogue.shown, "\(Figures.rate(figures.shownFPS)) \(Catalogue.framesPerSecond)"),
            StatisticsPanel.Row(
                Catalogue.decoded,
                "\(Figures.rate(figures.decodedFPS)) \(Catalogue.framesPerSecond)",
                needsCaption: true),
            StatisticsPanel.Row(
                Catalogue.drops, "\(drops)", isAlarming: drops * 100 > figures.shownFrames,
                needsCaption: true),
            StatisticsPanel.Row(Catalogue.cache, Figures.bytes(figures.cacheBytes)),
        ]
        if !figures.codec.isEmpty {
            let decoder = figures.hardwareDecoder.isEmpty ? "" : " · \(figures.hardwareDecoder)"
            rows.append(StatisticsPanel.Row(Catalogue.codec, figures.codec + decoder))
        }
        if let size = figures.size {
            rows.append(StatisticsPanel.Row(Catalogue.size, "\(size.width) × \(size.height)"))
        }
        return StatisticsPanel(rows: rows)
    }
}

extension CellOverlay.Card {
    /// What a cell says that has nothing to play for the server's sake.
    fileprivate mutating func tell(_ server: ServerStatus) {
        tone = server.phase == .connecting || server.phase == .connected ? .waiting : .information
        headline = Catalogue.headline(server)
        reason = Catalogue.advice(server)
        if let seconds = server.nextTryInSeconds {
            countdown = Catalogue.nextTry(inSeconds: seconds)
        }
    }
}

extension CellSnapshot {
    /// Whether opening or buffering took longer than a change of items.
    fileprivate var hasOpenedForLong: Bool {
        stateSeconds >= CellOverlay.noticeAfterSeconds
    }
}
