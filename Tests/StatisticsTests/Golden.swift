import Foundation

/// Expected numbers that other tools made; each file says in its head which tool and version.
enum Golden {
    static func read<Contents: Decodable>(_ name: String) throws -> Contents {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        return try JSONDecoder().decode(Contents.self, from: Data(contentsOf: file))
    }

    /// One value of a function at one point.
    struct Point: Decodable, Sendable {
        let f: String
        let x: Double?
        let p: Digits?
        let df: Double?
        let shape: Double?
        let value: Digits
    }

    /// The points of one function in `special_functions.json`.
    static func reference(_ function: String) throws -> [Point] {
        struct File: Decodable { let cases: [Point] }
        let file: File = try read("special_functions.json")
        return file.cases.filter { $0.f == function }
    }

    /// What `make_tail_cases.py` wrote.
    struct Tails: Decodable {
        let normal: [Point]
        let loss: [LossPoint]
        let chi_square: [Point]
        let gamma_parts: [Point]
        let moments: [MomentsCase]
        let posterior: [PosteriorCase]
        let strata: [StrataCase]
    }

    static func tails<Section>(_ section: KeyPath<Tails, Section>) throws -> Section {
        let file: Tails = try read("tail_cases.json")
        return file[keyPath: section]
    }

    struct LossPoint: Decodable, Sendable {
        let t: Double
        let value: Digits
    }
}

/// A number that the file holds as such, or as a string with more digits than a double.
struct Digits: Decodable, Sendable {
    let value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            value = number
        } else if let number = Double(try container.decode(String.self)) {
            value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number")
        }
    }
}
