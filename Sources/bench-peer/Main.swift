internal import Foundation
internal import GRDB
internal import HTTPTypes
internal import Hummingbird
internal import Statistics

/// What the benchmark measures the program against: a bare Hummingbird server over one SQLite table with the same
/// settings, and the time of one comparison inside a process.
@main
struct BenchPeer {
    static func main() async throws {
        switch Array(CommandLine.arguments.dropFirst()) {
        case ["gaussian"]:
            print(try nanosecondsPerComparison())
        case let arguments where arguments.count == 2:
            guard let port = Int(arguments[0]) else { fallthrough }
            try await serve(port: port, file: arguments[1])
        default:
            FileHandle.standardError.write(Data("usage: bench-peer PORT FILE | bench-peer gaussian\n".utf8))
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

    /// The median of 21 rounds of 20,000 comparisons with inputs that change.
    private static func nanosecondsPerComparison() throws -> Double {
        let size = 20_000
        var sum = 0.0
        let rounds = try (0..<21).map { _ in
            let start = ContinuousClock.now
            for number in 0..<size {
                let control = try Moments.proportion(n: 48_700, k: 4100 + number % 100)
                let treatment = try Moments.proportion(n: 51_300, k: 4500 + number % 70)
                sum += try GaussianPosterior(
                    Contrast(control: control, treatment: treatment), inverse: false, prior: nil
                )
                .probabilityOfWinning
            }
            return Double((ContinuousClock.now - start).components.attoseconds) / 1e9 / Double(size)
        }
        guard sum > 0 else { return .infinity }
        return rounds.sorted()[10]
    }
}

extension Response {
    fileprivate init(json: String) {
        self.init(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: json)))
    }
}
