import Execution
import TestSupport
import Testing

@testable import Gateway

@Suite struct BodyTests {
    private func service(_ body: ResponseBody) -> ScriptedService {
        ScriptedService { _, _ in Response(contentType: "x/y", body: body) }
    }

    /// Lengths around the buffer of 4 MiB, written in pieces that do and do not fit into it.
    @Test(arguments: [0, 1, 4 << 20, (4 << 20) + 1, 9 << 20], [1 << 16, 3 << 20, 5 << 20])
    func deferredBodiesKeepTheirBytes(length: Int, piece: Int) throws {
        let bytes = [UInt8].pattern(length, run: 7)
        let body = ResponseBody.deferred { writer in
            var written = 0
            while written < length {
                let count = min(piece, length - written)
                try writer.write(Array(bytes[written..<(written + count)]))
                written += count
            }
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.fields["Content-Length"] == String(length))
        let difference = answer.body.firstDifference(from: bytes)
        #expect(difference == nil)
    }

    /// Written where they are to stay, seven bytes at least: in memory, in a file, and beyond 64 MiB as they are made.
    @Test(arguments: [7, 700, 300_001, (4 << 20) + 3, (64 << 20) + 5], [true, false])
    func bodiesAreFilledInPlace(length: Int, isKnown: Bool) throws {
        let bytes = [UInt8].pattern(length, run: 5)
        let body = ResponseBody.deferred(length: isKnown ? length : nil) { writer in
            var written = 0
            while written < length {
                try writer.write(atLeast: 7, atMost: length - written) { room in
                    #expect(room.count >= min(7, length - written))
                    // Not all of what is lent is used.
                    let count = min(room.count - room.count / 9, length - written)
                    room.copyBytes(from: bytes[written..<(written + count)])
                    written += count
                    return count
                }
            }
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.fields["Content-Length"] == String(length))
        let difference = answer.body.firstDifference(from: bytes)
        #expect(difference == nil && !answer.isCut)
    }

    /// A long part is sent from where it lies: between other bytes, before bytes that follow it to disk, twice, and where
    /// something in it or behind it is written over.
    @Test(
        arguments: [(0, nil), (1, 0), (40_000, nil), (40_000, 60_000), (5, 95_000)] as [(Int, Int?)],
        [0, 5, 70_000, 5 << 20]
    )
    func partsOfManyBodiesAreSentFromWhereTheyLie(_ first: (length: Int, overwritten: Int?), after: Int)
        throws
    {
        let (before, overwritten) = first
        let text = [UInt8].pattern(50_000, run: 3)
        let part = BodyPart(text)
        let (head, rest) = ([UInt8].pattern(before, run: 5), [UInt8].pattern(after, run: 7))
        let body = ResponseBody.deferred { writer in
            try writer.write(head)
            try writer.write(part)
            try writer.write(rest)
            try writer.write(part)
            guard let overwritten else { return }
            try ([1, 2, 3] as [UInt8]).withUnsafeBytes { try writer.overwrite(at: overwritten, with: $0) }
        }
        var expected = head + text + rest + text
        if let overwritten { expected.replaceSubrange(overwritten..<(overwritten + 3), with: [1, 2, 3]) }
        for _ in 0..<2 {
            let answer = try ask("/s", services: [service(body)])
            #expect(answer.fields["Content-Length"] == String(expected.count))
            let difference = answer.body.firstDifference(from: expected)
            #expect(difference == nil && !answer.isCut)
        }
        #expect(part.bytes == text)
    }

