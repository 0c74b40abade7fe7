import CCurl

/// What a transfer has received so far, with its bounds; the context of
/// libcurl's callbacks, which run on the thread inside `perform()`.
final class Reception {
    /// The body so far.
    private(set) var body: [UInt8] = []
    /// The head so far.
    private(set) var head = ReplyHead()
    /// Whether a bound cut the transfer.
    private(set) var overflowed = false
    /// Whether the head was that bound.
    private(set) var headOverflowed = false
    /// Whether any byte of a body came.
    private(set) var bodyBegan = false
    /// More bytes of body than this end the transfer.
    let bodyBytesMax: Int

    private var headBytes = 0
    /// Far above what servers send, far below what would hurt.
    private let headBytesMax = 64 * 1024
    private let isCancelled: (@Sendable () -> Bool)?
    /// Takes the body as it comes, in place of `body`; nil where that is kept. Set before the
    /// transfer, it answers what became of some bytes.
    var sink: ((UnsafeRawBufferPointer) -> Taken)?

    /// What a sink did with some bytes.
    enum Taken {
        /// They are taken.
        case taken
        /// They are to be kept in `body`.
        case kept
        /// They are the last ones that are wanted.
        case enough
    }

    /// - Parameters:
    ///   - bodyBytesMax: bytes of body that are kept; more ends the transfer. 0
    ///     ends it at the first byte.
    ///   - isCancelled: asked at least once a second; nil when another way ends it.
    init(bodyBytesMax: Int, isCancelled: (@Sendable () -> Bool)? = nil) {
        self.bodyBytesMax = bodyBytesMax
        self.isCancelled = isCancelled
    }

    /// Connects the callbacks of `handle` with this object, which must outlive
    /// the transfer.
    func attach(to handle: CurlHandle) throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_WRITEFUNCTION, bytes: receiveBody)
        try handle.set(CURLOPT_WRITEDATA, context: context)
        try handle.set(CURLOPT_HEADERFUNCTION, bytes: receiveHead)
        try handle.set(CURLOPT_HEADERDATA, context: context)
        guard isCancelled != nil else { return }
        try handle.set(progress: askWhetherToGoOn)
        try handle.set(CURLOPT_XFERINFODATA, context: context)
    }

    /// Returns whether the transfer may go on.
    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodyBegan = bodyBegan || !bytes.isEmpty
        switch sink?(bytes) ?? .kept {
        case .taken: return true
        case .enough: return false
        case .kept: break
        }
        guard body.count + bytes.count <= bodyBytesMax else {
            overflowed = true
            body.append(contentsOf: bytes.prefix(bodyBytesMax - body.count))
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Returns whether the transfer may go on.
    fileprivate func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        headOverflowed = headBytes > headBytesMax
        overflowed = overflowed || headOverflowed
        if !overflowed { head.take(line) }
        return !overflowed
    }

    fileprivate var shouldStop: Bool { isCancelled?() ?? false }
}

/// libcurl's write callback: any result but the number of bytes ends the transfer.
private func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
    let total = size * count
    let buffer = UnsafeRawBufferPointer(start: bytes, count: total)
    // 0 would mean success for an empty chunk, which libcurl does send.
    return reception.takeBody(buffer) ? total : total + 1
}

/// libcurl's header callback, one call for each line.
private func receiveHead(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
    let total = size * count
    let line = UnsafeRawBufferPointer(start: bytes, count: total)
    return reception.takeHead(line) ? total : total + 1
}

/// libcurl's progress callback: anything but 0 aborts the transfer.
private func askWhetherToGoOn(
    context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
    guard let context else { return 0 }
    return Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue().shouldStop ? 1 : 0
}
