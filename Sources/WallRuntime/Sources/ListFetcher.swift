import HTTPTransport
import WallPolicy

/// Gets lists over http for the scanner.
public enum ListFetcher {
    /// Blocks for ten seconds at most.
    public static let fetch: ListFetch = { url in
        switch HTTPDownload.get(url, bytesMax: PlaylistReader.listBytesMax) {
        case .success(let bytes): .success(bytes)
        case .failure(let failure): .failure(ListFetchFailure(reason: failure.reason))
        }
    }
}
