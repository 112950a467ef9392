internal import Foundation
internal import GRDB
internal import HTTPTypes
internal import Hummingbird

/// What the benchmark measures the program against: a bare Hummingbird server over one SQLite table with the same
/// settings, and the time of single comparisons inside a process.
@main
struct BenchPeer {
    static func main() async throws {
        switch Array(CommandLine.arguments.dropFirst()) {
        case ["comparisons"]:
            for (name, nanoseconds) in try Comparisons.timed() { print(name, nanoseconds) }
        case let arguments where arguments.count == 2:
            guard let port = Int(arguments[0]) else { fallthrough }
            try await serve(port: port, file: arguments[1])
        default:
            FileHandle.standardError.write(Data("usage: bench-peer PORT FILE | bench-peer comparisons\n".utf8))
            exit(2)
        }
    }

    /// `GET /experiment` reads the one row; `POST /experiment` replaces it in one full commit.
    private static func serve(port: Int, file: String) async throws {
        let pool = try DatabasePool(path: file)
        try await pool.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, text TEXT)")
        }
        let router = Router()
        router.get("experiment") { _, _ in
            let text = try await pool.read { try String.fetchOne($0, sql: "SELECT text FROM body WHERE id = 1") }
            return Response(json: text ?? "null")
        }
        router.post("experiment") { request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 4 << 20))
            try await pool.write { database in
                try database.execute(sql: "INSERT OR REPLACE INTO body VALUES (1, ?)", arguments: [text])
            }
            return Response(json: text)
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }
}

extension Response {
    fileprivate init(json: String) {
        self.init(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: json)))
    }
}
