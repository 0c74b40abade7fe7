/// A call into SDL or GL that failed.
public struct DisplayError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Sendable {
        case initialize = "start the video system"
        case createWindow = "open a window"
        case windowSurface = "take the window's pixels"
        case createContext = "make a GL context"
        case compileShader = "compile a shader"
        case draw = "draw"
        case present = "show the picture"
        case capture = "read the picture back"
        case text = "draw text"
        case encodePicture = "write the picture"
        case power = "switch the displays"
    }

    /// What was tried.
    public let operation: Operation
    /// The library's own words; may be empty.
    public let detail: String

    /// An error.
    public init(_ operation: Operation, _ detail: String) {
        self.operation = operation
        self.detail = detail
    }

    /// One sentence.
    public var description: String {
        detail.isEmpty
            ? "could not \(operation.rawValue)" : "could not \(operation.rawValue): \(detail)"
    }
}
