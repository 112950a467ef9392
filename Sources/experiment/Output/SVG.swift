/// The few elements of SVG that charts are made of.
enum SVG {
    /// Colour and shape of a series, so that neither is needed alone.
    struct Look {
        enum Shape {
            case circle, square, diamond, triangle, cross
        }

        var color: String
        var shape: Shape
    }

    static let grey = "#595959"

    static func text(
        _ text: String, x: Double, y: Double, size: Int = 12, anchor: String = "start", color: String = "#1a1a1a",
        isBold: Bool = false
    ) -> String {
        let weight = isBold ? " font-weight=\"600\"" : ""
        return "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" "
            + "fill=\"\(color)\"\(weight)>\(escaped(text))</text>"
    }

    static func line(
        from start: (Double, Double), to end: (Double, Double), color: String, width: Double = 1, isDashed: Bool = false
    ) -> String {
        let dashes = isDashed ? " stroke-dasharray=\"4 3\"" : ""
        return "<path d=\"M\(number(start.0)) \(number(start.1))L\(number(end.0)) \(number(end.1))\" "
            + "stroke=\"\(color)\" stroke-width=\"\(number(width))\"\(dashes)/>"
    }

    static func rectangle(from corner: (Double, Double), to opposite: (Double, Double), color: String) -> String {
        let (width, height) = (opposite.0 - corner.0, opposite.1 - corner.1)
        return "<rect x=\"\(number(corner.0))\" y=\"\(number(corner.1))\" width=\"\(number(width))\" "
            + "height=\"\(number(height))\" fill=\"\(color)\"/>"
    }

    /// A point of a series; an arrow where it lies beyond the left edge.
    static func mark(_ look: Look, at place: (Double, Double), isBeyondLeft: Bool = false) -> String {
        let start = "M\(number(place.0)) \(number(place.1))"
        if isBeyondLeft { return "<path d=\"\(start)m-6 0l8 -4v8z\" fill=\"\(look.color)\"/>" }
        let outline =
            switch look.shape {
            case .circle: "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0"
            case .square: "m-3 -3h6v6h-6z"
            case .diamond: "m0 -4l4 4l-4 4l-4 -4z"
            case .triangle: "m0 -4l4 7h-8z"
            case .cross: "m-4 -1.2h2.8v-2.8h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8z"
            }
        return "<path d=\"\(start)\(outline)\" fill=\"\(look.color)\"/>"
    }

    static func legend(_ series: [(name: String, look: Look)], left: Double, y: Double) -> [String] {
        var x = left
        return series.flatMap { name, look in
            let marks = [mark(look, at: (x + 4, y - 4)), text(name, x: x + 14, y: y)]
            x += 32 + 6.4 * Double(name.count)
            return marks
        }
    }

    /// A coordinate with one decimal.
    static func number(_ coordinate: Double) -> String {
        let tenths = Int((coordinate * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths % 10))"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
