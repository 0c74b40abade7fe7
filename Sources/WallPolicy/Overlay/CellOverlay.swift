public import Geometry

/// What stands over one cell's picture. A value: equal overlays look the same.
public struct CellOverlay: Sendable, Hashable {
    /// Title, position and state along the lower edge.
    public struct Label: Sendable, Hashable {
        /// The item's title.
        public var title = ""
        /// `1:23 / 45:06`, or empty.
        public var time = ""
        /// How much of the item was played, in steps of 1/1000, if it has an end.
        public var progress: Int?
        /// Whether the item has no end.
        public var isLive = false
        /// Whether the item starts again at its end.
        public var isLooping = false
        /// Whether it is marked on the media server.
        public var isFavorite = false
        /// Whether this cell sounds.
        public var isSounding = false
        /// Whether this cell is paused by itself; a paused wall has a mark of its own.
        public var isPaused = false

        /// An empty label.
        public init() {}
    }

    /// Words in the middle of a cell that has nothing to show.
    public struct Card: Sendable, Hashable {
        /// How serious it is.
        public enum Tone: Sendable, Hashable {
            /// Something went wrong.
            case trouble
            /// It goes on by itself.
            case waiting
            /// Nothing is wrong.
            case information
        }

        /// How serious it is.
        public var tone = Tone.information
        /// What is the matter.
        public var headline = ""
        /// The item's title, or empty.
        public var title = ""
        /// Why, in words.
        public var reason = ""
        /// How often it failed, or empty.
        public var failures = ""
        /// When it goes on, or empty.
        public var countdown = ""
        /// Whether what lies beneath is darkened: not where there never was a picture.
        public var dims = true
        /// The item whose picture stands beside the words; nil where there is none.
        public var picture: ItemID?

        /// An empty card.
        public init() {}
    }

    /// A few words over a picture that stands still for a moment.
    public struct Notice: Sendable, Hashable {
        /// The words.
        public var text: String
        /// What it is about: shown where there is no picture yet; else empty.
        public var title: String

        /// A notice.
        public init(text: String, title: String) {
            self.text = text
            self.title = title
        }
    }

    /// The cell's number, from 1.
    public var number: Int
    /// Pixels of the whole window, laid out: small cells of a large display get larger words.
    public var displaySize: PixelSize
    /// The label, when labels are shown.
    public var label: Label?
    /// The card of a cell that does not play.
    public var card: Card?
    /// A cell that opens or buffers.
    public var notice: Notice?
    /// The figures, when statistics are shown.
    public var statistics: StatisticsPanel?
    /// Whether keys go to this cell, and a ring says so.
    public var isFocused = false

    /// A cell with nothing over it.
    public init(number: Int, displaySize: PixelSize) {
        self.number = number
        self.displaySize = displaySize
    }

    /// Whether there is nothing to draw.
    public var isEmpty: Bool {
        label == nil && card == nil && notice == nil && statistics == nil && !isFocused
    }
}

/// Captions and figures, two columns.
public struct StatisticsPanel: Sendable, Hashable {
    /// One figure.
    public struct Row: Sendable, Hashable {
        /// What it is.
        public let caption: String
        /// The figure with its unit.
        public let value: String
        /// Whether a person should look at it: drops, a budget that is used up.
        public let isAlarming: Bool
        /// Whether the figure says nothing where there is no room for its caption.
        public let needsCaption: Bool

        /// A row.
        public init(
            _ caption: String, _ value: String, isAlarming: Bool = false,
            needsCaption: Bool = false
        ) {
            self.needsCaption = needsCaption
            self.caption = caption
            self.value = value
            self.isAlarming = isAlarming
        }
    }

    /// The head, or empty.
    public let title: String
    /// The most important rows first: a small cell shows only those.
    public let rows: [Row]

    /// A panel.
    public init(title: String = "", rows: [Row]) {
        self.title = title
        self.rows = rows
    }
}
