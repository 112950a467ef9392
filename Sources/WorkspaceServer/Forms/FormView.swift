internal import Experiments

/// A form in ready strings: its fields, and after a refusal what was typed and why it was refused.
struct FormView: Sendable {
    /// Prefix of the ids of its parts.
    var id: String
    /// Where it is sent.
    var action: String
    var lead: String?
    var groups: [Group]
    var submit: String
    /// A refusal that belongs to no field.
    var refusal: String?
    var isRefused = false
    var isUpload = false
    var isQuiet = false

    /// Fields that belong together.
    struct Group: Sendable {
        var legend: String?
        var explanation: String?
        var fields: [FormField]
    }

    init(
        _ name: String, at place: String, lead: String? = nil, groups: [Group],
        submit: String, isQuiet: Bool = false, after filled: FilledForm?
    ) {
        id = name
        action = place
        self.lead = lead
        self.submit = submit
        self.isQuiet = isQuiet
        self.groups = groups
        for (number, group) in groups.enumerated() {
            for index in group.fields.indices {
                self.groups[number].fields[index].id = "\(name)-\(group.fields[index].name)"
            }
        }
        if let filled, filled.form == name { fill(with: filled) }
    }

    init(
        _ name: String, at place: String, lead: String? = nil, fields: [FormField] = [],
        submit: String, isQuiet: Bool = false, after filled: FilledForm?
    ) {
        self.init(
            name, at: place, lead: lead, groups: fields.isEmpty ? [] : [Group(fields: fields)],
            submit: submit, isQuiet: isQuiet, after: filled)
    }

    private mutating func fill(with filled: FilledForm) {
        isRefused = true
        refusal = filled.error.message
        let owner = owner(of: filled.error)
        for number in groups.indices {
            for index in groups[number].fields.indices {
                groups[number].fields[index].take(filled.values)
                if groups[number].fields[index].name == owner {
                    groups[number].fields[index].error = filled.error.message
                    refusal = nil
                }
            }
        }
    }

    /// The field that an error is about: the one that claims its code, else the one that its sentence names first.
    private func owner(of error: WorkspaceError) -> String? {
        let fields = groups.flatMap(\.fields)
        if let claimed = fields.first(where: { $0.codes.contains(error.code) }) { return claimed.name }
        let words = error.message.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map { $0.lowercased() }
        return words.lazy.compactMap { word in fields.first { $0.name.lowercased() == word }?.name }.first
    }

}

/// A form as it was sent, with the refusal that it met.
struct FilledForm: Sendable {
    var form: String
    var values: FormValues
    var error: WorkspaceError
}

/// One question of a form.
struct FormField: Sendable {
    struct Choice: Sendable {
        var value: String
        var label: String
        var isChosen = false
    }

    var id = "" { didSet { describe() } }
    var name: String
    var label: String
    var hint: String?
    /// The ids of its hint and of its refusal; nil without either. Templates see stored values alone.
    private(set) var describedBy: String?
    var value: String
    /// What the record held when the form was shown, for fields of which only changes are sent on.
    var shown: String?
    var error: String? { didSet { describe() } }
    var isRequired: Bool
    var isLine = false
    var isArea = false
    var isCheck = false
    var isOn = false
    var isChoice = false
    var isFile = false
    var rows = 3
    var choices: [Choice] = []
    /// Codes of refusals that are about this field although they do not name it.
    var codes: Set<String>

    private init(
        _ name: String, _ label: String, _ hint: String?, value: String, isRequired: Bool, codes: Set<String>
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.value = value
        self.isRequired = isRequired
        self.codes = codes
    }

    static func line(
        _ name: String, _ label: String, hint: String? = nil, value: String? = nil, isRequired: Bool = false,
        codes: Set<String> = []
    ) -> FormField {
        var field = FormField(name, label, hint, value: value ?? "", isRequired: isRequired, codes: codes)
        field.isLine = true
        return field
    }

    static func area(
        _ name: String, _ label: String, hint: String? = nil, value: String? = nil, rows: Int = 3,
        isRequired: Bool = false, codes: Set<String> = []
    ) -> FormField {
        var field = FormField(name, label, hint, value: value ?? "", isRequired: isRequired, codes: codes)
        field.isArea = true
        field.rows = rows
        return field
    }

    static func check(_ name: String, _ label: String, hint: String? = nil) -> FormField {
        var field = FormField(name, label, hint, value: "", isRequired: false, codes: [])
        field.isCheck = true
        return field
    }

    /// The field of a record that others may change meanwhile.
    var keepingShown: FormField {
        var field = self
        field.shown = value
        return field
    }

    static func file(_ name: String, _ label: String, hint: String? = nil) -> FormField {
        var field = FormField(name, label, hint, value: "", isRequired: false, codes: [])
        field.isFile = true
        return field
    }

    static func choice(
        _ name: String, _ label: String, hint: String? = nil, of choices: [(value: String, label: String)],
        value: String, codes: Set<String> = []
    ) -> FormField {
        var field = FormField(name, label, hint, value: value, isRequired: false, codes: codes)
        field.isChoice = true
        field.choices = choices.map { Choice(value: $0.value, label: $0.label, isChosen: $0.value == value) }
        return field
    }

    private mutating func describe() {
        let parts = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }].compactMap(\.self)
        describedBy = parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Shows again what was typed.
    mutating func take(_ values: FormValues) {
        guard !isFile else { return }
        value = values[name]
        if shown != nil { shown = values.shown(name) ?? shown }
        isOn = values.isChecked(name)
        for index in choices.indices { choices[index].isChosen = choices[index].value == value }
    }

}
