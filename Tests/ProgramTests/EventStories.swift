import Experiments
import Foundation
import TestSupport
import Testing
import Workspace

/// Events from a client or a file to a collected experiment, on the file and against the built program.
@Suite struct EventStories {
    private static let start: Int64 = 1_770_000_000_000

    private static func experiment(_ service: any WorkspaceService) async throws -> String {
        let project = try await service.perform(CreateProject(name: "Shop")).id
        _ = try await service.perform(
            UpsertExperiment(
                project: project, slug: "button",
                fields: [
                    "primaryMetricEvent": "paid", "controlVariant": "blue", "treatmentVariant": "green",
                    "observationStart": .string(Instant(milliseconds: start).jsonText), "minimumSample": 2,
                ]))
        return project
    }

    @Test(arguments: Stories.Door.allCases)
    func fromTrackedEventsToASnapshot(door: Stories.Door) async throws {
        let opened = try Stories.open(door)
        let service = opened.service
        let project = try await Self.experiment(service)
        let elements = (0..<10).map { user in
            let at = Instant(milliseconds: Self.start + Int64(user))
            return TrackedElement(
                user: "u\(user)", exposures: [.init(flag: "button", variant: user < 4 ? "blue" : "green", at: at)],
                events: user % 3 == 0 ? [.init(name: "paid", at: at, value: 5, id: "order \(user)")] : [])
        }
        #expect(try await service.perform(Track(elements: elements)) == TrackedCounts(accepted: 14))
        #expect(try await service.perform(Track(elements: elements)) == TrackedCounts(dropped: 14))
        let report = try await service.perform(TestSource(project: project, name: "embedded", slug: "button"))
        #expect(report.isFine, "\(report.findings)")
        let collected = try await service.perform(CollectExperiment(project: project, slug: "button"))
        #expect(
            collected.snapshot.inputData
                == #"{"metrics":{"paid":{"blue":{"n":4,"k":2},"green":{"n":6,"k":2}}}}"#)
        #expect(collected.snapshot.source == "embedded")
        _ = try await service.perform(
            TrackEvent(
                element: .init(
                    user: "u1", events: [.init(name: "paid", at: Instant(milliseconds: Self.start + 50))])))
        let second = try await service.perform(CollectExperiment(project: project, slug: "button"))
        #expect(
            second.snapshot.inputData
                == #"{"metrics":{"paid":{"blue":{"n":4,"k":3},"green":{"n":6,"k":2}}}}"#)
        // The events belong to the workspace.
        _ = try await service.perform(DeleteProject(project: project, confirm: "Shop"))
        #expect(try await service.perform(Track(elements: elements)) == TrackedCounts(dropped: 14))
    }

    @Test func aServerTakesWhatSDKsSend() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let element =
            #"{"user":{"keyId":"u1","properties":{"plan":"pro"}},"variations":[{"flagKey":"f","variant":"a","timestamp":1770000000000,"experimentId":"x","layerId":null}],"metrics":[{"eventName":"e","timestamp":1770000000000,"numericValue":2.5,"type":"click"}]}"#
        let answer = try await server.call("POST", "/api/track", body: "[\(element)]")
        #expect(answer.status == 200)
        #expect(answer.text == #"{"accepted":2,"dropped":0}"#)
        let single = try await server.call("POST", "/api/track/event", body: element)
        #expect(single.text == #"{"accepted":1,"dropped":1}"#)
        let wrong = try await server.call("POST", "/api/track", body: #"[\#(element),{"variations":[{}]}]"#)
        #expect(wrong.status == 400)
        #expect(try wrong.json["code"] == "invalid_event")
        #expect(try wrong.json["element"] == 1)
        #expect(try wrong.json["field"] == "variations[0].flagKey")
        #expect(try await server.call("POST", "/api/track", body: element).status == 400)
        #expect(try await server.call("POST", "/api/track").status == 400)
        #expect(try await server.call("GET", "/api/track").status == 405)
        #expect(try await server.call("POST", "/api/track", body: "[]", type: "text/plain").status == 415)
    }