    @Test(arguments: [0, 1, 262_112, 300_000]) func aFileOfTheSpoolIsABody(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 / 3) }
        let file = try Spool().open()
        try bytes.withUnsafeBytes { try file.append($0) }
        let answer = try ask("/s", services: [service(.file(file))])
        #expect(answer.fields["Content-Length"] == String(length))
        #expect(answer.body == bytes)
        let headed = try ask("/s", .head, services: [service(.file(file))])
        #expect(headed.fields["Content-Length"] == String(length))
        #expect(headed.body.isEmpty)
    }

    @Test func theSpoolIsBounded() throws {
        let spool = Spool(maxBytes: 5 << 20)
        let body = { (bytes: Int) in
            ResponseBody.deferred { writer in try writer.write([UInt8](repeating: 1, count: bytes)) }
        }
        #expect(try ask("/s", services: [service(body(6 << 20))], spool: spool).status == 503)
        #expect(try ask("/s", services: [service(body(5 << 20))], spool: spool).body.count == 5 << 20)
        #expect(try ask("/s", services: [service(body(5 << 20))], spool: spool).status == 200)
    }

    @Test func aDeferredBodyThatFailsBecomesTheErrorDocument() throws {
        let body = ResponseBody.deferred { writer in
            try writer.write([UInt8](repeating: 1, count: 5 << 20))
            throw Refused()
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.status == 400)
        #expect(answer.text == "refused")
    }

    @Test func measuredBodiesPassThrough() throws {
        let body = ResponseBody.deferred(length: 200_003) { writer in
            try writer.write([1, 2, 3])
            try writer.write([UInt8](repeating: 9, count: 200_000))
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.fields["Content-Length"] == "200003")
        #expect(answer.body == [1, 2, 3] + [UInt8](repeating: 9, count: 200_000))
        #expect(!answer.isCut)
    }

    @Test func anEarlyFailureOfAMeasuredBodyBecomesTheErrorDocument() throws {
        let body = ResponseBody.deferred(length: 1 << 20) { writer in
            try writer.write([UInt8](repeating: 9, count: 60_000))
            throw Refused()
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.status == 400)
        #expect(answer.text == "refused")
        #expect(!answer.isCut)
    }

    /// netCDF-C takes a cut body for zeros: what can be whole before its header leaves is, whatever fails in it.
    @Test(arguments: [(1 << 20, false), (64 << 20, false), ((64 << 20) + 1, true)])
    func aLateFailureOfABodyOfBoundedLengthIsAnErrorDocument(length: Int, isWhole: Bool) throws {
        let body = ResponseBody.deferred(length: length, isWhole: isWhole) { writer in
            for _ in 0..<(length / (1 << 20)) { try writer.write([UInt8](repeating: 9, count: 1_000_000)) }
            throw Refused()
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.status == 400)
        #expect(answer.text == "refused")
        #expect(!answer.isCut)
    }

    @Test func aLateFailureOfALongBodyCutsIt() throws {
        let body = ResponseBody.deferred(length: (64 << 20) + 1) { writer in
            try writer.write([UInt8](repeating: 9, count: 300_000))
            throw Refused()
        }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.status == 200)
        #expect(answer.isCut)
        #expect(answer.body.count < 1 << 20)
    }

    /// A protocol's own words for an error end a body that is cut; where nothing has left the error has its document.
    @Test func aBodyThatHasBegunEndsWithLastWords() throws {
        for (bytes, hasBegun) in [(300_000, true), (70_000, false)] {
            let body = ResponseBody.deferred(length: (64 << 20) + 1) { writer in
                try writer.write([UInt8](repeating: 9, count: bytes))
                try writer.write([8])
                writer.writeLastWords([1, 2, 3])
                throw Refused()
            }
            let answer = try ask("/s", services: [service(body)])
            #expect(answer.isCut == hasBegun)
            if hasBegun {
                #expect(answer.body == [UInt8](repeating: 9, count: bytes) + [8, 1, 2, 3])
            } else {
                #expect(answer.text == "refused")
            }
        }
    }

    /// What is written over lies in one block, across blocks, and in the file.
    @Test(arguments: [1000, 300_000, 5 << 20], [true, false])
    func bytesCanBeReplaced(length: Int, isMeasured: Bool) throws {
        let bytes = [UInt8].pattern(length, run: 7)
        let write: @Sendable (any BodyWriter) throws -> Void = { writer in
            for start in stride(from: 0, to: length, by: 997) {
                try writer.write(Array(bytes[start..<min(start + 997, length)]))
            }
            for offset in [0, length / 3, length - 300] {
                let bytes = [UInt8](repeating: 255, count: 300)
                try bytes.withUnsafeBytes { try writer.overwrite(at: offset, with: $0) }
            }
            // And what comes behind is where it belongs.
        }
        let body: ResponseBody = isMeasured ? .deferred(length: length, write) : .deferred(write)
        let answer = try ask("/s", services: [service(body)])
        var expected = bytes
        for offset in [0, length / 3, length - 300] {
            for index in offset..<(offset + 300) { expected[index] = 255 }
        }
        let difference = answer.body.firstDifference(from: expected)
        #expect(difference == nil)
    }

    /// A body takes of the ledger what is free, and goes to disk where nothing is: it waits for nobody.
    @Test(arguments: [0, 64 << 10, 300 << 10, 64 << 20])
    func memoryOfBodiesIsTheLedgers(budget: Int) throws {
        let ledger = MemoryLedger(budget: budget)
        let length = 3_000_000
        let body = ResponseBody.deferred { writer in
            for _ in 0..<30 { try writer.write([UInt8](repeating: 7, count: length / 30)) }
            #expect(ledger.reserved <= budget)
            // The first block of 32 KiB belongs to the thread.
            if budget >= 64 << 20 { #expect(ledger.reserved >= length - (32 << 10)) }
        }
        let answer = try ask("/s", services: [service(body)], ledger: ledger)
        #expect(answer.status == 200)
        let difference = answer.body.firstDifference(from: [UInt8](repeating: 7, count: length))
        #expect(difference == nil)
        #expect(ledger.reserved == 0)
        #expect(ledger.maxReserved <= min(budget, length + (256 << 10)))
    }

    @Test(arguments: [0, 9, 11, 70_000])
    func aMeasuredBodyOfAnotherLengthIsAnError(written: Int) throws {
        let body = ResponseBody.deferred(length: 10) { try $0.write([UInt8](repeating: 0, count: written)) }
        let answer = try ask("/s", services: [service(body)])
        #expect(answer.status == 500)
    }

    @Test func headDoesNotMakeTheBody() throws {
        let failing: @Sendable (any BodyWriter) throws -> Void = { _ in throw Unworded() }
        let measured = try ask("/s", .head, services: [service(.deferred(length: 77, failing))])
        #expect(measured.status == 200)
        #expect(measured.fields["Content-Length"] == "77")
        let deferred = try ask("/s", .head, services: [service(.deferred(failing))])
        #expect(deferred.status == 200)
        #expect(deferred.fields["Content-Length"] == nil)
    }
}
