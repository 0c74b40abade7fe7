import Foundation
import TestSupport

/// The colours of the test clips.
enum Paint: String, CaseIterable {
    case red, lime, blue, yellow
    /// The marker in the upper left quarter of every clip.
    case white
    case black
    /// None of them.
    case other

    /// Decoders come within a few steps of the true colour; 60 is far from both.
    init(red: UInt8, green: UInt8, blue: UInt8) {
        func level(_ value: UInt8) -> Int? { value < 60 ? 0 : value > 195 ? 1 : nil }
        switch (level(red), level(green), level(blue)) {
        case (1, 0, 0): self = .red
        case (0, 1, 0): self = .lime
        case (0, 0, 1): self = .blue
        case (1, 1, 0): self = .yellow
        case (1, 1, 1): self = .white
        case (0, 0, 0): self = .black
        default: self = .other
        }
    }

    /// The four that clips are filled with.
    static let fills: [Paint] = [.red, .lime, .blue, .yellow]
}

/// A picture of a screen or of the wall.
struct ScreenPicture {
    let width: Int
    let height: Int
    private let bytes: Data

    /// Reads what ffmpeg can read.
    /// - Parameters:
    ///   - input: ffmpeg's words for it.
    ///   - width: pixels, as the source must have.
    init(
        _ input: [String], width: Int, height: Int, environment: [String: String]
    ) async throws {
        let outcome = try await SideProgram.run(
            ["ffmpeg", "-nostdin", "-v", "error"] + input
                + ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
            environment: environment)
        guard outcome.status == 0, outcome.output.count == width * height * 3 else {
            throw SideProgram.Failure(
                description: "no picture of \(width)×\(height): \(outcome.output.count) bytes, "
                    + outcome.errors)
        }
        self.width = width
        self.height = height
        bytes = outcome.output
    }

    subscript(x: Int, y: Int) -> Paint {
        guard 0..<width ~= x, 0..<height ~= y else { return .other }
        let at = bytes.startIndex + (y * width + x) * 3
        return Paint(red: bytes[at], green: bytes[at + 1], blue: bytes[at + 2])
    }
}

extension ScreenPicture {
    /// The points that are not as wanted, in words, once they are or patience is at an end: what
    /// `status` tells is drawn a moment later, and a picture may be taken while a display changes.
    static func wrong(
        _ probes: [Probe], in take: () async throws -> ScreenPicture
    ) async throws -> [String] {
        var last: [String] = []
        let isRight = await soon(within: .seconds(30)) { () -> Bool? in
            do {
                let picture = try await take()
                last = probes.compactMap { probe in
                    let seen = picture[probe.x, probe.y]
                    return seen == probe.wanted
                        ? nil : "\(seen) and not \(probe.wanted) at \(probe.x), \(probe.y)"
                }
            } catch {
                last = ["\(error)"]
            }
            return last.isEmpty ? true : nil
        }
        return isRight == true ? [] : last
    }
}
