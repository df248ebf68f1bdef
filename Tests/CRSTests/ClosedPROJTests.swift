import CProj
import Foundation
import Glibc
import TestSupport
import Testing

@testable import CRS

/// No text of a store makes PROJ open a file, whatever way it is spelt: the filter stops it, and a context that is given
/// the text all the same opens nothing.
@Suite struct ClosedPROJTests {
    /// Texts that name `path` in every form that makes PROJ 9 look for a file, and spellings around them.
    static func hostile(_ path: String) -> [String] {
        let geographic = """
            GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298.25]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]
            """
        let base = """
            GEOGCRS["g",DATUM["d",ELLIPSOID["s",6378137,298.25]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],\
            ANGLEUNIT["degree",0.0174532925199433]]
            """
        let axes = "CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT[\"metre\",1]"
        let baseBody = base.replacingOccurrences(of: "GEOGCRS[", with: "BASEGEOGCRS[")
            .replacingOccurrences(
                of:
                    ",CS[ellipsoidal,2],AXIS[\"lat\",north],AXIS[\"lon\",east],ANGLEUNIT[\"degree\",0.0174532925199433]",
                with: ""
            )
        let shift = """
            METHOD["NTv2",ID["EPSG",9615]],PARAMETERFILE["Latitude and longitude difference file","\(path)"]
            """
        let words = [
            "+proj=longlat +ellps=bessel +nadgrids=\(path)", "+proj=longlat +ellps=bessel +nadgrids=@\(path)",
            "+proj=longlat +ellps=bessel +nadgrids=@null,\(path)", "+proj=utm +zone=32 +geoidgrids=\(path)",
            "+proj=hgridshift +grids=\(path)", "+proj=vgridshift +grids=\(path)",
            "+proj=gridshift +grids=\(path)",
            "+proj=xyzgridshift +grids=\(path)", "+proj=deformation +dt=1 +grids=\(path)",
            "+proj=deformation +dt=1 +xy_grids=\(path) +z_grids=\(path)",
            "+proj=deformation +t_epoch=1 +ct2=\(path)",
            "+proj=defmodel +model=\(path)", "+proj=tinshift +file=\(path)", "+proj=tinshift +file = \(path)",
            "+proj=tinshift +file=\"\(path)\"", "+proj=tinshift file=\(path)", "+PROJ=tinshift +FILE=\(path)",
            "+proj = tinshift +file = \(path)", "+proj=tinshift\n+file\n=\n\(path)",
            "+proj=tinshift +file=file://\(path)",
            "+proj=tinshift +file=~/../..\(path)", "+proj=tinshift +file=./../../../../../..\(path)",
            "+proj=pipeline +step +proj=hgridshift +grids=\(path)",
            "+step +proj=hgridshift +grids=\(path)", "proj=pipeline step proj=tinshift file=\(path)",
            "+proj=pipeline +step +init=\(path):x", "+init=\(path):x", "init=\(path):x", "+init = \(path):x",
            "+proj=longlat +catalog=\(path)", "+proj=longlat +ellps=bessel +catalog=\(path) +date=2000",
            "+proj=ob_tran +o_proj=tinshift +file=\(path)", "+proj=utm +zone=32 +init=\(path):x",
            "+proj=helmert +x=1 +file=\(path)", "+proj=affine +xoff=1 +grids=\(path)",
            "+title=x +init=\(path):x",
            "\(path):x", path, "@\(path)", "file:\(path)", "http://localhost:1\(path)",
            "https://localhost:1\(path)",
            "urn:ogc:def:coordinateOperation:EPSG::1671", "urn:ogc:def:crs:\(path)::1", "EPSG:\(path)",
            "+proj=longlat +towgs84=\(path)", "+proj=longlat +ellps=\(path)", "+proj=longlat +datum=\(path)",
            "+proj=longlat +pm=\(path)", "+proj=utm +zone=32 +units=\(path)",
        ]
        let wkt = [
            "PROJCS[\"x\",\(geographic),PROJECTION[\"Mercator_1SP\"],UNIT[\"metre\",1],EXTENSION[\"PROJ4\",\"+proj=tinshift +file=\(path)\"]]",
            "PROJCS[\"x\",\(geographic),PROJECTION[\"custom_proj4\"],UNIT[\"metre\",1],EXTENSION[\"PROJ4\",\"+proj=merc +nadgrids=\(path)\"]]",
            "GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.25],EXTENSION[\"PROJ4_GRIDS\",\"\(path)\"]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]",
            "PROJCS[\"x\",\(geographic),PROJECTION[\"PROJ tinshift file=\(path)\"],UNIT[\"metre\",1]]",
            "PROJCS[\"x\",\(geographic),PROJECTION[\"PROJ pipeline step proj=hgridshift grids=\(path)\"],UNIT[\"metre\",1]]",
            "PROJCRS[\"x\",\(baseBody),CONVERSION[\"c\",METHOD[\"PROJ tinshift file=\(path)\"]],\(axes)]",
            "PROJCRS[\"x\",\(baseBody),CONVERSION[\"c\",METHOD[\"PROJ tinshift\"],PARAMETERFILE[\"file\",\"\(path)\"]],\(axes)]",
            "PROJCRS[\"x\",\(baseBody),CONVERSION[\"c\",METHOD[\"Mercator (variant A)\"],PARAMETERFILE[\"file\",\"\(path)\"]],\(axes)]",
            "PROJCRS[\"x\",\(baseBody),CONVERSION[\"c\",METHOD[\"PROJ-based operation method: +proj=tinshift +file=\(path)\"]],\(axes)]",
            "PROJCRS[\"x\",\(baseBody),CONVERSION[\"c\",METHOD[\"Mercator (variant A)\"]],\(axes),REMARK[\"PROJ CRS string: +proj=tinshift +file=\(path)\"]]",
            "BOUNDCRS[SOURCECRS[\(base)],TARGETCRS[\(base)],ABRIDGEDTRANSFORMATION[\"t\",\(shift)]]",
            "boundcrs(sourcecrs(\(base)),targetcrs(\(base)),abridgedtransformation(\"t\",\(shift)))",
            "COORDINATEOPERATION[\"t\",SOURCECRS[\(base)],TARGETCRS[\(base)],\(shift)]",
            "COORDINATEOPERATION[\"t\",SOURCECRS[\(base)],TARGETCRS[\(base)],METHOD[\"PROJ-based operation method: +proj=tinshift +file=\(path)\"]]",
            "CONVERSION[\"t\",METHOD[\"PROJ tinshift\"],PARAMETERFILE[\"file\",\"\(path)\"]]",
            "GEOGCRS[\"r\",BASEGEOGCRS[\"g\",DATUM[\"d\",ELLIPSOID[\"s\",6378137,298.25]]],DERIVINGCONVERSION[\"c\",METHOD[\"PROJ tinshift file=\(path)\"]],CS[ellipsoidal,2],AXIS[\"lat\",north],AXIS[\"lon\",east],ANGLEUNIT[\"degree\",0.0174532925199433]]",
            "COMPOUNDCRS[\"c\",BOUNDCRS[SOURCECRS[\(base)],TARGETCRS[\(base)],ABRIDGEDTRANSFORMATION[\"t\",\(shift)]],VERTCRS[\"h\",VDATUM[\"d\"],CS[vertical,1],AXIS[\"h\",up],LENGTHUNIT[\"metre\",1]]]",
        ]
        let json = [
            projjson(method: "NTv2", file: path), projjson(method: "PROJ tinshift file=\(path)", file: path),
            projjson(method: "Geocentric translations (geog2D domain)", file: path),
        ]
        return words + wkt + json
    }

