internal import Glibc

/// From a stored number to its class: unpacking and the place in the colour range in one step.
protocol ClassScale {
    /// 0 for the lowest class; below, above and NaN are the kernel's business.
    func position(of stored: Double) -> Double
}

/// `value = stored × scale + offset`, then its share of the range times the number of classes.
struct LinearScale: ClassScale {
    let slope: Double
    let intercept: Double

    init(scale: Double, offset: Double, range: ColourRange, colours: Int) {
        let classes = Double(colours) / (range.maximum - range.minimum)
        slope = scale * classes
        intercept = (offset - range.minimum) * classes
    }

    @inline(__always) func position(of stored: Double) -> Double { stored * slope + intercept }
}

/// The same along logarithms; values of 0 and below have no place and take the lowest class.
struct LogarithmicScale: ClassScale {
    let scale: Double
    let offset: Double
    let classes: Double
    let start: Double

    init(scale: Double, offset: Double, range: ColourRange, colours: Int) {
        self.scale = scale
        self.offset = offset
        start = log(range.minimum)
        classes = Double(colours) / (log(range.maximum) - start)
    }

    @inline(__always) func position(of stored: Double) -> Double {
        (log(stored * scale + offset) - start) * classes
    }
}
