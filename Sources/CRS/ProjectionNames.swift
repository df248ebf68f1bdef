/// The words of PROJ that may reach it: map projections, figures of the Earth, units.
///
/// Every projection here is a formula. What reads files (grid shifts, triangulations, deformation models), what chains
/// operations (pipelines) and what ends the process on odd input (`isea` of PROJ 9.1 calls `exit`) is not among them.
enum ProjectionNames {
    /// Longitudes and latitudes under their four names.
    static let geographic: Set<String> = ["longlat", "latlong", "lonlat", "latlon"]

    static let projections: Set<String> = geographic.union([
        "adams_hemi", "adams_ws1", "adams_ws2", "aea", "aeqd", "airy", "aitoff", "alsk", "apian", "august",
        "bacon", "bertin1953", "bipc", "boggs", "bonne", "calcofi", "cass", "cc", "ccon", "cea", "chamb",
        "col_urban", "collg", "comill", "crast", "denoy", "eck1", "eck2", "eck3", "eck4", "eck5", "eck6",
        "eqc",
        "eqdc", "eqearth", "etmerc", "euler", "fahey", "fouc", "fouc_s", "gall", "geos", "gins8", "gn_sinu",
        "gnom", "goode", "gs48", "gs50", "gstmerc", "guyou", "hammer", "hatano", "healpix", "igh", "igh_o",
        "imoll", "imoll_o", "imw_p", "kav5", "kav7", "krovak", "labrd", "laea", "lagrng", "larr", "lask",
        "lcc",
        "lcca", "leac", "lee_os", "loxim", "mbt_fps", "mbt_s", "mbtfpp", "mbtfpq", "mbtfps", "merc", "mil_os",
        "mill", "moll", "murd1", "murd2", "murd3", "natearth", "natearth2", "nell", "nell_h", "nicol",
        "nsper",
        "nzmg", "ob_tran", "ocea", "omerc", "ortel", "ortho", "patterson", "pconic", "peirce_q", "poly",
        "putp1", "putp2", "putp3", "putp3p", "putp4p", "putp5", "putp5p", "putp6", "putp6p", "qsc", "qua_aut",
        "rhealpix", "robin", "rouss", "rpoly", "sinu", "somerc", "stere", "sterea", "tcc", "tcea", "times",
        "tissot", "tmerc", "tobmerc", "tpeqd", "tpers", "ups", "urmfps", "utm", "vandg", "vandg2", "vandg3",
        "vandg4", "vitk1", "wag1", "wag2", "wag3", "wag4", "wag5", "wag6", "wag7", "webmerc", "weren",
        "wink1",
        "wink2", "wintri",
    ])

    /// Names of datums; those that stand for grids find none, as PROJ's files are closed.
    static let datums: Set<String> = [
        "WGS84", "GGRS87", "NAD83", "NAD27", "potsdam", "carthage", "hermannskogel", "ire65", "nzgd49",
        "OSGB36",
    ]

    static let ellipsoids: Set<String> = [
        "APL4.9", "CPM", "GRS67", "GRS80", "GSK2011", "IAU76", "MERIT", "NWL9D", "PZ90", "SEasia", "SGS85",
        "WGS60", "WGS66", "WGS72", "WGS84", "airy", "andrae", "aust_SA", "bess_nam", "bessel", "clrk66",
        "clrk80", "clrk80ign", "danish", "delmbr", "engelis", "evrst30", "evrst48", "evrst56", "evrst69",
        "evrstSS", "fschr60", "fschr60m", "fschr68", "helmert", "hough", "intl", "kaula", "krass", "lerch",
        "mod_airy", "mprts", "new_intl", "plessis", "sphere", "walbeck",
    ]

    static let meridians: Set<String> = [
        "athens", "bern", "bogota", "brussels", "copenhagen", "ferro", "greenwich", "jakarta", "lisbon",
        "madrid", "oslo", "paris", "rome", "stockholm",
    ]

    static let units: Set<String> = [
        "m", "km", "dm", "cm", "mm", "kmi", "in", "ft", "yd", "mi", "fath", "ch", "link", "us-in", "us-ft",
        "us-yd", "us-ch", "us-mi", "ind-yd", "ind-ft", "ind-ch", "deg", "rad", "grad",
    ]
}
