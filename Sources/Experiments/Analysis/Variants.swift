/// The arms of an experiment: the control, and the treatments in contract order.
package struct Variants: Sendable, Equatable {
    package var control: String
    package var treatments: [String]

    package var all: [String] { [control] + treatments }

    /// Absent names default to `control` and `treatment`.
    package init(of experiment: Experiment) {
        let stated = experiment.controlVariant ?? ""
        control = stated.isEmpty ? "control" : stated
        let named = Self.split(experiment.treatmentVariant ?? "")
        treatments = named.isEmpty ? ["treatment"] : named
    }

    package init(control: String, treatments: [String]) {
        self.control = control
        self.treatments = treatments
    }

    /// Several treatments are separated by `,`, in older files also by ` | `.
    package static func split(_ text: String) -> [String] {
        var names: [String] = [""]
        var rest = text[...]
        while let character = rest.first {
            if character == "," {
                names.append("")
                rest.removeFirst()
            } else if rest.hasPrefix(" | ") {
                names.append("")
                rest.removeFirst(3)
            } else {
                names[names.count - 1].append(rest.removeFirst())
            }
        }
        return names.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// Why a variant cannot bear this name; nil for a good one.
    package static func nameFault(_ name: String) -> String? {
        if name.trimmed.isEmpty { return "needs a name" }
        return name == "inverse"
            ? "cannot be \"inverse\": input data use that word for metrics where lower is better" : nil
    }
}
