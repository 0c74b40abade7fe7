import Geometry
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The keys that change the grid, pressed on a real keyboard of a real X server.
    @Suite struct GridKeyTests {
        /// A key and the grid that it leads to.
        struct Step: Sendable {
            let key: String
            let columns: Int
            let rows: Int
            init(_ key: String, _ columns: Int, _ rows: Int) {
                self.key = key
                self.columns = columns
                self.rows = rows
            }
        }

        private func walk(
            _ steps: [Step], layout: String? = nil,
            _ prepare: (XServer) async throws -> Void = { _ in }
        ) async throws {
            try await WallStage.with(videos: 2) { stage in
                let server = try stage.server.orFail("no X server")
                if let layout { try await server.run(["setxkbmap", layout]) }
                try await prepare(server)
                // New cells wait long for their start: it is not about their pictures.
                let slow = ["HYPERWALL_START_STAGGER_MS": "2000"]
                try await stage.wall(["--grid", "2x1", stage.videos], environment: slow) { wall in
                    try await wall.wait("a picture") { $0.cells.contains(where: \.isPlaying) }
                    try await wall.takeKeyboard()
                    for step in steps {
                        try await server.hands(step.key.split(separator: " ").map(String.init))
                        try await wall.wait("\(step.key) makes \(step.columns)×\(step.rows)") {
                            $0.grid == GridSize(columns: step.columns, rows: step.rows)
                                && $0.cells.count == step.columns * step.rows
                        }
                    }
                }
            }
        }

        @Test func digitsMakeSquares() async throws {
            try await walk((1...8).map { Step("key \($0)", $0, $0) })
        }

        @Test func signsChangeColumnsAndRows() async throws {
            try await walk([
                Step("key plus", 3, 2), Step("key equal", 4, 3), Step("key minus", 3, 2),
                Step("key bracketright", 4, 2), Step("key bracketleft", 3, 2),
                Step("key braceright", 3, 3), Step("key braceleft", 3, 2),
                Step("key ctrl+Right", 4, 2), Step("key ctrl+Left", 3, 2),
                Step("key ctrl+Down", 3, 3), Step("key ctrl+Up", 3, 2),
            ])
        }

        /// Keys of the keypad by their codes, as NumLock changes what they mean:
        /// 87, 88 and 89 are 1, 2 and 3; 86 and 82 are + and -.
        @Test(arguments: [false, true])
        func theKeypadCounts(numLock: Bool) async throws {
            let steps = [
                Step("key 88", 2, 2), Step("key 86", 3, 3), Step("key 82", 2, 2),
                Step("key 89", 3, 3), Step("key 87", 1, 1),
            ]
            try await walk(steps) { server in
                if numLock { try await server.hands("key", "Num_Lock") }
            }
        }

        /// There brackets are AltGr and a digit, and the question mark is Shift and ß.
        @Test func aGermanKeyboardHasAllOfThem() async throws {
            func altGr(_ key: String) -> String {
                "keydown ISO_Level3_Shift key \(key) keyup ISO_Level3_Shift"
            }
            try await walk(
                [
                    Step("key 3", 3, 3), Step(altGr("8"), 2, 3), Step(altGr("9"), 3, 3),
                    Step(altGr("7"), 3, 2), Step(altGr("0"), 3, 3), Step("key plus", 4, 4),
                    Step("key minus", 3, 3),
                ], layout: "de")
        }

        @Test func theGridStaysWithinItsBounds() async throws {
            try await WallStage.with(videos: 1) { stage in
                let slow = ["HYPERWALL_START_STAGGER_MS": "2000"]
                try await stage.wall(["--grid", "1x1", stage.videos], environment: slow) { wall in
                    try await wall.plays(1)
                    try await wall.takeKeyboard()
                    // The last key shows that those before it were done.
                    try await wall.press("minus", "bracketleft", "braceleft", "c")
                    let small = try await wall.wait("labels") { $0.labelsShown }
                    #expect(small.grid == GridSize(columns: 1, rows: 1))
                    try await wall.press("8", "plus", "bracketright", "braceright", "c")
                    let large = try await wall.wait("no labels") { !$0.labelsShown }
                    #expect(large.grid == GridSize(columns: 8, rows: 8))
                }
            }
        }
    }
}
