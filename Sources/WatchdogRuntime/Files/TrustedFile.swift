import Host
import WatchdogPolicy

/// A file that decides what root runs: nobody else may have had a hand in it.
enum TrustedFile {
    /// Reads it.
    ///
    /// - Parameter words: what is said when it is missing.
    /// - Throws: when it cannot be read, or others could have written it, or put it there.
    static func read(
        _ path: String, missing words: String? = nil
    ) throws(ConfigurationFailure) -> FileContents {
        let file: FileContents
        do {
            file = try FileContents(path, bytesMax: KeyValueReader.fileBytesMax)
        } catch {
            let said = error.meansMissing ? words : nil
            throw failure(path, said ?? error.description)
        }
        if file.isAStrangers || file.othersMayWrite {
            throw failure(
                path,
                "others than its owner may write to it, or it is a stranger's: chown root, chmod 600"
            )
        }
        // Who may write to the folder can put another file there.
        let folder = Paths.parent(path)
        guard let rights = FolderRights(folder) else {
            throw failure(folder, "the folder cannot be looked at")
        }
        if rights.isAStrangers || rights.othersMayWrite {
            throw failure(
                folder,
                "others than its owner may write to this folder, or it is a stranger's: chown root, chmod 755"
            )
        }
        return file
    }

    private static func failure(_ path: String, _ words: String) -> ConfigurationFailure {
        ConfigurationFailure([ConfigurationProblem(file: path, words)])
    }
}
