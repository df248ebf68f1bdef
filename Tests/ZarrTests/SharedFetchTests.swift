import Execution
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Requests that want the same chunk, and of which the one that fetches it gives up.
struct SharedFetchTests {
    /// Chunks of one byte: chunk 0 comes from a server that answers when it is told to, the others at once from memory.
    ///
    /// A read of chunks 1 and 0 has joined the read of 0 under way when it is given 1.
    private final class Scene: Sendable {
        let server: ScriptedServer
        let array: ZarrArray
        let stage: Monitor<Stage>

        struct Stage {
            var asked = 0
            var joined = 0
            var isOpen = false
            var values: [UInt8] = []
            var failures: [String] = []
        }

        init?(closesWhenGivenUp: Bool = false) throws {
            let stage = Monitor(Stage())
            let server = ScriptedServer { request in
                stage.update { $0.asked += 1 }
                if closesWhenGivenUp {
                    let isGivenUp = request.isGivenUp()
                    stage.update { $0.isOpen = isGivenUp }
                }
                _ = stage.wait(until: .after(seconds: 60)) { $0.isOpen ? true : nil }
                return ScriptedServer.Answer(200, "a")
            }
            guard let server else { return nil }
            let document = ZarrText.array("9", chunks: "1", type: "uint8", fill: "7")
            var objects = ["zarr.json": Array(document.utf8)]
            for chunk in 1..<9 { objects["c/\(chunk)"] = [UInt8(chunk)] }
            // However long a busy machine takes: a server that is silent is asked again at some time.
            var options = TransferEngine.Options()
            options.stallSeconds = 60
            let store = HalfMemory(
                remote: try StoreOpener.open(server.address, engine: TransferEngine(options: options)),
                memory: MemoryStore(objects)
            )
            array = try Fixture.reader(helpers: 0).openArray(
                store,
                path: "",
                context: .background(seconds: 30)
            )
            (self.server, self.stage) = (server, stage)
        }

        /// Reads a chunk of its own and the shared one; what comes of it is on the stage.
        func reader(_ own: Int, _ context: WorkContext) -> WorkerThread {
            WorkerThread(name: "reader") { [array, stage] in
                do {
                    try array.readChunks(
                        [ChunkCoordinates([own]), ChunkCoordinates([0])],
                        window: 1000,
                        fillsCache: false,
                        context: context
                    ) { index, chunk in
                        let value = chunk.withBytes { $0[0] }
                        stage.update { stage in
                            if index == 0 { stage.joined += 1 } else { stage.values.append(value) }
                        }
                    }
                } catch {
                    stage.update { $0.failures.append("\(error)") }
                }
            }
        }

        func wait(for test: (Stage) -> Bool) {
            #expect(stage.wait(until: .after(seconds: 30)) { test($0) ? true : nil } == true)
        }
    }

    /// Some who want a chunk leave one after the other; the last one gets it, and the server is asked once.
    @Test(arguments: [1, 2, 4]) func whoFetchesHandsOverWhenCancelled(leaving: Int) throws {
        let scene = try #require(try Scene())
        let contexts = (0...leaving).map { _ in WorkContext.background(seconds: 60) }
        var threads: [WorkerThread] = []
        for (number, context) in contexts.enumerated() {
            threads.append(scene.reader(number + 1, context))
            scene.wait { $0.joined == number + 1 && $0.asked == 1 }
        }
        for number in 0..<leaving {
            contexts[number].cancel()
            threads[number].join()
        }
        scene.stage.update { $0.isOpen = true }
        threads[leaving].join()
        #expect(scene.stage.withLock { $0.values } == [UInt8(ascii: "a")])
        #expect(scene.stage.withLock { $0.failures.count } == leaving)
        #expect(scene.server.requests.count == 1)
    }

    @Test func whoFetchesHandsOverAtItsDeadline() throws {
        let scene = try #require(try Scene())
        let leader = scene.reader(1, .background(seconds: 2))
        scene.wait { $0.asked == 1 }
        let follower = scene.reader(2, .background(seconds: 60))
        leader.join()
        scene.stage.update { $0.isOpen = true }
        follower.join()
        #expect(scene.stage.withLock { $0.values } == [UInt8(ascii: "a")])
        #expect(scene.stage.withLock { $0.failures } == ["\(ZarrError.storage(.timedOut(key: "c/0")))"])
        #expect(scene.server.requests.count == 1)
    }

    /// Nobody is left: the read ends, whoever left first.
    @Test(arguments: [[0, 1], [1, 0]]) func theReadEndsWithTheLast(order: [Int]) throws {
        let scene = try #require(try Scene(closesWhenGivenUp: true))
        let contexts = [WorkContext.background(seconds: 60), WorkContext.background(seconds: 60)]
        let leader = scene.reader(1, contexts[0])
        scene.wait { $0.joined == 1 && $0.asked == 1 }
        let follower = scene.reader(2, contexts[1])
        scene.wait { $0.joined == 2 }
        for number in order { contexts[number].cancel() }
        leader.join()
        follower.join()
        scene.wait { $0.isOpen }
        #expect(scene.server.requests.count == 1)
    }
}
