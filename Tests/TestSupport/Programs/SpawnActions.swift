public import Foundation

/// What a child is given of its starter's descriptors.
public enum SpawnActions {
    private typealias CloseFrom =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// glibc's `posix_spawn_file_actions_addclosefrom_np`, which Swift's module of it leaves out;
    /// nil before glibc 2.34.
    private static let closeFrom: CloseFrom? = dlsym(
        nil, "posix_spawn_file_actions_addclosefrom_np"
    ).map { unsafeBitCast($0, to: CloseFrom.self) }

    /// Leaves a child nothing of the starter's but its standard streams and what is opened for
    /// it. The pipe or the socket of another test, which may have no mark to be closed yet, would
    /// stay open for as long as the child runs, and whoever waits for its end would wait so long.
    /// - Parameter kept: descriptors that earlier actions opened.
    public static func closeOthers(
        _ actions: inout posix_spawn_file_actions_t, than kept: some Sequence<Int32>
    ) {
        _ = closeFrom?(&actions, max(2, kept.max() ?? 2) + 1)
    }
}
