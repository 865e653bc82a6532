// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The modules, in the order of the flow: each imports only what its list names.
// CONTRIBUTING.md draws the map.
let modules: [(name: String, imports: [String])] = [
    ("Bytes", []),
    ("Text", []),
    ("POSIX", []),
    ("JSON", []),
    ("Compression", ["Bytes"]),
    ("CSV", ["Bytes"]),
    ("EventTime", ["Bytes"]),
    ("Feed", ["Bytes", "Compression", "CSV", "EventTime", "POSIX"]),
    ("Sniff", ["Bytes", "CSV", "EventTime", "Text"]),
    ("Profile", ["Bytes", "CSV", "EventTime"]),
    ("Scaffold", ["CSV", "EventTime", "JSON", "Sniff", "Text"]),
    ("Metrics", ["Bytes", "EventTime"]),
    ("Mapping", ["Bytes", "CSV", "EventTime", "Metrics"]),
    ("Blocks", ["Bytes", "Compression", "JSON", "Metrics", "POSIX"]),
    ("Exposition", ["Bytes", "Metrics"]),
    ("Console", ["EventTime", "JSON", "Metrics", "Text"]),
    ("RemoteWrite", ["Bytes", "Compression", "Metrics"]),
    ("HTTP", ["POSIX"]),
    ("YAML", []),
    ("Flags", ["Text"]),
    ("Rules", ["Text"]),
    ("Schema", ["YAML", "Text"]),
    ("Service", ["Compression", "Exposition", "HTTP", "JSON", "Metrics", "POSIX", "Text"]),
    (
        "MappingFile",
        ["Bytes", "CSV", "EventTime", "Feed", "Mapping", "Metrics", "POSIX", "Schema", "Text", "YAML"]
    ),
    ("Pipeline", ["Bytes", "CSV", "EventTime", "Feed", "Mapping", "MappingFile", "Metrics", "POSIX"]),
    // What the commands share.
    (
        "Commands",
        [
            "EventTime", "Feed", "Flags", "Mapping", "MappingFile", "Metrics", "Pipeline", "POSIX", "Schema", "Service",
            "Text",
        ]
    ),
    // init and report.
    (
        "Inspection",
        [
            "Bytes", "Commands", "CSV", "EventTime", "Feed", "Flags", "JSON", "Mapping", "MappingFile", "Metrics",
            "Pipeline", "POSIX", "Profile", "Scaffold", "Service", "Sniff", "Text",
        ]
    ),
    // backfill and push.
    (
        "Stores",
        [
            "Blocks", "Commands", "EventTime", "Exposition", "Feed", "Flags", "HTTP", "JSON", "MappingFile", "Metrics",
            "Pipeline", "POSIX", "RemoteWrite", "Scaffold", "Service", "Text",
        ]
    ),
    (
        "Exporter",
        [
            "Commands", "Console", "EventTime", "Exposition", "Feed", "Flags", "HTTP", "Inspection", "JSON", "Mapping",
            "MappingFile", "Metrics", "Pipeline", "POSIX", "Rules", "Schema", "Service", "Stores", "Text",
        ]
    ),
    // Made days: streams of rows, windows over them, scenarios.
    ("Synthesis", ["Bytes", "EventTime"]),
    // The demo's data without its program, so that tests can compare bytes and the benchmark shares its generator.
    (
        "BankSimulator",
        [
            "EventTime", "Flags", "HTTP", "JSON", "Metrics", "POSIX", "Schema", "Service", "Synthesis", "Text", "YAML",
        ]
    ),
]

