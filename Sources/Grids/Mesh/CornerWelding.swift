/// Corners that each cell has for itself, made into nodes that cells share.
package struct CornerWelding {
    package let nodes: FixedVectors
    package let table: Connectivity

    /// Bytes that welding takes for the moment.
    package static func transientBytes(corners: Int) -> Int? {
        let (bytes, overflows) = corners.multipliedReportingOverflow(by: 16 + 2 * FixedVectors.bytesPerPlace)
        return overflows ? nil : bytes
    }

    /// Places row by row, `width` for each cell; one that is none ends the row or is left out.
    package init(longitudes: consuming [Double], latitudes: consuming [Double], width: Int) {
        let corners = FixedVectors(longitudes: longitudes, latitudes: latitudes)
        var slots = [Int32](repeating: -1, count: Self.slots(corners.count))
        let mask = slots.count - 1
        var components: [Int32] = []
        components.reserveCapacity(corners.components.count / 4)
        var count: Int32 = 0
        let table = corners.components.withUnsafeBufferPointer { all in
            [Int32](unsafeUninitializedCapacity: corners.count) { table, written in
                for corner in 0..<corners.count {
                    let (x, y, z) = (all[3 * corner], all[3 * corner + 1], all[3 * corner + 2])
                    var node = Connectivity.none
                    if x | y | z != 0 {
                        var slot = Self.hash(x, y, z) & mask
                        while slots[slot] >= 0, !Self.isSame(components, slots[slot], x, y, z) {
                            slot = (slot + 1) & mask
                        }
                        if slots[slot] < 0 {
                            slots[slot] = count
                            components += [x, y, z]
                            count += 1
                        }
                        node = slots[slot]
                    }
                    table.initializeElement(at: corner, to: node)
                }
                written = corners.count
            }
        }
        nodes = FixedVectors(components: FlatArray(components))
        self.table = Connectivity(nodes: table, width: width)
    }

    /// A power of two, at least half as many again as there are corners.
    private static func slots(_ corners: Int) -> Int {
        var slots = 4
        while slots < corners + corners / 2 { slots *= 2 }
        return slots
    }

    @inline(__always)
    private static func isSame(_ components: [Int32], _ node: Int32, _ x: Int32, _ y: Int32, _ z: Int32)
        -> Bool
    {
        let first = 3 * Int(node)
        return components[first] == x && components[first + 1] == y && components[first + 2] == z
    }

    /// Multiplications wrap round: any bits will do.
    @inline(__always)
    private static func hash(_ x: Int32, _ y: Int32, _ z: Int32) -> Int {
        var bits = UInt64(UInt32(bitPattern: x)) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 29)) &+ UInt64(UInt32(bitPattern: y)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 32)) &+ UInt64(UInt32(bitPattern: z)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (bits ^ (bits >> 31)) >> 1)
    }
}
