import Glibc
import Synchronization
import Testing
import WallPolicy

@testable import WallRuntime

/// Real folders under a real watch: short times instead of the wall's, conditions instead of
/// sleeping, and a deadline on each test.
@Suite(.timeLimit(.minutes(10))) struct SourcesWatchTests {
    private let folder: SourcesFolder
    init() throws { folder = try SourcesFolder() }

    private func start(
        _ sources: [String], settling: Duration = .milliseconds(150),
        frequent: Duration = .seconds(60),
        fetch: @escaping ListFetch = { _ in .failure(ListFetchFailure(reason: "no network")) }
    ) throws -> (SourceScanner, AsyncStream<SourceCatalogue>.Iterator) {
        var timing = SourceScanner.Timing()
        timing.debounce = .milliseconds(30)
        timing.settling = settling
        timing.frequentRescan = frequent
        let scanner = SourceScanner(
            sources: sources, places: SourcePlaces(home: nil, workingFolder: folder.path),
            timing: timing, fetchList: fetch)
        let (stream, continuation) = AsyncStream.makeStream(of: SourceCatalogue.self)
        let listener = Listener(continuation)
        try scanner.start { listener.take($0) }
        return (scanner, stream.makeAsyncIterator())
    }

    @Test func aFolderThatGrowsAndShrinksIsNoticed() async throws {
        let a = try folder.file("a.mp4")
        var (scanner, catalogues) = try start([folder.path])
        #expect(await catalogues.next()?.addresses == [a])
        let b = try folder.file("b.mp4")
        #expect(await catalogues.next()?.addresses == [a, b])
        // A new folder with something deep in it.
        let c = try folder.file("new/deep/c.mp4")
        #expect(await catalogues.next()?.addresses == [a, b, c])
        let d = try folder.file("new/deep/d.mp4")
        #expect(await catalogues.next()?.addresses == [a, b, c, d])
        folder.delete("a.mp4")
        #expect(await catalogues.next()?.addresses == [b, c, d])
        folder.move("new", to: ".hidden")
        #expect(await catalogues.next()?.addresses == [b])
        scanner.stop()
    }

    @Test func halfOfACopyIsNotTaken() async throws {
        let a = try folder.file("a.mp4")
        var (scanner, catalogues) = try start([folder.path], settling: .zero)
        #expect(await catalogues.next()?.addresses == [a])
        let copy = try OpenFile(folder.path + "/copy.mp4")
        copy.write("half")
        // Another file completes meanwhile; the copy is not part of what comes of it.
        let b = try folder.file("b.mp4")
        #expect(await catalogues.next()?.addresses == [a, b])
        copy.write("whole")
        copy.close()
        #expect(await catalogues.next()?.addresses == [a, b, folder.path + "/copy.mp4"])
        scanner.stop()
    }

    @Test func halfOfACopyInANewFolderIsNotTaken() async throws {
        let a = try folder.file("a.mp4")
        let elsewhere = try SourcesFolder()
        elsewhere.folder("new")
        let b = try elsewhere.file("new/b.mp4")
        // Begun before the folder came, so that nobody saw its beginning.
        let copy = try OpenFile(elsewhere.path + "/new/copy.mp4")
        copy.write("half")
        // Long, so that only its end makes it whole, however busy the machine is.
        var (scanner, catalogues) = try start([folder.path], settling: .seconds(600))
        #expect(await catalogues.next()?.addresses == [a])
        #expect(rename(elsewhere.path + "/new", folder.path + "/new") == 0)
        let here = folder.path + "/new/"
        #expect(await catalogues.next()?.addresses == [a, here + "b.mp4"], "\(b)")
        copy.close()
        #expect(
            await catalogues.next()?.addresses == [a, here + "b.mp4", here + "copy.mp4"])
        scanner.stop()
    }

    /// A file that was closed before anybody watched is taken once nobody has written for a while.
    @Test func aCopyWhoseEndNobodySawIsTakenAfterAWhile() async throws {
        let a = try folder.file("a.mp4")
        let elsewhere = try SourcesFolder()
        elsewhere.folder("new")
        let copy = try OpenFile(elsewhere.path + "/new/copy.mp4")
        copy.write("whole")
        copy.close()
        var (scanner, catalogues) = try start([folder.path], settling: .milliseconds(300))
        #expect(await catalogues.next()?.addresses == [a])
        #expect(rename(elsewhere.path + "/new", folder.path + "/new") == 0)
        #expect(await catalogues.next()?.addresses == [a, folder.path + "/new/copy.mp4"])
        scanner.stop()
    }

    @Test func aFileOrListThatIsMissingMayComeLater() async throws {
        let list = folder.path + "/later.m3u"
        let file = folder.path + "/later.mp4"
        var (scanner, catalogues) = try start([list, file])
        #expect(await catalogues.next()?.problems.count == 2)
        try folder.file("later.mp4")
        #expect(await catalogues.next()?.addresses == [file])
        try folder.file("later.m3u", "http://h/x.mp4")
        let last = await catalogues.next()
        #expect(last?.addresses == ["http://h/x.mp4", file])
        #expect(last?.problems.isEmpty == true)
        scanner.stop()
    }

    @Test func listsOfTheNetworkAreTriedAgainUntilTheyCome() async throws {
        let tries = Tries()
        var (scanner, catalogues) = try start(
            ["http://h/l.m3u"], frequent: .milliseconds(20),
            fetch: { _ in
                tries.next() < 3
                    ? .failure(ListFetchFailure(reason: "it refused"))
                    : .success(Array("x.mp4".utf8))
            })
        #expect(await catalogues.next()?.problems.count == 1)
        #expect(await catalogues.next()?.addresses == ["http://h/x.mp4"])
        scanner.stop()
    }

    @Test func aScannerStartsOnceAndItsThreadEnds() async throws {
        try folder.file("a.mp4")
        var (scanner, catalogues) = try start([folder.path])
        #expect(await catalogues.next() != nil)
        #expect(throws: SourceScanner.StartFailure.self) { try scanner.start { _ in } }
        scanner.stop()
        scanner.stop()
        #expect(await catalogues.next() == nil, "the thread let go of its listener")
    }

    @Test func aScannerThatIsForgottenEnds() async throws {
        var catalogues = try start([folder.path]).1
        while await catalogues.next() != nil {}
    }
}

/// Ends the stream when the scanner's thread has let go of it.
private final class Listener: Sendable {
    private let continuation: AsyncStream<SourceCatalogue>.Continuation
    init(_ continuation: AsyncStream<SourceCatalogue>.Continuation) {
        self.continuation = continuation
    }
    deinit { continuation.finish() }
    func take(_ catalogue: SourceCatalogue) { continuation.yield(catalogue) }
}

/// Counts calls from the scanner's thread.
private final class Tries: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
