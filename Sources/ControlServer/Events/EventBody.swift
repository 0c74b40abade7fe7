import FlyingSocks

/// The bytes of an event stream as FlyingFox sends them: each message as it comes.
struct EventBody: AsyncBufferedSequence {
    typealias Element = UInt8

    let stream: AsyncStream<[UInt8]>

    func makeAsyncIterator() -> Iterator { Iterator(messages: stream.makeAsyncIterator()) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        var messages: AsyncStream<[UInt8]>.Iterator
        private var rest: ArraySlice<UInt8> = []

        init(messages: AsyncStream<[UInt8]>.Iterator) { self.messages = messages }

        mutating func next() async -> UInt8? {
            if rest.isEmpty { rest = await messages.next()?[...] ?? [] }
            return rest.popFirst()
        }

        /// As many as there are: a message is not cut, so that it arrives at once.
        mutating func nextBuffer(suggested count: Int) async -> ArraySlice<UInt8>? {
            guard rest.isEmpty else {
                defer { rest = [] }
                return rest
            }
            return await messages.next()?[...]
        }
    }
}
