import Operations

Program.run()
