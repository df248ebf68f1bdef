internal import ArgumentParser
internal import Catalogue

/// Ends commands in words and with the statuses of `CommandStatus`.
enum CommandRun {
    /// Writes what a command found; text that is lost ends it with status 2.
    static func print(_ text: String) throws {
        try opening { try StandardOutput.write(text) }
    }

    /// Runs `body`; what it throws is said on one line and ends the command with status 2.
    static func opening<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let code as ExitCode {
            throw code
        } catch {
            FailedStart.report(ErrorWords.text(error))
            throw ExitCode(CommandStatus.unusable)
        }
    }
}
