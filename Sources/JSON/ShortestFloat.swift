/// The shortest decimal that reads back to a float, and of those the closest: `digits` × 10^`exponent`.
///
/// Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020, section 9) for 32 bits: three products with
/// a power of ten of 64 bits tell whether a decimal lies between the float's neighbours. All 2^31 positive floats
/// agree with the standard library's own text.
struct ShortestFloat {
    /// At most nine figures, zeros at the end among them; 0 only for zero.
    let digits: UInt32
    let exponent: Int

    /// A float that is finite and not negative.
    @inline(__always)
    init(_ value: Float, powers: UnsafeBufferPointer<UInt64>) {
        let fraction = value.significandBitPattern
        let biased = Int(value.exponentBitPattern)
        guard fraction != 0 || biased != 0 else {
            (digits, exponent) = (0, 0)
            return
        }
        let significand = biased == 0 ? fraction : fraction | 1 << 23
        let binaryExponent = max(biased, 1) - 150
        // Whole numbers of up to 24 bits are their own digits.
        if binaryExponent <= 0, binaryExponent > -24, significand & (1 << UInt32(-binaryExponent) &- 1) == 0 {
            (digits, exponent) = (significand >> UInt32(-binaryExponent), 0)
            return
        }
        let isPowerOfTwo = fraction == 0 && biased > 1
        (digits, exponent) = Self.search(significand, binaryExponent, isPowerOfTwo, powers)
    }

    /// The search itself for `significand` × 2^`exponent`; all its numbers are bounded by the format's exponents.
    @inline(__always)
    private static func search(
        _ significand: UInt32,
        _ exponent: Int,
        _ isPowerOfTwo: Bool,
        _ powers: UnsafeBufferPointer<UInt64>
    ) -> (UInt32, Int) {
        // floor(log10(2^exponent)), or of three quarters of it where the lower neighbour is half as far.
        let k = (exponent &* 1_262_611 &- (isPowerOfTwo ? 524_031 : 0)) >> 22
        let shift = UInt32(truncatingIfNeeded: exponent &+ ((-k &* 1_741_647) >> 19) &+ 1)
        let power = powers[-k &- smallestPower]
        let lower = product(power, (4 &* significand &- 2 &+ (isPowerOfTwo ? 1 : 0)) << shift)
        let middle = product(power, (4 &* significand) << shift)
        let upper = product(power, (4 &* significand &+ 2) << shift)
        // The ends of the interval belong to it for even significands: halves round to even.
        let least = lower &+ (significand & 1)
        let most = upper &- (significand & 1)
        let quarter = middle / 4
        if quarter >= 10 {
            let tenth = quarter / 10
            let isBelowInside = least <= 40 &* tenth
            let isAboveInside = 40 &* tenth &+ 40 <= most
            if isBelowInside != isAboveInside { return (tenth &+ (isAboveInside ? 1 : 0), k &+ 1) }
        }
        let isBelowInside = least <= 4 &* quarter
        let isAboveInside = 4 &* quarter &+ 4 <= most
        if isBelowInside != isAboveInside { return (quarter &+ (isAboveInside ? 1 : 0), k) }
        let half = 4 &* quarter &+ 2
        let roundsUp = middle > half || (middle == half && quarter & 1 == 1)
        return (quarter &+ (roundsUp ? 1 : 0), k)
    }

    /// The upper 32 bits of a product of 96, made odd if anything was cut off.
    @inline(__always)
    private static func product(_ power: UInt64, _ factor: UInt32) -> UInt32 {
        let (high, low) = power.multipliedFullWidth(by: UInt64(factor))
        return UInt32(truncatingIfNeeded: high) | (UInt32(truncatingIfNeeded: low >> 32) > 1 ? 1 : 0)
    }

    private static let smallestPower = -31

    /// 10^-31 … 10^45, each rounded up to 64 bits with the highest one set.
    static let powers: [UInt64] = [
        0x81CE_B32C_4B43_FCF5, 0xA242_5FF7_5E14_FC32, 0xCAD2_F7F5_359A_3B3F, 0xFD87_B5F2_8300_CA0E,
        0x9E74_D1B7_91E0_7E49, 0xC612_0625_7658_9DDB, 0xF796_87AE_D3EE_C552, 0x9ABE_14CD_4475_3B53,
        0xC16D_9A00_9592_8A28, 0xF1C9_0080_BAF7_2CB2, 0x971D_A050_74DA_7BEF, 0xBCE5_0864_9211_1AEB,
        0xEC1E_4A7D_B695_61A6, 0x9392_EE8E_921D_5D08, 0xB877_AA32_36A4_B44A, 0xE695_94BE_C44D_E15C,
        0x901D_7CF7_3AB0_ACDA, 0xB424_DC35_095C_D810, 0xE12E_1342_4BB4_0E14, 0x8CBC_CC09_6F50_88CC,
        0xAFEB_FF0B_CB24_AAFF, 0xDBE6_FECE_BDED_D5BF, 0x8970_5F41_36B4_A598, 0xABCC_7711_8461_CEFD,
        0xD6BF_94D5_E57A_42BD, 0x8637_BD05_AF6C_69B6, 0xA7C5_AC47_1B47_8424, 0xD1B7_1758_E219_652C,
        0x8312_6E97_8D4F_DF3C, 0xA3D7_0A3D_70A3_D70B, 0xCCCC_CCCC_CCCC_CCCD, 0x8000_0000_0000_0000,
        0xA000_0000_0000_0000, 0xC800_0000_0000_0000, 0xFA00_0000_0000_0000, 0x9C40_0000_0000_0000,
        0xC350_0000_0000_0000, 0xF424_0000_0000_0000, 0x9896_8000_0000_0000, 0xBEBC_2000_0000_0000,
        0xEE6B_2800_0000_0000, 0x9502_F900_0000_0000, 0xBA43_B740_0000_0000, 0xE8D4_A510_0000_0000,
        0x9184_E72A_0000_0000, 0xB5E6_20F4_8000_0000, 0xE35F_A931_A000_0000, 0x8E1B_C9BF_0400_0000,
        0xB1A2_BC2E_C500_0000, 0xDE0B_6B3A_7640_0000, 0x8AC7_2304_89E8_0000, 0xAD78_EBC5_AC62_0000,
        0xD8D7_26B7_177A_8000, 0x8786_7832_6EAC_9000, 0xA968_163F_0A57_B400, 0xD3C2_1BCE_CCED_A100,
        0x8459_5161_4014_84A0, 0xA56F_A5B9_9019_A5C8, 0xCECB_8F27_F420_0F3A, 0x813F_3978_F894_0985,
        0xA18F_07D7_36B9_0BE6, 0xC9F2_C9CD_0467_4EDF, 0xFC6F_7C40_4581_2297, 0x9DC5_ADA8_2B70_B59E,
        0xC537_1912_364C_E306, 0xF684_DF56_C3E0_1BC7, 0x9A13_0B96_3A6C_115D, 0xC097_CE7B_C907_15B4,
        0xF0BD_C21A_BB48_DB21, 0x9676_9950_B50D_88F5, 0xBC14_3FA4_E250_EB32, 0xEB19_4F8E_1AE5_25FE,
        0x92EF_D1B8_D0CF_37BF, 0xB7AB_C627_0503_05AE, 0xE596_B7B0_C643_C71A, 0x8F7E_32CE_7BEA_5C70,
        0xB35D_BF82_1AE4_F38C,
    ]
}
