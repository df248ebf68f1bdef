internal import CF

extension HEALPixList {
    /// Takes the next numbers of an array in: whole ones of whatever type.
    ///
    /// - Returns: as `append` of one.
    mutating func append(_ values: Values, most: Int) -> Bool {
        let missing = values.missing
        let isMissing = { (index: Int) in !missing.isEmpty && missing[index] }
        switch values.storage {
        case .signed(let numbers):
            for (index, number) in numbers.enumerated() {
                guard append(isMissing(index) ? nil : Int(number), most: most) else { return false }
            }
        case .unsigned(let numbers):
            for (index, number) in numbers.enumerated() {
                guard append(isMissing(index) ? nil : Int(exactly: number), most: most) else { return false }
            }
        case .double(let numbers):
            for number in numbers {
                guard append(Int(exactly: number), most: most) else { return false }
            }
        case .float(let numbers):
            for number in numbers {
                guard append(Int(exactly: number), most: most) else { return false }
            }
        }
        return true
    }
}
