/// The few shapes that our plots are made of, as SVG text. Coordinates have one decimal; looks come from classes.
enum SVG {
    static func number(_ coordinate: Double) -> String {
        guard coordinate.isFinite, abs(coordinate) < 1e6 else { return "0" }
        let tenths = Int((coordinate * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    /// A text that is safe between tags and inside quotes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        "<path class=\"\(style)\" d=\"M\(number(x1)) \(number(y1))L\(number(x2)) \(number(y2))\"/>"
    }

    static func path(_ points: [(x: Double, y: Double)], closed: Bool = false, _ style: String) -> String {
        let steps = points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: "L")
        return points.isEmpty ? "" : "<path class=\"\(style)\" d=\"M\(steps)\(closed ? "Z" : "")\"/>"
    }

    static func rectangle(
        _ x: Double, _ y: Double, width: Double, height: Double, round: Double = 0, _ style: String
    ) -> String {
        let corner = round > 0 ? " rx=\"\(number(round))\"" : ""
        return "<rect class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\" "
            + "height=\"\(number(max(0, height)))\"\(corner)/>"
    }

    static func circle(_ x: Double, _ y: Double, radius: Double, _ style: String) -> String {
        "<circle class=\"\(style)\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\"/>"
    }

    enum Anchor: String { case start, middle, end }

    static func text(
        _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start, _ style: String = "label"
    ) -> String {
        "<text class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\">"
            + "\(escaped(text))</text>"
    }
}
