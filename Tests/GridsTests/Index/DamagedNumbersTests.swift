import Execution
import TestSupport
import Testing

@testable import Grids

/// Numbers of an index that mean nothing, as of a file that is damaged while it is mapped, find nothing and trap nowhere.
@Suite struct DamagedNumbersTests {
    private let nodes = FixedVectors(
        longitudes: [0, 1, 1, 0, 2, 2],
        latitudes: [0, 0, 1, 1, 0, 1]
    )
    private let place = UnitVector(longitude: 0.5, latitude: 0.5)

    private func index(offsets: [Int32] = [0, 4, 8], corners: [Int32]) throws -> FaceIndex {
        let whole = FaceTable(
            count: 2,
            uniform: 0,
            offsets: [0, 4, 8],
            corners: [0, 1, 2, 3, 1, 4, 5, 2],
            flaws: FaceFlaws()
        )
        let sound = try FaceIndex(nodes: nodes, faces: whole, context: .background(seconds: 60))
        #expect(sound.face(holding: place) == 0)
        let damaged = FaceTable(
            count: 2,
            uniform: 0,
            offsets: FlatArray(offsets),
            corners: FlatArray(corners),
            flaws: FaceFlaws()
        )
        return FaceIndex(nodes: nodes, faces: damaged, tree: sound.tree, reaches: sound.reaches)
    }

    @Test(arguments: [
        [Int32.max, 1, 2, 3, 1, 4, 5, 2], [.min, 1, 2, 3, 1, 4, 5, 2], [0, 1, 2, 6, 1, 4, 5, 2],
        [0, 1, -1, 3, 1, 4, 5, 2],
    ])
    func cornersThatAreNoNodesHoldNothing(_ corners: [Int32]) throws {
        let index = try index(corners: corners)
        #expect(index.face(holding: place) == FaceIndex.none)
        #expect(index.face(holding: UnitVector(longitude: 1.5, latitude: 0.5)) == 1)
    }

    @Test(arguments: [[0, .max, 8], [-5, 4, 8], [6, 4, 8], [.min, .max, 8]] as [[Int32]])
    func cornersThatLieNowhereHoldNothing(_ offsets: [Int32]) throws {
        let index = try index(offsets: offsets, corners: [0, 1, 2, 3, 1, 4, 5, 2])
        #expect(index.face(holding: place) == FaceIndex.none)
        #expect(index.faces.corners(of: 0).isEmpty)
    }

    @Test(arguments: [Int32.max, 7, -3])
    func cellsThatAreNoneAreNotFound(_ item: Int32) throws {
        var places = CurvilinearPlaces(count: 4, isSingle: true)
        places.take(longitudes: [0, 1, 0, 1])
        places.take(latitudes: [0, 0, 1, 1])
        let context = WorkContext.background(seconds: 60)
        let sound = try CurvilinearCells(columns: 2, rows: 2, places: places, corners: nil, context: context)
        let entries = FlatArray(
            sound.tree.entries.map { entry in
                SphereEntry(x: entry.x, y: entry.y, z: entry.z, item: entry.item == 0 ? item : entry.item)
            }
        )
        let cells = CurvilinearCells(
            columns: 2,
            rows: 2,
            places: places,
            corners: nil,
            reach: sound.reach,
            farthest: sound.farthest,
            tree: SphereTree(entries: entries, boxes: sound.tree.boxes),
            usableCount: 4,
            repeatedCount: 0,
            flaws: PlaceFlaws()
        )
        let grid = try CurvilinearGrid(cells, context: context)
        #expect(grid.cell(containing: GeographicPoint(longitude: 1, latitude: 1))?.column == 1)
        _ = grid.cell(containing: GeographicPoint(longitude: 0, latitude: 0))
        let target = RasterTarget(
            system: .geographic,
            minX: -1,
            minY: -1,
            maxX: 2,
            maxY: 2,
            width: 30,
            height: 30
        )
        let map = grid.cells(under: target)
        #expect(map.columns.allSatisfy { $0 >= -1 && $0 < 2 } && map.rows.allSatisfy { $0 >= -1 && $0 < 2 })
    }
}
