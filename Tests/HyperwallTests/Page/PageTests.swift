import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The control page in a real browser, before a real wall.
    @Suite(.enabled(if: Browser.absence == nil, "\(Browser.absence ?? "")"))
    struct PageTests {
        @Test func probe() async throws {
            try await PageStage.with { stage in
                try await stage.wall { wall in
                    let now = try await stage.agrees(wall, "4 play") { $0.cells.count == 4 && $0.cells.allSatisfy(\.isPlaying) }
                    print(now.cells.map { "\($0.title) \($0.rect)" })
                    try await wall.takeKeyboard()
                    try await wall.press("c")
                    try await stage.browser.open(stage.url + "api/v1/status")
                    try await stage.browser.run("await fetch('/api/v1/cells/2/favorite', {method:'POST', headers:{'Hyperwall-Request':'1'}}); await fetch('/api/v1/cells/3/mute', {method:'POST', headers:{'Hyperwall-Request':'1'}});await fetch('/api/v1/cells/4/pause', {method:'POST', headers:{'Hyperwall-Request':'1'}});await fetch('/api/v1/cells/1/loop', {method:'POST', headers:{'Hyperwall-Request':'1'}})")
                    try await wall.wait("fav") { $0.cells[1].favorite }
                    try await Task.sleep(for: .seconds(1))
                    try await stage.keep("probe")
                    let p = try await stage.picture()
                    print(now.cells.map { "\(p.ruler(in: $0.rect))" })
                    print(try await stage.browser.notes())
                }
            }
        }
    }
}