let programs: [(name: String, imports: [String])] = [
    ("csv_exporter", ["Exporter", "POSIX"]),
    ("bank_simulator", ["BankSimulator", "Flags", "POSIX"]),
    (
        "benchmark",
        [
            "BankSimulator", "Bytes", "Compression", "Console", "CSV", "EventTime", "Metrics", "Exposition", "Exporter",
            "Flags", "Feed", "MappingFile", "Pipeline", "POSIX", "Profile", "Synthesis", "Text",
        ]
    ),
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

// Code that runs once, or for each request: small code counts for more than fast code. The modules of the records' way,
// and what a scrape and a start spend their time in, are optimised for speed.
let small: Set<String> = [
    "Text", "POSIX", "JSON", "HTTP", "Console", "Rules", "Schema", "Service", "Sniff", "Scaffold",
    "MappingFile", "Commands", "Inspection", "Stores", "Exporter", "BankSimulator", "Blocks", "Profile", "RemoteWrite",
]

// The exporter has no names of properties and cases for reflection, 0.2 MB: each value that it prints describes itself.
// A debug build has none either, so that the tests of messages see what is shipped. The simulator names its columns by
// cases.
let reflecting: Set<String> = ["BankSimulator", "Synthesis"]

func settings(of module: String) -> [SwiftSetting] {
    let plain: [SwiftSetting] =
        reflecting.contains(module) ? [] : [.unsafeFlags(["-Xfrontend", "-disable-reflection-metadata"])]
    let size: [SwiftSetting] =
        small.contains(module) ? [.unsafeFlags(["-Osize"], .when(configuration: .release))] : []
    return strict + plain + size
}

// What `swift run -c release` builds on Linux is what the image ships: static, stripped, without tables for unwinding,
// and with one copy of functions that have the same machine code: no source here compares addresses of functions. The
// functions of an idle exporter and of a start lie side by side: Tests/System/link/functions.py writes their list. The
// standard library's tables of names, ages, scripts and words of Unicode are left out: POSIX/CharacterTables.swift.
let shipped: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable", "-use-ld=lld", "-Xlinker", "-s", "-Xlinker", "--icf=all", "-Xlinker",
            "--no-eh-frame-hdr", "-Xlinker", "-T", "-Xlinker", Context.packageDirectory + "/Sources/static.ld",
            "-Xlinker",
            "--symbol-ordering-file=" + Context.packageDirectory + "/Sources/functions.order", "-Xlinker",
            "--no-warn-symbol-ordering",
        ]
            + ["ScalarName", "Age", "Script", "WordBreakProperty"].flatMap {
                ["-Xlinker", "--wrap=_swift_stdlib_get\($0)"]
            },
        .when(platforms: [.linux], configuration: .release))
]

// Some programs have a page and other files beside their sources. An image is built without them.
func pages(of program: String) -> [String] {
    let folder = Context.packageDirectory + "/Sources/\(program)"
    return ["README.md", "deploy"].filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
}

// Files that browsers get as they are; they become bytes of the program.
func assets(of module: String) -> [Resource] {
    switch module {
    case "BankSimulator": [.embedInCode("Live/API/docs.css"), .embedInCode("Live/API/docs.js")]
    case "Console": [.embedInCode("Assets")]
    default: []
    }
}

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .init(stringLiteral: $0) } }

// An image is built without its tests: nothing of them needs to be in the build context.
let hasTests = FileManager.default.fileExists(atPath: Context.packageDirectory + "/Tests/Unit")

let tests: [Target] =
    hasTests
    ? [
        .target(
            name: "TestSupport", dependencies: ["Compression", "EventTime"], path: "Tests/Unit/TestSupport",
            swiftSettings: strict)
    ]
        + modules.map {
            .testTarget(
                name: "\($0.name)Tests", dependencies: dependencies([$0.name, "TestSupport"] + $0.imports),
                path: "Tests/Unit/\($0.name)Tests", swiftSettings: strict)
        } : []

let package = Package(
    name: "csv-replay-exporter",
    targets: modules.map {
        .target(
            name: $0.name, dependencies: dependencies($0.imports), resources: assets(of: $0.name),
            swiftSettings: settings(of: $0.name))
    }
        + programs.map {
            .executableTarget(
                name: $0.name, dependencies: dependencies($0.imports), exclude: pages(of: $0.name),
                swiftSettings: strict, linkerSettings: shipped)
        }
        + tests
)

// `Tests/Fuzz/run` builds this with the compiler's fuzzer. An ordinary build has the targets' functions as tests.
let fuzzed = dependencies(modules.map(\.name) + ["TestSupport"])
if Context.environment["CSV_EXPORTER_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["run", "corpus", "KnownInputs.swift"],
            swiftSettings: strict))
} else if hasTests {
    package.targets.append(
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed, path: "Tests/Fuzz", exclude: ["run", "corpus", "Fuzz.swift"],
            swiftSettings: strict))
}
