import Foundation
public import Tunables

/// Reads the tunables of this process from flags, environment and env file.
public struct ConfigurationLoader: Sendable {
    /// Values given as flags, by the variable's full name.
    public let flags: [String: String]
    /// The process's environment.
    public let environment: [String: String]

    /// A loader.
    public init(flags: [String: String], environment: [String: String]) {
        self.flags = flags
        self.environment = environment
    }

    /// The tunables, with what is wrong about them.
    public func load() -> Resolution {
        Resolution(
            flags: flags, environment: environment, file: file(),
            mode: StartMode(environment: environment, processID: getpid()))
    }

    /// The env file as it is now, nil when none is named.
    public func file() -> EnvironmentFile? {
        let name = TunableTable.environmentFileName
        guard let path = flags[name] ?? environment[name], !path.isEmpty else { return nil }
        return Self.read(path)
    }

    /// Reads an env file; what cannot be read is a file with that fault.
    public static func read(_ path: String) -> EnvironmentFile {
        // Not a pipe or a device, which would never end or never begin.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return EnvironmentFile(path: path, unreadable: "cannot be read: \(reason())")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            return EnvironmentFile(path: path, unreadable: "is no regular file")
        }
        // One byte more than is allowed shows that it is too large.
        let wanted = EnvironmentFile.byteLimit + 1
        guard let data = try? handle.read(upToCount: wanted) else {
            return EnvironmentFile(path: path, bytes: [])
        }
        return EnvironmentFile(path: path, bytes: [UInt8](data))
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
