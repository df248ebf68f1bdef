/// The order of the bytes of a number, as Zarr v3 core and the codec `bytes` write it.
enum Endian: String, Sendable { case little, big }
