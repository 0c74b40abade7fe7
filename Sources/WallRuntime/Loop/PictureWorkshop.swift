import Dispatch

/// Where pictures are encoded: one after the other, and beside the threads on which everybody
/// else's answers are made.
struct PictureWorkshop: Sendable {
    private let queue: DispatchQueue

    /// - Parameter name: of the queue, for debuggers.
    init(_ name: String) { queue = DispatchQueue(label: "hyperwall.\(name)", qos: .utility) }

    /// Makes one.
    func make(_ picture: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try picture() }) }
        }
    }
}

/// Pictures of the whole wall for whoever asks: many who ask at once share one, so that a
/// program that asks without end costs one encoder and not all cores. Everybody gets a
/// picture that was taken after the question.
public actor WallPictures {
    /// Not begun yet.
    private var next: [WallRemote.Form: Task<[UInt8], any Error>] = [:]
    /// The one before that.
    private var last: Task<Void, Never>?
    private let workshop = PictureWorkshop("pictures")

    /// No picture yet.
    public init() {}

    /// A picture of the whole wall, displays side by side.
    /// - Throws: a sentence when there is none.
    public func picture(_ form: WallRemote.Form, of remote: WallRemote) async throws -> [UInt8] {
        if let next = next[form] { return try await next.value }
        let (last, workshop) = (last, workshop)
        let picture = Task {
            await last?.value
            self.begins(form)
            let wall = try await remote.capture()
            return try await workshop.make { try form.encoded(try wall.whole()) }
        }
        next[form] = picture
        self.last = Task { _ = try? await picture.value }
        return try await picture.value
    }

    private func begins(_ form: WallRemote.Form) { next[form] = nil }
}
