internal import CF
internal import JSON
internal import Zarr

/// Which dimensions the `spatial:` convention of Zarr says are y and x, of arrays that name theirs and of those that do
/// not (spatial v1: `spatial:dimensions`, `spatial:shape`; digest: zarr.md).
struct SpatialDimensions {
    /// The names of y and x.
    private let names: (y: String, x: String)?
    private let shape: (height: Int, width: Int)?

    /// The array's own attributes, or its group's.
    init(_ attributes: [CFAttributes]) {
        let listed = attributes.lazy.compactMap { attributes in
            attributes.object["spatial:dimensions"]?.arrayValue?.compactMap(\.stringValue)
        }.first { $0.count == 2 && $0[0] != $0[1] && $0.allSatisfy { !$0.isEmpty && DisplayText.isName($0) } }
        let isPlaced = attributes.contains { $0.object["spatial:transform"] != nil }
        names = listed.map { ($0[0], $0[1]) } ?? (isPlaced ? ("y", "x") : nil)
        shape = attributes.lazy.compactMap { attributes in
            attributes.object["spatial:shape"]?.arrayValue?.compactMap {
                $0.integerValue.flatMap(Int.init(exactly:))
            }
        }.first { $0.count == 2 }.map { ($0[0], $0[1]) }
    }

    /// The part that a dimension of that name plays.
    func role(of name: String) -> Axis.Role? {
        guard let names else { return nil }
        return name == names.x ? .x : name == names.y ? .y : nil
    }

    /// Names for the dimensions of an array that has none: the last two that are as long as y and x are said to be, else
    /// the last two of all.
    func names(for shape: [Int]) -> [String?]? {
        guard let names, shape.count >= 2 else { return nil }
        var result = [String?](repeating: nil, count: shape.count)
        guard let wanted = self.shape else {
            (result[shape.count - 2], result[shape.count - 1]) = (names.y, names.x)
            return result
        }
        if let x = shape.lastIndex(of: wanted.width), let y = shape[..<x].lastIndex(of: wanted.height) {
            (result[y], result[x]) = (names.y, names.x)
            return result
        }
        // x before y.
        guard let y = shape.lastIndex(of: wanted.height), let x = shape[..<y].lastIndex(of: wanted.width)
        else {
            return nil
        }
        (result[y], result[x]) = (names.y, names.x)
        return result
    }
}
