internal import Experiments
internal import Foundation

extension PostgresSettings {
    /// `host`, `host:port`, `[::1]:port`, a socket's folder, or `postgresql://user@host:port/database?sslmode=…`.
    mutating func read(url: String) throws {
        var place = Substring(url)
        if let scheme = place.firstRange(of: "://") {
            guard ["postgresql", "postgres"].contains(place[..<scheme.lowerBound].lowercased()) else {
                throw fault("url begins with \(place[..<scheme.upperBound]). Give postgresql://host:port/database")
            }
            place = place[scheme.upperBound...]
            try refusePassword(in: place)
            if let question = place.firstIndex(of: "?") {
                for pair in place[place.index(after: question)...].split(separator: "&") {
                    try setFromURL(pair)
                }
                place = place[..<question]
            }
            if let slash = place.firstIndex(of: "/") {
                database = try decoded(place[place.index(after: slash)...])
                place = place[..<slash]
            }
        }
        try refusePassword(in: place)
        if let at = place.lastIndex(of: "@") {
            user = try decoded(place[..<at])
            place = place[place.index(after: at)...]
        }
        var rest = place
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            host = String(place[place.index(after: place.startIndex)..<end])
            rest = place[place.index(after: end)...]
        } else {
            let end = place.firstIndex(of: ":") ?? place.endIndex
            host = try decoded(place[..<end])
            rest = place[end...]
        }
        if !rest.isEmpty {
            guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()), (1...65535).contains(number) else {
                throw fault("url has no port that can be read. Give host:port, with a port from 1 to 65535")
            }
            port = number
        }
        // Several hosts would be tried in turn, of which some may hold other data.
        guard !host.isEmpty, !host.contains(where: { $0 == "," || $0.isWhitespace }) else {
            throw fault("url has no host that can be read. Give one, such as db.example:5432")
        }
    }

    private mutating func setFromURL(_ pair: Substring) throws {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        if name == "password" { throw passwordFault }
        let value = try parts.count == 2 ? decoded(parts[1]) : ""
        switch name {
        case "sslmode" where Self.sslModes.contains(value): sslMode = value
        case "sslmode": throw fault("url takes for sslmode one of \(Self.sslModes.joined(separator: ", "))")
        case "sslrootcert": sslRootCertificate = value
        default:
            throw fault("url has another word than sslmode and sslrootcert after the question mark")
        }
    }

    private func decoded(_ text: Substring) throws -> String {
        guard let plain = text.removingPercentEncoding else {
            throw fault("url has a % that is no encoded character. Write it as %25")
        }
        return plain
    }

    /// Wherever it may end: a password with a slash or question mark in it must not be taken for a name and repeated.
    private func refusePassword(in place: Substring) throws {
        if let at = place.lastIndex(of: "@"), place[..<at].contains(":") { throw passwordFault }
    }

    private var passwordFault: WorkspaceError {
        fault("url holds a password. Take it out, and name the variable or file that holds it: secretEnv or secretFile")
    }
}
