// swift-tools-version: 6.2
import PackageDescription

// The tiers of the architecture, top to bottom; arrows point down only and
// scripts/check-imports holds the sources to it.
//
//   executables  hyperwall
//   effects      WallRuntime, ControlServer
//   wrappers     MPVPlayer, Display, HTTPTransport
//   C modules    CLinux, CMPV, CSDL2, CSDLTTF, CSDLImage, CGL, CCurl, CWebSockets
//   pure         WallPolicy, Tunables, Geometry
let package = Package(
    name: "hyperwall",
    products: [
        .executable(name: "hyperwall", targets: ["hyperwall"])
    ],
    dependencies: [
        // Exact versions: there is no lock file.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    ],
    targets: [
        // C modules. No pkgConfig: its -D_REENTRANT is refused on every build.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CMPV"),
        .systemLibrary(name: "CSDL2"),
        .systemLibrary(name: "CSDLTTF"),
        .systemLibrary(name: "CSDLImage"),
        .systemLibrary(name: "CGL"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CWebSockets"),

        // Pure: values in, values out; no C, no clock, no Foundation.
        .target(name: "Geometry"),
        .target(name: "Tunables", dependencies: ["Geometry"]),
        .target(name: "WallPolicy", dependencies: ["Geometry", "Tunables"]),

        // Wrappers: one C library each, no policy.
        .target(name: "MPVPlayer", dependencies: ["CMPV"]),
        .target(
            name: "Display",
            dependencies: ["CLinux", "CSDL2", "CSDLTTF", "CSDLImage", "CGL", "Geometry"]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),

        // Effects: where policy meets the world.
        .target(
            name: "WallRuntime",
            dependencies: [
                "WallPolicy", "Tunables", "Geometry", "MPVPlayer", "Display", "HTTPTransport",
                "CLinux", "CWebSockets",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "ControlServer",
            dependencies: [
                "WallPolicy", "HTTPTransport",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        // Executables construct and run.
        .executableTarget(
            name: "hyperwall",
            dependencies: [
                "WallRuntime", "ControlServer", "WallPolicy", "Tunables",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            // The README's, taken by the program itself.
            exclude: ["Pictures"]),

        // Tests mirror sources.
        .target(name: "TestSupport", dependencies: ["WallPolicy"], path: "Tests/TestSupport"),
        .testTarget(name: "GeometryTests", dependencies: ["Geometry"]),
        .testTarget(name: "TunablesTests", dependencies: ["Tunables", "Geometry"]),
        .testTarget(name: "WallPolicyTests", dependencies: ["WallPolicy", "Geometry", "Tunables"]),
        .testTarget(name: "MPVPlayerTests", dependencies: ["MPVPlayer", "CMPV", "TestSupport"]),
        .testTarget(
            name: "DisplayTests",
            dependencies: ["Display", "Geometry", "TestSupport", "CGL", "CSDL2"]),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"]),
        .testTarget(
            name: "WallRuntimeTests",
            dependencies: [
                "WallRuntime", "WallPolicy", "Display", "Geometry", "Tunables", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ControlServerTests",
            dependencies: ["ControlServer", "WallPolicy", "HTTPTransport", "TestSupport"]),
        .testTarget(
            name: "HyperwallTests", dependencies: ["WallPolicy", "Geometry", "TestSupport"]),
    ]
)

// Strictness, once, for every Swift target of ours.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}
