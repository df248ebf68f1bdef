/// The answer to `.help`.
enum HelpPage {
    static let text = """
        Add one of these to the address of a dataset:

          .dds     its variables and their shapes
          .das     their attributes
          .dods    values as binary (DAP2)
          .ascii   values as text
          .info    a page with structure and attributes
          .html    a form that builds requests
          .plan    what .dods would cost, as JSON; nothing is read. Behind a suffix of data, that: .ascii.plan, .dap.plan
          .ver     the version of this server

        Choose variables and indices behind a '?':

          name                            all of one variable
          name[0][10:20][0:2:98]          one range per dimension: index, start:stop or start:stride:stop,
                                          counted from 0, both ends included
          a,b[0:9]                        several variables
          grid.grid[0:9][0:9]             a grid's array without its maps

        DAP4: .dmr and .dap with ?dap4.ce=/name[0:9][];/other, an end may be left open ([5:]), and /lat=[0:9] in
        front slices a dimension of all variables.

        Selections ('&...') and server functions are not offered: all data here are arrays.

        """
}
