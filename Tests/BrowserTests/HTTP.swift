import AsyncHTTPClient
import Experiments
import NIOCore
import NIOHTTP1

/// JSON over HTTP, as the driver speaks it.
enum HTTP {
    static func call(_ method: String, _ url: String, body: JSON? = nil) async throws -> (status: Int, json: JSON) {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        if let body {
            request.body = .bytes(ByteBuffer(bytes: body.serializedBytes()))
            request.headers.add(name: "Content-Type", value: "application/json")
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(90))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return (Int(response.status.code), try JSON(parsing: String(buffer: buffer)))
    }
}
