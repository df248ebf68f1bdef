package import Cube

extension Dataset {
    /// The side of the largest square picture of any one of some variables that passes wherever it lies, in any format:
    /// what clients may take for the most that either side can be.
    ///
    /// What depends on the place, such as the chunks that are decoded, is refused where it is over a limit.
    package func largestSquare(of variables: [Variable]) -> Int {
        let (limits, allowed) = (self.limits, self.allowed(.memory))
        let passes = { (side: Int) in
            let pixels = PictureEncoders.all.map { RenderContext.bytes(width: side, height: side, as: $0) }
            return variables.allSatisfy { variable in
                self.pictureBytes(of: variable, side: side) <= limits.outputBytes
                    && (pixels.max() ?? 0) + self.mostWorkingSet(of: variable, side: side) <= allowed
            }
        }
        return LargestPassing.count(upTo: limits.largestSquare, where: passes) ?? 1
    }
}
