internal import ArgumentParser
internal import Catalogue

/// Ends commands in words and with the statuses of `CommandStatus`.
enum CommandRun {
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
