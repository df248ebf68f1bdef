internal import Glibc

/// The functions that the formulas are written with: one word each, whichever library has them.
enum Math {
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }
    static func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
    static func sinh(_ x: Double) -> Double { Glibc.sinh(x) }
    static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
}
