package import Cube

extension Dataset {
    /// The side of the largest square picture of any one of some variables that passes wherever it lies, in any format:
    /// what clients may take for the most that either side can be.
    ///
    /// What depends on the place, such as the chunks that are decoded, is refused where it is over a limit. A format for
    /// which the worker's memory has no room at all does not count.
    package func largestSquare(of variables: [Variable]) -> Int {
        let roomy = PictureEncoders.all.filter { hasRoom(for: variables, side: 1, in: [$0]) }
        guard !roomy.isEmpty else { return 1 }
        return LargestPassing.count(upTo: limits.largestSquare) {
            hasRoom(for: variables, side: $0, in: roomy)
        } ?? 1
    }

    private func hasRoom(for variables: [Variable], side: Int, in formats: [any PictureEncoder]) -> Bool {
        let pixels = formats.map { RenderContext.bytes(width: side, height: side, as: $0) }.max() ?? 0
        let rest = allowed(.memory) - pixels
        return variables.allSatisfy { variable in
            pictureBytes(of: variable, side: side) <= limits.outputBytes
                && mostWorkingSet(of: variable, side: side) <= rest
        }
    }
}
