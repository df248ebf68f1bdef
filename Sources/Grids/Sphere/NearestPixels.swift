/// Finds the nearest thing for every pixel of a picture.
///
/// The pixels of a block see a small part of the tree, which is looked for once for all of them. The answers are those of
/// `SphereTree.nearest`, to the last bit, but where pixels are crowded: where numbers of four bytes leave a doubt, it is
/// asked.
struct NearestPixels<Items: SphereCentres, Rule: NearestRule> {
    private let tree: SphereTree
    private let items: Items
    private var rule: Rule
    private let pixels: PixelVectors
    private let crowds: CrowdedPixels
    /// What is around the block that is looked at.
    private var plane = PlaneCells()

    /// Pixels a side of blocks: where the larger ones see too much, the smaller ones are looked at.
    private static var sides: (large: Int, small: Int) { (16, 4) }
    /// Nodes of the tree at which the pixels of a block begin, at most: those below them are more than its pixels need.
    private static var mostNodes: Int { 8 }

    init(_ tree: SphereTree, _ items: Items, _ rule: Rule, pixels: PixelVectors) {
        (self.tree, self.items, self.rule, self.pixels) = (tree, items, rule, pixels)
        crowds = CrowdedPixels(tree, pixels: pixels)
    }

    /// Calls `body` with the number (row-major) of each pixel that something answers, and what.
    mutating func forEachPixel(_ body: (Int, Int) -> Void) {
        let tree = tree
        guard !tree.entries.isEmpty else { return }
        tree.entries.withUnsafeBufferPointer { entries in
            tree.boxes.withUnsafeBufferPointer { boxes in
                let most = WaitingNode.most
                withUnsafeTemporaryAllocation(of: WaitingNode.self, capacity: most) { waiting in
                    var scan = TreeScan(entries: entries, boxes: boxes, waiting: waiting)
                    for block in pixels.parts(side: Self.sides.large) {
                        fill(block, &scan, body)
                    }
                }
            }
        }
    }

    private mutating func fill(
        _ block: PixelVectors.Block,
        _ scan: inout TreeScan,
        _ body: (Int, Int) -> Void
    ) {
        let left = pixelsLeft(of: block, body)
        guard let block = PixelVectors.Block(around: left) else { return }
        var (large, small): ([Int32], [Int32]) = ([], [])
        choose(&large, for: block, among: [1], &scan)
        guard large.contains(where: { $0 < tree.leafCount }) else { return look(left, large, &scan, body) }
        if plane.take(block, left.count, of: pixels, margin: scan.leafDiagonal, below: large, tree) {
            return lookIntoPlane(left, large, &scan, body)
        }
        for part in block.parts(side: Self.sides.small) {
            let pixels = left.filter { part.contains($0) }
            guard !pixels.isEmpty else { continue }
            choose(&small, for: part, among: large, &scan)
            look(pixels, small, &scan, body)
        }
    }

    /// The pixels of a block that are not crowded; calls `body` with those that are.
    private func pixelsLeft(of block: PixelVectors.Block, _ body: (Int, Int) -> Void) -> [PixelVectors.Pixel]
    {
        var left: [PixelVectors.Pixel] = []
        for row in block.rows {
            for column in block.columns {
                let place = pixels.vector(column: column, row: row)
                guard place.x.isFinite else { continue }
                let thing = crowds.thing(at: place, row: row)
                guard thing < 0 else {
                    body(row * pixels.width + column, Int(thing))
                    continue
                }
                left.append(PixelVectors.Pixel(column: column, row: row))
            }
        }
        return left
    }

    private mutating func lookIntoPlane(
        _ left: [PixelVectors.Pixel],
        _ nodes: [Int32],
        _ scan: inout TreeScan,
        _ body: (Int, Int) -> Void
    ) {
        for pixel in left {
            let place = pixels.vector(column: pixel.column, row: pixel.row)
            let item: Int?
            if plane.look(at: place) {
                item = answer(plane.nearest, place)
            } else {
                scan.look(at: place, from: nodes)
                item = answer(scan.nearest, place)
            }
            if let item { body(pixel.row * pixels.width + pixel.column, item) }
        }
    }

    /// Chooses the nodes in which the answers of a block's pixels are, as far down as they are few.
    private func choose(
        _ nodes: inout [Int32],
        for block: PixelVectors.Block,
        among start: [Int32],
        _ scan: inout TreeScan
    ) {
        nodes.removeAll(keepingCapacity: true)
        nodes.append(contentsOf: start)
        guard let cap = pixels.cap(around: block) else { return }
        scan.look(at: cap.middle, from: start)
        guard scan.nearest.item >= 0 else { return }
        // What is nearest to a pixel is no farther from the middle than this.
        let distance = scan.nearest.distance
        let nearest = Double(distance + SphereTree.slack(distance))
        let radius = nearest + 2 * cap.radius
        scan.descend(
            &nodes,
            meeting: CapShape(around: cap.middle, squaredChord: radius * radius),
            most: Self.mostNodes
        )
    }

    private mutating func look(
        _ left: [PixelVectors.Pixel],
        _ nodes: [Int32],
        _ scan: inout TreeScan,
        _ body: (Int, Int) -> Void
    ) {
        for pixel in left {
            let place = pixels.vector(column: pixel.column, row: pixel.row)
            scan.look(at: place, from: nodes)
            if let item = answer(scan.nearest, place) { body(pixel.row * pixels.width + pixel.column, item) }
        }
    }

