import Foundation

/// What this process holds of the system: for tests that look for leaks.
/// Numbers of the whole process, so such a test runs in a process of its own.
public struct ProcessResources: Sendable {
    /// Open file descriptors.
    public let descriptors: Int
    /// Threads by the names that they have, sorted.
    public let threads: [String]
    /// Memory in use, bytes, after freed memory was given back to the system.
    public let memory: Int

    /// As it is now.
    public static func now() throws -> ProcessResources {
        trim()
        return ProcessResources(
            descriptors: try entries("/proc/self/fd").count, threads: try threadNames(),
            memory: try residentBytes())
    }

    /// The names of the threads that there are.
    public static func threadNames() throws -> [String] {
        try entries("/proc/self/task").compactMap { thread in
            // It may have ended since.
            guard let name = try? text("/proc/self/task/\(thread)/comm") else { return nil }
            return name.trimmingCharacters(in: .whitespacesAndNewlines)
        }.sorted()
    }

    private static func residentBytes() throws -> Int {
        let fields = try text("/proc/self/statm").split(separator: " ")
        guard fields.count > 2, let pages = Int(fields[1]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func entries(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// glibc's `malloc_trim`, which Swift's module of it leaves out.
    private static func trim() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        let trim = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)
        _ = trim(0)
    }
}
