import Display
import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Pictures that move and change, looked at after every turn of the loop.
@Suite(.serialized) @RenderThread struct WallChangeTests {
    /// One item after the other, and never a black picture between them.
    @Test(arguments: ["software", "gl"]) func aChangeOfItemShowsNoBlack(renderer: String) throws {
        // Bright ones, so that a fade between two of them is bright too; as many
        // as four cells can have beside one that is prepared in each.
        let items = try ColorItems(
            [
                0xFF3030, 0x30FF30, 0x3030FF, 0xFFFF30, 0xFF30FF, 0x30FFFF, 0xFFFFFF, 0xFF9030,
                0x30FF90, 0x9030FF, 0xFF3090, 0x90FF30,
            ], seconds: 2, rate: 25)
        try WallStage.run(
            renderer, PixelSize(width: 161, height: 91), grid: "2x2", items: items.items,
            colors: items.colors
        ) { stage in
            try stage.expectColors()
            var dark: [String] = []
            var seen: [CellID: Set<UInt32>] = [:]
            var looks = 0
            let enough = try stage.turn {
                looks += 1
                let picture = try stage.picture()
                for (index, tile) in stage.tiles.enumerated() {
                    let x = tile.rect.x + tile.rect.width / 2
                    let y = tile.rect.y + tile.rect.height / 2
                    let pixel = picture.pixels[y * picture.width + x]
                    // Half way between two of the colours there is one of 0x97 at least.
                    if (0..<3).allSatisfy({ pixel >> (UInt32($0) * 8) & 0xFF < 0x80 }) {
                        dark.append("look \(looks), cell \(index + 1): \(String(pixel, radix: 16))")
                    }
                    if let color = items.colors.values.first(where: {
                        colorDistance($0, pixel) < 8
                    }) {
                        seen[tile.driver.id, default: []].insert(color)
                    }
                }
                return looks > 100 && seen.count == 4 && seen.values.allSatisfy { $0.count >= 3 }
            }
            #expect(enough, "\(seen.values.map(\.count)) of 3 items in each cell, \(looks) looks")
            #expect(dark.isEmpty, "\(dark.count) of \(looks): \(dark.prefix(6))")
            // Of a few changes one of which the machine had time for.
            let goesOn = (0..<10).contains { _ in
                if stage.wall.drivers.values.allSatisfy({ $0.meter.longestGap < 0.5 }) {
                    return true
                }
                let loads = stage.loads
                _ = stage.turn { stage.loads.allSatisfy { $0.value != loads[$0.key] } }
                return false
            }
            #expect(goesOn)
        }
    }

    /// A person presses N: the old picture stays until the new one is there.
    @Test(arguments: ["software", "gl"]) func theNextItemByHandShowsNoBlack(
        renderer: String
    ) throws {
        let items = try ColorItems(
            [0xFF3030, 0x30FF30, 0x3030FF, 0xFFFF30], seconds: 60, rate: 25)
        try WallStage.run(
            renderer, PixelSize(width: 161, height: 91), grid: "1x1", items: items.items,
            colors: items.colors
        ) { stage in
            for action in [WallAction.next, .next, .previous, .next, .reload] {
                try stage.expectColors()
                let load = stage.loads
                stage.act(action)
                var dark = 0
                try stage.reach {
                    let picture = try stage.picture()
                    let pixel = picture.pixels[45 * picture.width + 80]
                    if (0..<3).allSatisfy({ pixel >> (UInt32($0) * 8) & 0xFF < 0x80 }) {
                        dark += 1
                    }
                    return try stage.allPlay && stage.wrongPixels().isEmpty
                }
                #expect(dark == 0, "\(action): \(dark)")
                #expect(stage.loads != load)
            }
        }
    }

    /// What somebody sees who starts the program for the first time.
    @Test(arguments: ["software", "gl"]) func theDemoShowsAnotherPictureInEachCell(
        renderer: String
    ) throws {
        try WallStage.run(
            renderer, PixelSize(width: 480, height: 270), grid: "3x2", items: DemoItems.all
        ) { stage in
            try stage.reach { stage.allPlay }
            func pictures() throws -> [[UInt32]] {
                let picture = try stage.picture()
                return stage.tiles.map { tile in
                    // A lattice of its pixels.
                    (0..<144).map { index in
                        let x = tile.rect.x + (index % 16) * (tile.rect.width - 1) / 15
                        let y = tile.rect.y + (index / 16) * (tile.rect.height - 1) / 8
                        return picture.pixels[y * picture.width + x]
                    }
                }
            }
            func difference(_ a: [UInt32], _ b: [UInt32]) -> Int {
                zip(a, b).reduce(0) { $0 + colorDistance($1.0, $1.1) } / a.count
            }
            // Some of them begin in the dark.
            var first = try pictures()
            try stage.reach {
                first = try pictures()
                return first.allSatisfy { cell in
                    cell.count { colorDistance($0, 0) > 40 } > cell.count / 8
                }
            }
            for one in first.indices {
                for other in first.indices where other > one {
                    #expect(
                        difference(first[one], first[other]) > 15, "cells \(one + 1), \(other + 1)")
                }
            }
            // And all of them move.
            try stage.reach {
                try zip(first, pictures()).allSatisfy { difference($0, $1) > 1 }
            }
        }
    }

    /// One cell sounds when it is asked to; none has an audio device before.
    @Test func onlyTheCellThatSoundsOpensAnAudioDevice() throws {
        let paths = try ClipStore.paths(
            ColorItems.palette.prefix(4).map {
                .color($0, seconds: 60, rate: 5, coding: .sounding)
            })
        try WallStage.run(
            "software", PixelSize(width: 160, height: 90), grid: "2x2",
            settings: ["AUDIO_DEVICE": "null"],
            items: paths.map { .file(path: $0, mount: "/") }
        ) { stage in
            func devices() throws -> Int {
                try ProcessResources.threadNames().count { $0.hasSuffix("ao") }
            }
            try stage.reach { stage.allPlay }
            #expect(try devices() == 0)
            stage.act(.toggleSound)
            try stage.reach { try devices() == 1 }
            stage.act(.moveFocus(.right))
            stage.act(.toggleSound)
            let before = stage.frames
            try stage.reach { stage.frames.allSatisfy { $0.value > (before[$0.key] ?? 0) + 3 } }
            try stage.reach { try devices() == 1 }
            stage.act(.toggleSound)
            try stage.reach { try devices() == 0 }
        }
    }
}
