/// Finds the nearest thing for every pixel of a picture.
///
/// The pixels of a block see a small part of the tree, which is looked for once for all of them. The answers are those of
/// `SphereTree.nearest`, to the last bit, but where pixels are crowded: where numbers of four bytes leave a doubt, it is
/// asked.
struct NearestPixels<Items: SphereCentres, Rule: NearestRule>: ~Copyable {
    private let tree: SphereTree
    private let pointers: TreePointers
    private let items: Items
    private var rule: Rule
    private let pixels: PixelVectors
    private var scan: TreeScan
    /// What is around the block that is looked at.
    private var plane = PlaneCells()
    private var left: UncrowdedPixels

    /// Pixels a side of blocks: where the larger ones see too much, the smaller ones are looked at.
    private static var sides: (large: Int, small: Int) { (16, 4) }
    /// Fewer pixels of a block are looked at one by one.
    private static var fewPixels: Int { 16 }
    /// Nodes of the tree at which the pixels of a block begin, at most: those below them are more than its pixels need.
    private static var mostNodes: Int { 8 }

    /// Calls `body` with the number (row-major) of each pixel that something answers, and what.
    static func forEachPixel(
        _ pixels: PixelVectors,
        _ tree: SphereTree,
        _ items: Items,
        _ rule: Rule,
        _ body: (Int, Int) -> Void
    ) {
        guard !tree.entries.isEmpty else { return }
        tree.withPointers { pointers in
            withUnsafeTemporaryAllocation(of: WaitingNode.self, capacity: WaitingNode.most) { waiting in
                let scan = TreeScan(pointers, waiting: waiting)
                var search = Self(tree, pointers, items, rule, pixels, scan)
                for block in pixels.parts(side: sides.large) { search.fill(block, body) }
            }
        }
    }

    private init(
        _ tree: SphereTree,
        _ pointers: TreePointers,
        _ items: Items,
        _ rule: Rule,
        _ pixels: PixelVectors,
        _ scan: TreeScan
    ) {
        (self.tree, self.pointers, self.items, self.rule) = (tree, pointers, items, rule)
        (self.pixels, self.scan) = (pixels, scan)
        let crowds = CrowdedPixels(pointers, pixels: pixels, isFilling: rule.fillsCrowds)
        left = UncrowdedPixels(crowds, side: Self.sides.small)
    }

    private mutating func fill(_ block: PixelVectors.Block, _ body: (Int, Int) -> Void) {
        left.take(block, body)
        guard let cap = left.all.cap, let nodes = nodes(for: cap, among: [1]) else { return }
        rule.begin(left.all)
        guard left.all.count >= Self.fewPixels else { return look(at: left.all[...], from: nodes, body) }
        if plane.take(around: left.all, margin: scan.leafDiagonal, of: pointers) {
            return lookIntoPlane(nodes, body)
        }
        for number in left.parts {
            let part = left.part(number)
            guard let cap = part.cap, let nodes = self.nodes(for: cap, among: nodes) else { continue }
            look(at: part, from: nodes, body)
        }
    }

    /// The nodes in which the answers of the pixels of a cap are, as far down as they are few; nil where nothing answers.
    private mutating func nodes(for cap: (middle: UnitVector, radius: Double), among start: [Int32])
        -> [Int32]?
    {
        let around = cap.radius + Double(rule.farthest)
        scan.look(at: cap.middle, from: start, within: Float(around))
        guard scan.nearest.position >= 0 else { return nil }
        // What is nearest to a pixel is no farther from the middle than this.
        let distance = scan.nearest.distance
        let radius = min(Double(distance + SphereTree.slack(distance)) + 2 * cap.radius, around)
        var nodes = start
        scan.descend(
            &nodes,
            meeting: CapShape(around: cap.middle, squaredChord: radius * radius),
            most: Self.mostNodes
        )
        return nodes
    }

    private mutating func lookIntoPlane(_ nodes: [Int32], _ body: (Int, Int) -> Void) {
        for placed in left.all {
            guard let nearest = plane.nearest(to: placed.place) else {
                look(at: placed, from: nodes, body)
                continue
            }
            let entry = plane.thing(at: nearest.position)
            let answer =
                nearest.isAlone
                ? rule.answer(entry, at: placed.place, about: nearest.distance, among: plane) : .unclear
            if let item = thing(answer, at: placed.place) { body(number(placed.pixel), item) }
        }
    }

    private mutating func look(
        at some: ArraySlice<PixelVectors.Placed>,
        from nodes: [Int32],
        _ body: (Int, Int) -> Void
    ) {
        for placed in some { look(at: placed, from: nodes, body) }
    }

    @inline(__always)
    private mutating func look(
        at placed: PixelVectors.Placed,
        from nodes: [Int32],
        _ body: (Int, Int) -> Void
    ) {
        scan.look(at: placed.place, from: nodes, within: rule.farthest)
        let nearest = scan.nearest
        guard nearest.position >= 0 else { return }
        let item = Int(pointers.entries[nearest.position].item)
        let answer =
            nearest.isAlone ? rule.answer(item, at: placed.place, about: nearest.distance) : .unclear
        if let thing = thing(answer, at: placed.place) { body(number(placed.pixel), thing) }
    }

    private func number(_ pixel: PixelVectors.Pixel) -> Int { pixel.row * pixels.width + pixel.column }

    /// What answers at a place, worked out in doubles where numbers of four bytes leave a doubt.
    @inline(__always)
    private mutating func thing(_ answer: NearestAnswer, at place: UnitVector) -> Int? {
        switch answer {
        case .thing(let thing): thing
        case .nothing: nil
        case .unclear: tree.nearest(to: place, in: items).flatMap { rule.answer($0, at: place) }
        }
    }
}