    @Test(arguments: Stories.Door.allCases)
    func aFileIsImportedOnce(door: Stories.Door) async throws {
        let opened = try Stories.open(door)
        let place =
            switch door {
            case .file: ["--workspace", opened.folder.file()]
            case .server: ["--server", opened.server?.url ?? ""]
            }
        func run(_ text: String, _ arguments: [String]) async throws -> Program.Outcome {
            try Data(text.utf8).write(to: URL(fileURLWithPath: opened.folder.file("rows.csv")))
            return try await Program.run(["import", opened.folder.file("rows.csv")] + arguments + place)
        }
        let exposures =
            "user_key,flag_key,variant,timestamp\n" + (0..<2500).map { "u\($0),button,blue,2026-03-01\n" }.joined()
        let first = try await run(exposures, ["--kind", "exposures"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output == "Stored \(NumberFormat.count(2500, of: "exposure")).\n", "\(first.output)")
        let events = "uid,event_name,timestamp\n" + (0..<2500).map { "u\($0),paid,1772400000000\n" }.joined()
        let options = ["--kind", "events", "--map", "user_key=uid", "--format", "json"]
        let second = try await run(events, options)
        #expect(try second.json["accepted"] == 2500)
        let again = try await run(events + "u1,paid,1772400000000\n", options)
        #expect(try again.json["accepted"] == 1)
        let bad = try await run(events + "u1,paid,1772400000000\nu2,paid,soon\n", options)
        #expect(bad.status == 2)
        #expect(bad.errors.contains("line 2503: timestamp"), "\(bad.errors)")
        let skipped = try await run(
            events + "u1,paid,1772400000000\nu2,paid,soon\nu3,paid,1772400000000\n", options + ["--skip-bad"])
        #expect(skipped.status == 0)
        #expect(try skipped.json["bad"] == 1)
        #expect(try skipped.json["accepted"] == 1)
    }

    private struct Growth: Sendable {
        var name = "rows.csv"
        /// What the file holds at each import, the options of that, and how many events it adds.
        var imports: [(text: String, options: [String], added: Int)]
    }

    private static let growths: [Growth] = {
        let line = #"{"user_key":"u","event_name":"paid","timestamp":1772400000000}"#
        let header = "user_key,event_name,timestamp,value\n"
        let two = "uid,ts,e1,revenue,e2,items\nu,1772400000000,paid,5,shipped,2\n"
        let map = ["--map", "user_key=uid", "--map", "timestamp=ts"]
        return [
            Growth(
                name: "rows.jsonl",
                imports: [("\(line)\n\(line)", [], 2), ("\(line)\n\(line)\n\(line)\n", [], 1)]),
            Growth(imports: [
                (header + "u,paid,1772400000000,\"5\"", [], 1),
                (header + "u,paid,1772400000000,\"5\"\r\nu,paid,1772400000000,5\r\n", [], 1),
            ]),
            Growth(imports: [
                (header + "u,paid,1772400000000,5", ["--take-last-line"], 1),
                (header + "u,paid,1772400000000,5\nu,paid,1772400000000,5\n", [], 1),
            ]),
            Growth(imports: [
                (two, map + ["--map", "event_name=e1", "--map", "value=revenue"], 1),
                (two, map + ["--map", "event_name=e2", "--map", "value=items"], 1),
            ]),
        ]
    }()

    @Test(arguments: Stories.Door.allCases, growths.indices)
    func aRowCountsOnceHoweverItsFileGrows(door: Stories.Door, index: Int) async throws {
        let opened = try Stories.open(door)
        let place =
            switch door {
            case .file: ["--workspace", opened.folder.file()]
            case .server: ["--server", opened.server?.url ?? ""]
            }
        let growth = Self.growths[index]
        let path = opened.folder.file(growth.name)
        for (text, options, added) in growth.imports {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let outcome = try await Program.run(
                ["import", path, "--kind", "events", "--format", "json"] + options + place)
            #expect(try outcome.json["accepted"] == .integer(Int64(added)), "\(outcome.output)\(outcome.errors)")
        }
    }
}
