import DAP
import Foundation
import Gateway
import Testing

/// Answers byte for byte as an independent oracle makes them: see `make_dap.py`.
@Suite struct AnswerTests {
    struct Answer: CustomTestStringConvertible {
        let suffix: String
        let query: String
        let body: String

        var testDescription: String { "\(suffix)?\(query)" }

        static let all: [Answer] = {
            let url = Bundle.module.url(
                forResource: "answers",
                withExtension: "txt",
                subdirectory: "Fixtures"
            )
            let text = url.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
            return text.split(separator: "\n").map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Answer(suffix: fields[0], query: fields[1], body: fields[2])
            }
        }()
    }

    @Test func theFixtureIsThere() {
        #expect(Answer.all.count == 21)
    }

    @Test(arguments: Answer.all)
    func equalsTheOracle(_ answer: Answer) throws {
        let response = try DAPClient().get("/dap/fixture\(answer.suffix)", query: answer.query)
        #expect(response.status == 200)
        #expect(!response.isCut)
        #expect(response.fields["Content-Length"] == "\(answer.body.count / 2)")
        #expect(readable(response.body) == readable(bytes(answer.body)))
        #expect(response.body == bytes(answer.body))
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }

    private func readable(_ body: [UInt8]) -> String { String(decoding: body, as: UTF8.self) }
}
