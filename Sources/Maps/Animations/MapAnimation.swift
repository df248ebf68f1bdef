package import Cube
package import Execution
package import Failures
internal import Grids

/// A picture for each of some requests, one after the other in one file: all in the colours of one range.
package struct MapAnimation: Sendable {
    private let requests: [MapRequest]
    private let encoder: any AnimationEncoder
    private let frame: PictureFrame
    private let scale: ColourScale
    private let ranges: DefaultRange
    private let milliseconds: Int
    /// What all frames cost.
    package let cost: ReadCost
    /// Bytes of the worker's memory that it reserves, once for all of its frames.
    package let memory: Int

    /// `frame` is that of each picture, in a format of the encoder's frames; `milliseconds` are how long each is shown.
    ///
    /// All frames are planned, and nothing is read. Plans are made again when their turn comes: each knows the cell of every
    /// pixel, which is too much to keep.
    /// - Throws: as `MapRequest.plans`; `tooLarge` also where all pictures together have more pixels than one may, or cost more than
    ///   a request may.
    package init(
        _ requests: [MapRequest],
        as encoder: any AnimationEncoder,
        frame: PictureFrame,
        scale: ColourScale,
        ranges: DefaultRange,
        milliseconds: Int,
        context: WorkContext
    ) throws {
        (self.requests, self.encoder, self.frame) = (requests, encoder, frame)
        (self.scale, self.ranges, self.milliseconds) = (scale, ranges, milliseconds)
        try Self.checkPixels(requests)
        var (cost, memory) = (ReadCost(), 0)
        for request in requests {
            try context.check()
            let plans = try request.plans(as: frame.format, scale: scale)
            cost = plans.reads.reduce(cost) { $0 + $1.cost }
            memory = max(memory, MapRequest.memory(of: plans, as: frame.format, scale: scale))
        }
        self.cost = cost
        self.memory =
            memory + encoder.bytes(frames: requests.count, width: frame.width, height: frame.height)
        guard let dataset = requests.first?.dataset else { return }
        try dataset.limits.check(cost, ofFrames: requests.count)
        try dataset.checkMemory(self.memory)
    }

    private static func checkPixels(_ requests: [MapRequest]) throws(Failure) {
        guard let first = requests.first else { return }
        try first.dataset.limits.check(first.target)
        let pixels = requests.count * first.target.width * first.target.height
        let allowed = first.dataset.limits.pixels
        guard pixels <= allowed else {
            let fewer = allowed / max(first.target.width * first.target.height, 1)
            throw .tooLarge(
                limit: .pixels,
                allowed: allowed,
                requested: pixels,
                advice: "Of pictures of this size \(fewer) pass, one after the other."
            )
        }
    }

    /// Adds everything that decides the pictures, but the dataset, to the identity of an answer.
    ///
    /// - Throws: as `MapPicture.init`.
    package func addIdentity(to digest: inout ContentDigest, context: WorkContext) throws {
        digest.add(encoder.mediaType)
        digest.add(milliseconds)
        digest.add(requests.count)
        for request in requests { try picture(of: request, context).addIdentity(to: &digest) }
    }

    /// Where the values of each frame's layers are from.
    package func slices(context: WorkContext) throws -> [[Slice]] {
        try requests.map { request in
            try request.layers.map { layer in
                try request.dataset.slice(
                    of: layer.variable.part?.pair.first ?? layer.variable,
                    selectors: layer.selectors,
                    level: layer.level
                )
            }
        }
    }

    private func picture(of request: MapRequest, _ context: WorkContext) throws -> MapPicture {
        try MapPicture(
            request,
            plans: try request.plans(as: frame.format, scale: scale),
            frame: frame,
            scale: scale,
            ranges: ranges,
            context: context
        )
    }

    /// Reads, draws and encodes one picture after the other on the calling thread, and hands on what can leave.
    ///
    /// - Throws: `Failure`, `Interruption`, or what `take` throws.
    package func write(context: WorkContext, _ take: ([UInt8]) throws -> Void) throws {
        guard let dataset = requests.first?.dataset else { throw Failure.defect }
        let held = try dataset.reserve(memory, context: context)
        defer { withExtendedLifetime(held) {} }
        let file = try encoder.begin(frames: requests.count, milliseconds: milliseconds)
        for request in requests {
            try context.check()
            try picture(of: request, context).withFile(context: context, held: held) { bytes in
                let ready = try file.add(bytes)
                if !ready.isEmpty { try take(ready) }
            }
        }
        try take(try file.finished())
    }
}
