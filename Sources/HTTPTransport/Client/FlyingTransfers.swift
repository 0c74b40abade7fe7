import CCurl

/// The transfers in the air, and libcurl's handle that moves them. It belongs to one
/// thread and must be closed.
final class FlyingTransfers {
    private var multi: CurlMulti
    private var byHandle: [UnsafeMutableRawPointer: Transfer] = [:]
    private let connectionsMax: Int
    /// When the last transfer left; nil when no connection can be open.
    private(set) var lastUse: ContinuousClock.Instant?

    /// None yet.
    init(connectionsMax: Int) throws(CurlMultiError) {
        self.connectionsMax = connectionsMax
        multi = try CurlMulti(connectionsMax: connectionsMax)
    }

    /// All of them, in no order.
    var all: [Transfer] { Array(byHandle.values) }
    /// How many there are.
    var count: Int { byHandle.count }
    /// What ends a `wait` from any thread, until `renew` or `close`.
    var waker: CurlWaker? { multi.waker }

    /// Lets the transfer's hop begin; returns why it cannot.
    func lift(_ transfer: Transfer) -> HTTPFailure? {
        guard let identity = transfer.hop.handle.identity else { return .closed }
        do {
            try multi.add(transfer.hop.handle)
        } catch {
            return HTTPFailure(error)
        }
        byHandle[identity] = transfer
        return nil
    }

    /// Takes the transfer's hop out of libcurl's hands, at its end or in the middle:
    /// then its connection closes.
    func lower(_ transfer: Transfer) {
        guard let identity = transfer.hop.handle.identity else { return }
        byHandle[identity] = nil
        lastUse = .now
        do {
            try multi.remove(transfer.hop.handle)
        } catch {
            assertionFailure("curl_multi_remove_handle: \(error.words)")
        }
    }

    /// Moves whatever can be moved without waiting.
    func move() throws(CurlMultiError) { try multi.perform() }

    /// Waits until something can be moved, the waker wakes, or the time is over.
    func wait(_ time: Duration) throws(CurlMultiError) {
        try multi.poll(milliseconds: Int32(clamping: time.wholeMilliseconds))
    }

    /// The next transfer whose hop has ended, with libcurl's code for it. It is to be
    /// lowered before the next question.
    func nextEnded() throws(CurlMultiError) -> (transfer: Transfer, code: CURLcode)? {
        while let ended = try multi.nextEnded() {
            if let transfer = byHandle[ended.handle] { return (transfer, ended.code) }
            assertionFailure("a transfer ended that nobody knows")
        }
        return nil
    }

    /// Takes a new handle of libcurl's; the connections of the old one close. Nothing
    /// may be in the air.
    ///
    /// - Parameter use: told what wakes from now on, while the old one still lives.
    func renew(use: (CurlWaker?) -> Void) throws(CurlMultiError) {
        lastUse = nil
        let next = try CurlMulti(connectionsMax: connectionsMax)
        use(next.waker)
        let old = multi
        multi = next
        try old.close()
    }

    /// Gives everything back. Nothing may be in the air, and nobody may hold the waker.
    func close() throws(CurlMultiError) { try multi.close() }
}