    /// What answers at a place: the thing found, unless it is too far away or another may be as near.
    private mutating func answer(_ nearest: NearestThing, _ place: UnitVector) -> Int? {
        guard nearest.item >= 0 else { return nil }
        if nearest.isAlone {
            switch rule.answer(nearest.item, at: place, about: nearest.distance) {
            case .thing(let thing): return thing
            case .nothing: return nil
            case .unclear: break
            }
        }
        return tree.nearest(to: place, in: items).flatMap { rule.answer($0, at: place) }
    }
}

/// What is nearest of the things that were met, by numbers of four bytes.
struct NearestThing {
    /// −1 for nothing.
    private(set) var item = -1
    private var square = Float.infinity
    /// Of what is nearest but for this.
    private var second = Float.infinity

    /// Whether a thing is nearer than those before.
    @inline(__always)
    mutating func meet(_ other: Int, _ squaredDistance: Float) -> Bool {
        guard squaredDistance < square else {
            second = min(second, squaredDistance)
            return false
        }
        (item, square, second) = (other, squaredDistance, square)
        return true
    }

    var distance: Float { square.squareRoot() }

    /// Whether nothing else may be as near.
    var isAlone: Bool { second.squareRoot() > distance + 2 * SphereTree.slack(distance) }
}

/// Looks through parts of a tree for what is nearest, by numbers of four bytes alone.
struct TreeScan {
    private let entries: UnsafeBufferPointer<SphereEntry>
    private let boxes: UnsafeBufferPointer<SphereBox>
    private let waiting: UnsafeMutableBufferPointer<WaitingNode>
    private let leaves: Int
    /// Room for a level of the tree.
    private var below: [Int32] = []
    private var x: Float = 0
    private var y: Float = 0
    private var z: Float = 0
    private var bound = Float.infinity
    /// Where the last place's answer is: the next one's is near.
    private var position = -1
    private(set) var nearest = NearestThing()

    /// `waiting` is room for `WaitingNode.most` nodes.
    init(
        entries: UnsafeBufferPointer<SphereEntry>,
        boxes: UnsafeBufferPointer<SphereBox>,
        waiting: UnsafeMutableBufferPointer<WaitingNode>
    ) {
        (self.entries, self.boxes, self.waiting) = (entries, boxes, waiting)
        leaves = boxes.count / 2
    }

    /// How large the leaf is in which the last answer lies.
    var leafDiagonal: Float {
        guard position >= 0 else { return 0 }
        let leaf = min(position * leaves / entries.count, leaves - 1)
        return boxes[leaves + leaf].squaredDiagonal.squareRoot()
    }

    /// Looks for the nearest thing below some nodes.
    mutating func look(at place: UnitVector, from nodes: [Int32]) {
        (x, y, z) = (Float(place.x), Float(place.y), Float(place.z))
        (nearest, bound) = (NearestThing(), .infinity)
        if position >= 0 { bound = Self.bound(square(entries[position])) }
        var (first, least) = (0, Float.infinity)
        for (index, node) in nodes.enumerated() {
            let square = boxes[Int(node)].squaredDistance(x: x, y: y, z: z)
            if square < least { (first, least) = (index, square) }
        }
        guard least <= bound else { return }
        visit(Int(nodes[first]))
        for (index, node) in nodes.enumerated() where index != first {
            if boxes[Int(node)].squaredDistance(x: x, y: y, z: z) <= bound { visit(Int(node)) }
        }
    }

    /// Replaces nodes by their children that meet a cap, level by level, as long as there are no more than `most`.
    mutating func descend(_ nodes: inout [Int32], meeting shape: CapShape, most: Int) {
        nodes.removeAll { !shape.mayMeet(boxes[Int($0)]) }
        while nodes.contains(where: { $0 < leaves }) {
            below.removeAll(keepingCapacity: true)
            for node in nodes {
                guard node < leaves else {
                    below.append(node)
                    continue
                }
                let left = 2 * Int(node)
                if shape.mayMeet(boxes[left]) { below.append(Int32(left)) }
                if shape.mayMeet(boxes[left + 1]) { below.append(Int32(left + 1)) }
            }
            guard below.count <= most else { return }
            swap(&nodes, &below)
        }
    }

    private func square(_ entry: SphereEntry) -> Float {
        let (dx, dy, dz) = (entry.x - x, entry.y - y, entry.z - z)
        return dx * dx + dy * dy + dz * dz
    }

    /// Goes down from a node, the nearer child first.
    private mutating func visit(_ start: Int) {
        var (node, count) = (start, 0)
        while true {
            while node < leaves {
                let left = boxes[2 * node].squaredDistance(x: x, y: y, z: z)
                let right = boxes[2 * node + 1].squaredDistance(x: x, y: y, z: z)
                let (near, far, turn) = left <= right ? (left, right, 0) : (right, left, 1)
                if far <= bound {
                    waiting[count] = WaitingNode(node: Int32(2 * node + 1 - turn), square: far)
                    count += 1
                }
                guard near <= bound else { break }
                node = 2 * node + turn
            }
            if node >= leaves { look(into: node - leaves) }
            node = 0
            while count > 0, node == 0 {
                count -= 1
                if waiting[count].square <= bound { node = Int(waiting[count].node) }
            }
            if node == 0 { return }
        }
    }

    private mutating func look(into leaf: Int) {
        let end = SphereTree.position(ofLeaf: leaf + 1, leaves, entries.count)
        for index in SphereTree.position(ofLeaf: leaf, leaves, entries.count)..<end {
            let square = square(entries[index])
            if nearest.meet(Int(entries[index].item), square) {
                position = index
                bound = min(bound, Self.bound(square))
            }
        }
    }

    /// Up to where something may be as near as what is at a distance, all as squares.
    private static func bound(_ square: Float) -> Float {
        let distance = square.squareRoot()
        let farthest = distance + 4 * SphereTree.slack(distance)
        return farthest * farthest
    }
}
