/// Puts a text message together from its pieces, within its bound.
struct MessageCollector {
    /// What comes of a piece.
    enum Outcome: Equatable {
        /// The message goes on.
        case unfinished
        /// Here it is.
        case message([UInt8])
        /// It is larger than asked for; nothing of it is kept.
        case tooLarge
        /// It is not UTF-8.
        case notText
    }

    private let bytesMax: Int
    private var bytes: [UInt8] = []

    /// - Parameter bytesMax: of a message.
    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Takes a piece of a text message.
    mutating func take(
        _ piece: UnsafeRawBufferPointer, bytesToCome: Int, isLast: Bool
    ) -> Outcome {
        // What was announced counts already: nothing is gathered in vain.
        let room = bytesMax - bytes.count
        guard piece.count <= room, bytesToCome <= room - piece.count else {
            bytes = []
            return .tooLarge
        }
        bytes.append(contentsOf: piece)
        guard isLast else { return .unfinished }
        let message = bytes
        bytes = []
        return String(validating: message, as: UTF8.self) == nil ? .notText : .message(message)
    }
}
