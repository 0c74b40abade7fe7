/// The made-up library. An item is a number; what it is called and what it holds follows from that.
struct FakeLibrary: Sendable {
    /// The libraries: name, what it holds as the server says it, the type of its items.
    static let views: [(name: String, collection: String, type: String)] = [
        ("Movies", "movies", "Movie"), ("Shows", "tvshows", "Episode"),
        ("Music Videos", "musicvideos", "MusicVideo"), ("Home Videos", "homevideos", "Video"),
        ("Music", "music", "Audio"), ("Live TV", "livetv", "TvChannel"),
    ]
    /// How many of them hold videos; item `n` lies in library `n % videoViews`.
    static let videoViews = 4
    static let genres = [
        "Action", "Comedy", "Documentary", "Drama", "Jazz & Blues", "Sci-Fi",
    ]
    static let playlists = ["Wall", "Evening, quiet"]
    static let collections = ["Space", "Sea & Shore"]
    static let channels = ["One", "Two", "Three"]
    static let seriesCount = 10

    /// Items at the beginning, put there later.
    private(set) var leading: [Int] = []
    /// Items that were there from the start.
    private(set) var base: Range<Int>
    /// Items at the end, put there later.
    private(set) var trailing: Range<Int>
    private(set) var removed: Set<Int> = []
    private var next: Int
    /// Changes with every change.
    private(set) var revision = 0
    /// How many more, or fewer, are said to be there than are.
    var totalOffset = 0
    /// Whether totals are said at all.
    var saysTotal = true
    /// Episodes without a file.
    let missingCount: Int

    init(count: Int, missing: Int) {
        missingCount = missing
        base = 0..<max(0, count)
        next = 50_000_000
        trailing = 40_000_000..<40_000_000
    }

    /// Puts new items at the end, or before all others.
    /// - Returns: their numbers.
    mutating func add(_ count: Int, atFront: Bool) -> [Int] {
        revision += 1
        guard atFront else {
            let new = trailing.upperBound..<(trailing.upperBound + count)
            trailing = trailing.lowerBound..<new.upperBound
            return Array(new)
        }
        let new = Array(next..<(next + count))
        next += count
        leading = new + leading
        return new
    }

    mutating func remove(_ numbers: some Sequence<Int>) {
        revision += 1
        removed.formUnion(numbers)
    }

    func has(_ number: Int) -> Bool {
        guard !removed.contains(number) else { return false }
        return base.contains(number) || trailing.contains(number) || leading.contains(number)
    }

    /// All items' numbers, in the order of their names.
    var numbers: [Int] {
        let all = leading + Array(base) + Array(trailing)
        return removed.isEmpty ? all : all.filter { !removed.contains($0) }
    }

    /// The name: the order of the names is the order of the numbers.
    static func name(_ number: Int) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
        // Signs that a careless reader of JSON stumbles over, now and then.
        let sign = number % 50 == 7 ? " “Ü” \\ \"x\"" : ""
        return number >= 50_000_000 ? "A new item \(digits)" : "Item \(zeros)\(digits)\(sign)"
    }

    static func view(of number: Int) -> Int { number % videoViews }
    static func genre(of number: Int) -> String { genres[number % genres.count] }
    static func tags(of number: Int) -> [String] {
        (number % 10 == 0 ? ["wall"] : []) + (number % 100 == 0 ? ["aquarium"] : [])
    }
    static func series(of number: Int) -> Int { number / videoViews % seriesCount }

    /// What a playlist holds, in its order; each of the latter half twice.
    func playlist(_ index: Int) -> [Int] {
        let first = numbers.prefix(1500)
        let some = index == 0 ? Array(first.prefix(25).reversed()) : Array(first)
        return index == 0 ? some : some + some.suffix(some.count / 2)
    }

    /// What a collection holds.
    func collection(_ index: Int) -> [Int] {
        numbers.lazy.filter { $0 % 11 == index && Self.view(of: $0) == 0 }.prefix(40).map { $0 }
    }
}
