import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Every cell shows what it plays, in both renderers, wherever it stands.
@Suite(.serialized) @RenderThread struct WallGridPictureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let renderer: String
        let grid: GridSize
        let size: PixelSize
        var rotate = 0
        var testDescription: String {
            "\(renderer) \(grid.columns)×\(grid.rows) on \(size.width)×\(size.height) turned \(rotate)"
        }
    }

    private nonisolated static let cases: [Case] = ["software", "gl"].flatMap { renderer in
        [
            (1, 1, 853, 479, 0), (2, 2, 1366, 768, 0), (2, 2, 853, 479, 90),
            (3, 2, 853, 479, 0), (3, 2, 641, 363, 180), (3, 2, 640, 360, 270),
            (8, 8, 853, 479, 0),
        ].map {
            Case(
                renderer: renderer, grid: GridSize(columns: $0.0, rows: $0.1),
                size: PixelSize(width: $0.2, height: $0.3), rotate: $0.4)
        }
    }

    @Test(arguments: cases) func everyCellShowsItsColorToItsCorners(test: Case) throws {
        let items = try ColorItems(count: test.grid.count)
        try WallStage.run(
            test.renderer, test.size, grid: "\(test.grid.columns)x\(test.grid.rows)",
            settings: ["ROTATE": "\(test.rotate)"], items: items.items, colors: items.colors
        ) { stage in
            try stage.expectColors()
            #expect(stage.tiles.count == test.grid.count)
            // Without a second showing of one while there are enough of them.
            #expect(Set(stage.tiles.map { stage.color(of: $0) }).count == test.grid.count)
            let logical =
                test.rotate % 180 == 0
                ? test.size : PixelSize(width: test.size.height, height: test.size.width)
            #expect(try stage.picture().size == logical)
        }
    }

    /// Survivors go on: same player, what plays is not opened again, right colours.
    @Test(arguments: ["software", "gl"]) func aChangeOfTheGridKeepsSurvivors(
        renderer: String
    ) throws {
        let items = try ColorItems(count: 16)
        try WallStage.run(
            renderer, PixelSize(width: 427, height: 241), grid: "4x4", items: items.items,
            colors: items.colors
        ) { stage in
            try stage.expectColors()
            let identities = stage.wall.policy.cells.map(\.identity)
            // What comes next may be another item by then; what plays is the same load.
            let load = try #require(stage.wall.policy.cells.first?.machine.current?.load.counter)
            for (columns, rows) in [(2, 2), (3, 2), (1, 1), (4, 4), (2, 2)] {
                let before = stage.wall.policy.cells.map(\.identity)
                stage.act(.grid(columns: columns, rows: rows))
                try stage.expectColors()
                #expect(stage.tiles.count == columns * rows)
                let after = stage.wall.policy.cells.map(\.identity)
                let kept = min(before.count, after.count)
                #expect(Array(before.prefix(kept)) == Array(after.prefix(kept)))
            }
            #expect(stage.wall.policy.cells.first?.identity == identities.first)
            #expect(stage.wall.policy.cells.first?.machine.current?.load.counter == load)
            // Nobody is left behind: as many players as cells.
            try stage.reach { stage.wall.disposal.counts.pending == 0 }
            #expect(stage.wall.drivers.count == 4)
        }
    }

    /// Solo shows one cell over everything; the others go on unseen.
    @Test(arguments: ["software", "gl"]) func soloAndBackOpensNothingAgain(
        renderer: String
    ) throws {
        let items = try ColorItems(count: 6, rate: 25)
        let size = PixelSize(width: 427, height: 241)
        try WallStage.run(
            renderer, size, grid: "3x2", items: items.items, colors: items.colors
        ) { stage in
            try stage.expectColors()
            let loads = stage.loads
            let sizes = stage.tiles.map(\.rect)
            stage.act(.focus(stage.tiles[4].driver.id))
            let color = try #require(stage.color(of: stage.tiles[4]))
            stage.act(.toggleSolo)
            try stage.expectColors()
            #expect(stage.tiles.map(\.rect.size) == [size])
            #expect(stage.color(of: stage.tiles[0]) == color)
            // The hidden ones' frames are taken: one that nobody takes makes its
            // player wait for 0.2 s.
            let inTime = (0..<10).contains { _ in
                let before = stage.frames
                return stage.turn(within: .seconds(3)) {
                    stage.frames.allSatisfy { $0.value >= (before[$0.key] ?? 0) + 25 }
                }
            }
            #expect(inTime)
            stage.act(.toggleSolo)
            try stage.expectColors()
            #expect(stage.tiles.map(\.rect) == sizes)
            #expect(stage.loads == loads)
        }
    }

    /// Paused, solo and back: the pictures come back although no frame does.
    @Test(arguments: ["software", "gl"]) func aPausedWallKeepsItsPictures(renderer: String) throws {
        let items = try ColorItems(count: 4)
        try WallStage.run(
            renderer, PixelSize(width: 321, height: 183), grid: "2x2", items: items.items,
            colors: items.colors
        ) { stage in
            try stage.expectColors()
            stage.act(.togglePause)
            // What was on its way has come.
            var frames = stage.frames
            var quiet = ContinuousClock.now
            try stage.reach {
                if stage.frames != frames { quiet = .now }
                frames = stage.frames
                return quiet.duration(to: .now) > .milliseconds(1200)
            }
            for action in [WallAction.toggleSolo, .toggleSolo, .toggleStatistics, .toggleLabels] {
                stage.act(action)
                try stage.expectColors()
            }
            // What lay over a standing picture is gone without a trace.
            for action in [WallAction.toggleStatistics, .toggleLabels, .togglePause] {
                stage.act(action)
                try stage.expectColors()
            }
            #expect(stage.tiles.allSatisfy { $0.layers.isEmpty })
        }
    }
}
