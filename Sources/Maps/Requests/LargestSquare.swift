package import Cube
internal import Failures

extension Dataset {
    /// The side of the largest square picture of any one of some variables that passes wherever it lies, in any format:
    /// what clients may take for the most that either side can be.
    ///
    /// What depends on the place, such as the chunks that are decoded, is refused where it is over a limit. `formats` are
    /// those on offer, as `formats(for:)` tells.
    package func largestSquare(of variables: [Variable], in formats: [any PictureEncoder]) -> Int {
        LargestPassing.count(upTo: limits.largestSquare) { hasRoom(for: variables, side: $0, in: formats) }
            ?? 1
    }

    /// The formats in which the worker's memory has room for any picture of some variables; all of them where it has
    /// room for none.
    ///
    /// Of either only those in which the dataset's values may be handed over.
    package func formats(for variables: [Variable]) -> [any PictureEncoder] {
        let offered = PictureEncoders.offered(of: self)
        let roomy = offered.filter { hasRoom(for: variables, side: 1, in: [$0]) }
        return roomy.isEmpty ? offered : roomy
    }

    private func hasRoom(for variables: [Variable], side: Int, in formats: [any PictureEncoder]) -> Bool {
        let pixels = formats.map { RenderContext.bytes(width: side, height: side, as: $0) }.max() ?? 0
        let rest = assuredMemory - pixels
        return variables.allSatisfy { variable in
            let held = variable.part == nil ? 0 : LayerPlan.heldBytes(of: side * side, reads: 2)
            return pictureBytes(of: variable, side: side) <= limits.outputBytes
                && mostWorkingSet(of: variable, side: side) <= rest - held
        }
    }
}