    private static func projjson(method: String, file: String) -> String {
        let system = """
            {"type":"GeographicCRS","name":"g","datum":{"type":"GeodeticReferenceFrame","name":"d","ellipsoid":\
            {"name":"s","semi_major_axis":6378137,"inverse_flattening":298.25}},"coordinate_system":{"subtype":\
            "ellipsoidal","axis":[{"name":"Longitude","abbreviation":"lon","direction":"east","unit":"degree"},\
            {"name":"Latitude","abbreviation":"lat","direction":"north","unit":"degree"}]}}
            """
        return """
            {"type":"BoundCRS","source_crs":\(system),"target_crs":\(system),"transformation":{"name":"t","method":\
            {"name":"\(method)"},"parameters":[{"name":"Latitude and longitude difference file","value":"\(file)"}]}}
            """
    }

    /// Opens that the kernel sees in a folder (inotify), by whomever.
    private final class OpenWatch {
        private let descriptor = inotify_init1(Int32(IN_NONBLOCK))

        init(_ folder: String) throws {
            #expect(inotify_add_watch(descriptor, folder, UInt32(IN_OPEN)) >= 0)
        }

        deinit { close(descriptor) }

        /// Whether a file in it was opened since the last call.
        func sawOpen() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            return read(descriptor, &buffer, buffer.count) > 0
        }
    }

    /// Gives a text to PROJ as it is: as an operation, and as a system that is reached from CRS84.
    private func give(_ text: String, to context: OpaquePointer?) {
        if let made = proj_create(context, text) { proj_destroy(made) }
        guard let source = proj_create(context, "OGC:CRS84"), let system = proj_create(context, text) else {
            return
        }
        if let both = proj_create_crs_to_crs_from_pj(context, source, system, nil, nil) {
            var (x, y) = (10.0, 52.0)
            proj_trans_generic(both, PJ_FWD, &x, 8, 1, &y, 8, 1, nil, 0, 0, nil, 0, 0)
            proj_destroy(both)
        }
        proj_destroy(system)
        proj_destroy(source)
    }

    /// A named pipe that nobody writes to: whoever opens it waits for ever, so that this test ends at all is a proof too.
    @Test func aPipeIsOpenedInNoForm() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let watch = try OpenWatch(folder.path)
        let closed = ClosedPROJ()
        for text in Self.hostile(pipe) {
            let understood = (try? Projector(text: text))?.definition.text ?? ""
            #expect(!understood.contains(pipe), "\(text)")
            give(text, to: closed.pointer)
            #expect(!watch.sawOpen(), "\(text)")
        }
        // Some of them would have been opened.
        #expect(closed.refused.contains { $0.contains(pipe) })
    }

    /// The filter lets through no text that names the file, so PROJ does not even ask.
    @Test func theFilterStopsEveryForm() throws {
        let path = "/nowhere/\(UUID().uuidString)"
        for text in Self.hostile(path) {
            guard let definition = try? ProjectionDefinition(text) else { continue }
            #expect(!definition.text.lowercased().contains(path.lowercased()), "\(text)")
        }
        let accepted = Self.hostile(path).filter { (try? ProjectionDefinition($0)) != nil }
        // A remark is left out; of a compound system the vertical part would be.
        #expect(accepted.allSatisfy { $0.contains("REMARK") }, "\(accepted)")
    }

    /// The watch sees what an open context opens: without the closed one the pipe would have been read.
    @Test func anOpenContextWouldOpen() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/grid"
        try "no grid".write(toFile: file, atomically: true, encoding: .utf8)
        let watch = try OpenWatch(folder.path)
        let context = proj_context_create()
        proj_log_level(context, PJ_LOG_NONE)
        defer { proj_context_destroy(context) }
        var opened = 0
        for text in Self.hostile(file) {
            give(text, to: context)
            if watch.sawOpen() { opened += 1 }
        }
        #expect(opened >= 10)
    }

    /// Codes of systems whose datum has grids work, by what the database holds itself.
    @Test func theDatabaseIsOpen() throws {
        let closed = ClosedPROJ()
        for code in ["EPSG:27700", "EPSG:4267", "EPSG:28992", "EPSG:31467", "ESRI:54009"] {
            let system = try System(code, closed.pointer)
            let made = try #require(system.fromCRS84(closed.pointer))
            proj_destroy(made)
        }
    }
}
