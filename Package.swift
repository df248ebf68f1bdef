// swift-tools-version: 6.2
import PackageDescription

/// Fuzz targets are part of every build, as tests of what they once found; SLUICE_FUZZ adds the program that runs them, and
/// builds all Swift with the counters and checks of libFuzzer and the address sanitizer (`Tests/run --fuzz`).
let isFuzzing = Context.environment["SLUICE_FUZZ"] != nil
let sanitized = ["-O", "-sanitize=fuzzer,address"]

/// What every Swift target of the package is compiled with.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (isFuzzing ? [.unsafeFlags(sanitized)] : [])

/// A C library of the system: a module map and a header, found through pkg-config if it has a file there.
///
/// What Swift cannot import of it, the header may have as inline functions.
func systemLibrary(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/CLibraries/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([apt])]
    )
}

/// A C target of our own, for what needs a compiled file: callbacks, `longjmp`, system calls that Swift cannot import.
func shim(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/CLibraries/\(name)")
}

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies,
        resources: fixtures ? [.copy("Fixtures")] : [],
        swiftSettings: strict
    )
}

let package = Package(
    name: "sluice",
    products: [.executable(name: "sluice", targets: ["sluice"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        systemLibrary("CFastCGI", pkgConfig: "fcgi", apt: "libfcgi-dev"),
        systemLibrary("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        systemLibrary("CBlosc", pkgConfig: "blosc", apt: "libblosc-dev"),
        systemLibrary("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev"),
        systemLibrary("CLZMA", pkgConfig: "liblzma", apt: "liblzma-dev"),
        systemLibrary("CBZip2", apt: "libbz2-dev"),
        systemLibrary("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        systemLibrary("CZfp", apt: "libzfp-dev"),
        systemLibrary("CProj", pkgConfig: "proj", apt: "libproj-dev"),
        systemLibrary("CGEOS", pkgConfig: "geos", apt: "libgeos-dev"),
        systemLibrary("CUDUnits", pkgConfig: "udunits", apt: "libudunits2-dev"),
        systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        systemLibrary("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
        systemLibrary("CCairo", pkgConfig: "cairo", apt: "libcairo2-dev"),
        systemLibrary("CJPEGLibrary", pkgConfig: "libjpeg", apt: "libjpeg-dev"),
        shim("CJPEG", ["CJPEGLibrary"]),
        systemLibrary("CWebPLibrary", pkgConfig: "libwebpmux", apt: "libwebp-dev"),
        shim("CWebP", ["CWebPLibrary"]),
        systemLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        systemLibrary("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        systemLibrary("CCrypt", apt: "libcrypt-dev"),
        systemLibrary("CHiredis", apt: "libhiredis-dev"),
        shim("CPlatform"),

        library("Execution", ["CPlatform"]),
        library("JSON", []),
        library("Principals", []),
        library(
            "ObjectStorage",
            ["Execution", "JSON", "CCrypto", "CCurl", "CDeflate", "CPlatform", "CZstd"]
        ),
        library(
            "Authentication",
            [
                "Execution", "JSON", "Principals", "ObjectStorage", "CCrypto", "CCrypt", "CDeflate",
                "CPlatform",
            ]
        ),
        library(
            "Zarr",
            [
                "Execution", "JSON", "ObjectStorage", "CZstd", "CBlosc", "CDeflate", "CLZ4", "CLZMA",
                "CBZip2", "CZfp",
            ]
        ),
        library("Icechunk", ["Execution", "JSON", "ObjectStorage", "Zarr", "CZstd"]),
        library("CF", ["JSON", "Zarr", "CUDUnits"]),
        library("CRS", ["Execution", "JSON", "CProj"]),
        library("Failures", ["Execution"]),
        library("Grids", ["Execution", "Failures", "CRS", "CGEOS"]),
        library(
            "Cube",
            ["Execution", "JSON", "Failures", "ObjectStorage", "Zarr", "CF", "CRS", "Grids"]
        ),
        library(
            "Catalogue",
            [
                "Execution", "JSON", "Principals", "ObjectStorage", "Zarr", "Icechunk", "CF", "Failures",
                "Grids", "Cube",
                "CPlatform",
                "Yams",
            ]
        ),
        library(
            "Maps",
            [
                "Execution", "JSON", "Zarr", "CF", "CRS", "Failures", "Grids", "Cube", "CDeflate", "CCairo",
                "CJPEG", "CWebP",
            ]
        ),
        library("Quotas", ["Execution", "Principals", "CHiredis", "CPlatform"]),
        library(
            "Gateway",
            ["Execution", "JSON", "Principals", "CDeflate", "CFastCGI", "CPlatform", "CZlib"]
        ),
        library(
            "Serving",
            ["Execution", "JSON", "Principals", "Gateway", "CF", "Failures", "Grids", "Cube", "Catalogue"]
        ),
        library(
            "WMS",
            [
                "Execution", "JSON", "Gateway", "CF", "Failures", "Grids", "Cube", "Catalogue", "Serving",
                "Maps", "Coverages",
            ]
        ),
        library("Coverages", ["Execution", "JSON", "CF", "CRS", "Failures", "Grids", "Cube"]),
        library(
            "EDR",
            [
                "Execution", "JSON", "Gateway", "CF", "CRS", "Failures", "Grids", "Cube", "Catalogue",
                "Serving", "Coverages",
            ]
        ),
        library(
            "DAP",
            [
                "Execution", "JSON", "Zarr", "Gateway", "CF", "Failures", "Grids", "Cube", "Catalogue",
                "Serving", "CDeflate",
            ]
        ),
        library(
            "Portal",
            ["Execution", "JSON", "Gateway", "CF", "Failures", "Grids", "Cube", "Catalogue", "Serving"]
        ),
        library(
            "Operations",
            [
                "Execution", "JSON", "ObjectStorage", "Zarr", "Icechunk", "CF", "Failures", "Grids", "Cube",
                "Catalogue",
                "Gateway", "Authentication", "Principals", "Quotas",
                "Serving", "WMS", "Coverages", "EDR", "DAP", "Portal",
                "CPlatform", "CZstd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), "Yams",
            ]
        ),
        .executableTarget(name: "sluice", dependencies: ["Operations"], swiftSettings: strict),

        .target(
            name: "TestSupport",
            dependencies: [
                "Execution", "JSON", "ObjectStorage", "Zarr", "CF", "Failures", "Grids", "Cube", "Catalogue",
                "Gateway", "CCrypto",
                "CPNG",
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Execution", "JSON", "ObjectStorage", "Zarr", "Icechunk", "CF", "CRS", "Failures", "Grids",
                "Cube", "Maps",
                "Gateway", "Authentication", "Principals", "Quotas", "Operations", "TestSupport",
            ],
            path: "Tests/Fuzz/Targets",
            swiftSettings: strict
        ),
        tests("Architecture", []),
        tests("Execution", ["Execution", "TestSupport"]),
        tests("JSON", ["JSON", "TestSupport"]),
        tests("ObjectStorage", ["ObjectStorage", "TestSupport"]),
        tests(
            "Authentication",
            ["Authentication", "Execution", "JSON", "ObjectStorage", "Principals", "TestSupport"]
        ),
        tests("Quotas", ["Quotas", "Execution", "Principals", "TestSupport"]),
        tests("Zarr", ["Zarr", "TestSupport"]),
        tests("Icechunk", ["Icechunk", "TestSupport", "Zarr"]),
        tests("CF", ["CF", "TestSupport"], fixtures: true),
        tests("CRS", ["CRS", "TestSupport"], fixtures: true),
        tests("Grids", ["Grids", "TestSupport"]),
        tests("Cube", ["CF", "Failures", "Grids", "Cube", "ObjectStorage", "TestSupport"], fixtures: true),
        tests("Catalogue", ["Catalogue", "TestSupport", "CPlatform", "Icechunk"]),
        tests("Maps", ["Maps", "TestSupport", "CPNG", "CWebPLibrary"]),
        tests("Gateway", ["Gateway", "TestSupport"]),
        tests("Serving", ["Serving", "TestSupport"]),
        tests("WMS", ["WMS", "TestSupport", "CPNG"]),
        tests("Coverages", ["Coverages", "TestSupport"]),
        tests("EDR", ["EDR", "TestSupport"]),
        tests("DAP", ["DAP", "TestSupport"], fixtures: true),
        tests("Fuzz", ["FuzzTargets", "TestSupport", "ObjectStorage"]),
        tests("Portal", ["Portal", "TestSupport", "Zarr"]),
        tests(
            "Operations",
            [
                "Operations", "Icechunk", "TestSupport", "DAP", "EDR", "Portal", "WMS", "Maps", "Serving",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

if isFuzzing {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: ["FuzzTargets", "CFuzzer"],
            path: "Tests/Fuzz/Driver",
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(sanitized + ["-use-ld=lld"])]
        ),
    ]
}

/// SLUICE_BENCHMARK adds the program with which `Tests/benchmark` times reading alone.
if Context.environment["SLUICE_BENCHMARK"] != nil {
    package.targets.append(
        .executableTarget(
            name: "read-benchmark",
            dependencies: ["CCurl", "Execution", "Icechunk", "ObjectStorage", "Zarr"],
            path: "Tests/Benchmark/Reading",
            swiftSettings: strict
        )
    )
}

/// SLUICE_INSTRUCTIONS adds the program whose instructions `Tests/instructions` counts.
if Context.environment["SLUICE_INSTRUCTIONS"] != nil {
    package.targets += [
        .target(name: "CCallgrind", path: "Tests/Instructions/CCallgrind"),
        .executableTarget(
            name: "answer-costs",
            dependencies: ["CCallgrind", "Operations"],
            path: "Tests/Instructions/Answering",
            swiftSettings: strict
        ),
    ]
}
