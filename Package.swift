// swift-tools-version: 6.2
import PackageDescription

// The tiers of the architecture, top to bottom; arrows point down only and
// scripts/check-imports holds the sources to it.
//
//   executables  hyperwall, service-watchdog
//   effects      WallRuntime, MediaServer, RemoteControl, ControlServer, WatchdogRuntime,
//                Notifications
//   wrappers     MPVPlayer, Display, HTTPTransport, WebSocketTransport, Journal, Systemd,
//                Host
//   C modules    CLinux, CMPV, CSDL2, CSDLTTF, CSDLImage, CGL, CXCB, CCurl, CWebSockets
//   pure         MediaServerAPI, WallPolicy, WatchdogPolicy, Tunables, Geometry
let package = Package(
    name: "hyperwall",
    products: [
        .executable(name: "hyperwall", targets: ["hyperwall"]),
        .executable(name: "service-watchdog", targets: ["service-watchdog"]),
    ],
    dependencies: [
        // Exact versions: there is no lock file.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        // C modules. No pkgConfig: its -D_REENTRANT is refused on every build.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CMPV"),
        .systemLibrary(name: "CSDL2"),
        .systemLibrary(name: "CSDLTTF"),
        .systemLibrary(name: "CSDLImage"),
        .systemLibrary(name: "CGL"),
        .systemLibrary(name: "CXCB"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CWebSockets"),

        // Pure: values in, values out; no C, no clock, no Foundation.
        .target(name: "Geometry"),
        .target(name: "Tunables", dependencies: ["Geometry"]),
        .target(name: "WallPolicy", dependencies: ["Geometry", "Tunables"]),
        .target(name: "MediaServerAPI", dependencies: ["Geometry", "WallPolicy"]),
        .target(name: "WatchdogPolicy"),

        // Wrappers: one C library each, no policy.
        .target(name: "MPVPlayer", dependencies: ["CMPV"]),
        .target(
            name: "Display",
            dependencies: ["CLinux", "CSDL2", "CSDLTTF", "CSDLImage", "CGL", "CXCB", "Geometry"]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"]),
        .target(name: "WebSocketTransport", dependencies: ["CWebSockets"]),
        .target(
            name: "Journal",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Host"),

        // No library: the protocol is a datagram.
        .target(name: "Systemd"),

        // Effects: where policy meets the world.
        .target(
            name: "WallRuntime",
            dependencies: [
                "WallPolicy", "Tunables", "Geometry", "MPVPlayer", "Display", "HTTPTransport",
                "Journal", "Systemd", "Host", "CLinux", "CWebSockets",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "MediaServer",
            dependencies: [
                "MediaServerAPI", "WallPolicy", "Tunables", "HTTPTransport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "RemoteControl",
            dependencies: [
                "MediaServerAPI", "WallPolicy", "WebSocketTransport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "ControlServer",
            dependencies: [
                "WallPolicy", "Tunables", "Geometry", "HTTPTransport", "Journal",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "Notifications", dependencies: ["WatchdogPolicy", "HTTPTransport", "Host"]),
        .target(
            name: "WatchdogRuntime", dependencies: ["WatchdogPolicy", "HTTPTransport", "Host"]),

        // Executables construct and run.
        .executableTarget(
            name: "hyperwall",
            dependencies: [
                "WallRuntime", "MediaServer", "RemoteControl", "ControlServer", "MediaServerAPI",
                "WallPolicy", "Tunables", "HTTPTransport", "Journal", "Systemd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            // The README's, taken by the program itself.
            exclude: ["Pictures"]),
        .executableTarget(
            name: "service-watchdog",
            dependencies: [
                "WatchdogRuntime", "Notifications", "WatchdogPolicy", "Host",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests mirror sources.
        .target(name: "FaultyServer", path: "Tests/FaultyServer"),
        .executableTarget(
            name: "faulty-server",
            dependencies: [
                "FaultyServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/FaultyServerProgram"),
        .target(
            name: "FakeMediaServer", dependencies: ["FaultyServer"], path: "Tests/FakeMediaServer"),
        .executableTarget(
            name: "fake-media-server",
            dependencies: [
                "FakeMediaServer", "FaultyServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/FakeMediaServerProgram"),
        .target(name: "TestSupport", dependencies: ["WallPolicy"], path: "Tests/TestSupport"),
        .testTarget(name: "GeometryTests", dependencies: ["Geometry"]),
        .testTarget(name: "TunablesTests", dependencies: ["Tunables", "Geometry"]),
        .testTarget(name: "WallPolicyTests", dependencies: ["WallPolicy", "Geometry", "Tunables"]),
        .testTarget(
            name: "MediaServerAPITests",
            dependencies: ["MediaServerAPI", "WallPolicy", "Geometry"]),
        .testTarget(name: "MPVPlayerTests", dependencies: ["MPVPlayer", "CMPV", "TestSupport"]),
        .testTarget(
            name: "DisplayTests",
            dependencies: ["Display", "Geometry", "TestSupport", "CGL", "CSDL2"]),
        .testTarget(
            name: "HTTPTransportTests",
            dependencies: ["HTTPTransport", "FaultyServer", "TestSupport"]),
        .testTarget(
            name: "WebSocketTransportTests", dependencies: ["WebSocketTransport", "TestSupport"]),
        .testTarget(name: "JournalTests", dependencies: ["Journal", "TestSupport"]),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd", "TestSupport"]),
        .testTarget(
            name: "WallRuntimeTests",
            dependencies: [
                "WallRuntime", "WallPolicy", "Display", "Geometry", "Tunables", "Journal",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "MediaServerTests",
            dependencies: [
                "MediaServer", "MediaServerAPI", "WallPolicy", "Tunables", "HTTPTransport",
                "FakeMediaServer", "FaultyServer", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "RemoteControlTests",
            dependencies: [
                "RemoteControl", "MediaServerAPI", "WallPolicy", "WebSocketTransport",
                "HTTPTransport", "FakeMediaServer", "FaultyServer", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ControlServerTests",
            dependencies: [
                "ControlServer", "WallPolicy", "Tunables", "HTTPTransport", "Journal",
                "TestSupport",
            ]),
        .testTarget(name: "WatchdogPolicyTests", dependencies: ["WatchdogPolicy"]),
        .testTarget(
            name: "NotificationsTests",
            dependencies: ["Notifications", "WatchdogPolicy", "Host", "TestSupport"]),
        .testTarget(
            name: "ServiceWatchdogTests", dependencies: ["TestSupport"]),
        .testTarget(name: "FaultyServerTests", dependencies: ["FaultyServer", "TestSupport"]),
        .testTarget(
            name: "FakeMediaServerTests",
            dependencies: ["FakeMediaServer", "FaultyServer", "TestSupport"]),
        .testTarget(
            name: "HyperwallTests",
            dependencies: [
                "WallPolicy", "Geometry", "TestSupport", "FaultyServer", "FakeMediaServer",
                "Journal",
            ]),
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
