import TestSupport
import Testing

extension ProgramTests {
    /// The control page in a real browser, before a real wall.
    @Suite(.alone, .enabled(if: Browser.absence == nil, "\(Browser.absence ?? "")"))
    struct BrowserTests {}
}

typealias BrowserTests = ProgramTests.BrowserTests
