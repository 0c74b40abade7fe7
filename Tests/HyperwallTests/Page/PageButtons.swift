import TestSupport

/// All buttons of the page, each by the test that presses it. A button that is on the page and
/// not here fails a test: it would be one that nobody has seen to work.
enum PageButtons {
    /// A cell's own.
    static let ofCells: Set<String> = [
        "next", "previous", "reload", "back", "forward", "pause", "sound", "favorite", "loop",
        "focus", "solo",
    ]
    /// The wall's, and the search's.
    static let ofWall: Set<String> = [
        "grid", "grid columns 1", "grid columns -1", "grid rows 1", "grid rows -1",
        "pause-wall", "filter all", "filter favorites", "play", "send", "send-url",
        "open-search",
    ]
    /// Those for when something is wrong.
    static let ofTrouble: Set<String> = [
        "hold", "end-hold", "unpark", "release", "release-all",
    ]
    /// Who may, and the end.
    static let ofSession: Set<String> = [
        "open-sign-in", "sign-in", "sign-out", "shutdown", "sure", "not",
    ]
    /// Those that change the page alone, which is looked at where they stand.
    static let ofThePageAlone: Set<String> = [
        "tile", "go -1", "go 1", "go close", "close", "results-more", "search-sign-in",
        "notices-more",
    ]

    /// JavaScript: what a button is called here.
    static let name = """
        button => { const data = button.dataset;
          const named = [data.do, data.filter, data.step, data.by].filter(Boolean).join(' ');
          return named || button.id || (data.go && 'go ' + data.go)
            || (button.classList.contains('tile') && 'tile') || button.getAttribute('aria-label')
            || button.innerText.trim() }
        """
}
