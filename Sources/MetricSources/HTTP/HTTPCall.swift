internal import Experiments

/// One request.
struct HTTPCall: Sendable {
    var method = "GET"
    var url: String
    var headers: [(name: String, value: String)] = []
    /// JSON.
    var body: [UInt8]?
}

/// A whole answer.
struct HTTPReply: Sendable {
    var status: Int
    var body: [UInt8]
    var retryAfter: String?
    var location: String?

    var isSuccess: Bool { (200..<300).contains(status) }

    /// nil for a body that is no JSON.
    var json: JSON? { try? JSON(parsing: body) }
}
