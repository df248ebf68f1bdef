internal import CF
internal import Grids

extension CellAxis {
    /// Steps of time, in milliseconds, each reaching half-way to its neighbours.
    init(_ times: TimeCoordinates) {
        self.init(centres: times.positions, sharedEdge: .laterCell)
    }
}
