/// Computes stored analyses again, from their snapshots and parameters, and compares.
package struct ReplayAnalyses: Verb {
    package typealias Output = ReplayReport
    package var project: String
    /// nil for all experiments of the project.
    package var slug: String?

    package static let declaration = VerbDeclaration(
        "replay", .read, .post, "/api/replay",
        "Computes stored analyses again, from their snapshots and parameters, and compares.",
        parameters: [.project, .init("slug", summary: "only this experiment")])

    package init(project: String, slug: String? = nil) {
        self.project = project
        self.slug = slug
    }

    package init(_ arguments: VerbArguments) {
        self.init(project: arguments.text("project"), slug: arguments.optionalText("slug"))
    }

    package var arguments: JSONObject {
        var arguments: JSONObject = ["project": .string(project)]
        arguments["slug"] = slug.map(JSON.string)
        return arguments
    }
}

/// What `replay` found, one line for each stored analysis.
package struct ReplayReport: VerbOutput, Equatable {
    package enum Finding: String, Sendable {
        /// Equal to the byte.
        case identical
        /// Every number within 1e-12 of its size: made by another version, or on another processor.
        case withinTolerance = "within_tolerance"
        case different
        /// It cannot be computed again; the sentence says why.
        case notComputable = "not_computable"
        /// Written by a client, which we cannot compute.
        case external
    }

    package struct Line: Sendable, Equatable {
        package var experiment: String
        package var analysis: String
        package var engine: String
        package var finding: Finding
        package var detail: String?

        package init(
            experiment: String, analysis: String, engine: String, finding: Finding, detail: String? = nil
        ) {
            self.experiment = experiment
            self.analysis = analysis
            self.engine = engine
            self.finding = finding
            self.detail = detail
        }
    }

    package var lines: [Line]

    package init(lines: [Line]) { self.lines = lines }

    package var isSound: Bool { !lines.contains { [.different, .notComputable].contains($0.finding) } }

    package func count(_ finding: Finding) -> Int { lines.count { $0.finding == finding } }

    package var json: JSON {
        [
            "ok": .boolean(isSound),
            "analyses": .array(
                lines.map { line in
                    [
                        "experiment": .string(line.experiment), "analysis": .string(line.analysis),
                        "engine": .string(line.engine), "finding": .string(line.finding.rawValue),
                        "detail": line.detail.map(JSON.string) ?? .null,
                    ]
                }),
        ]
    }

    package init(json: JSON) throws {
        lines = try (json["analyses"]?.array ?? []).map { line in
            guard let experiment = line["experiment"]?.text, let analysis = line["analysis"]?.text,
                let engine = line["engine"]?.text, let finding = line["finding"]?.text.flatMap(Finding.init(rawValue:))
            else { throw WorkspaceError.invalid("the answer is no replay", code: "wrong_type") }
            return Line(
                experiment: experiment, analysis: analysis, engine: engine, finding: finding,
                detail: line["detail"]?.text)
        }
    }
}

extension StoredAnalysis {
    /// Computed again from the snapshot, and compared with what is stored.
    ///
    /// - Parameter others: the analyses of the experiment; one of them may be a part of the result.
    package func replayed(
        of snapshot: Snapshot?, experiment: String, among others: [StoredAnalysis] = []
    ) -> ReplayReport.Line {
        func line(_ finding: ReplayReport.Finding, _ detail: String? = nil) -> ReplayReport.Line {
            ReplayReport.Line(experiment: experiment, analysis: id, engine: engine, finding: finding, detail: detail)
        }
        guard engine != Self.external else { return line(.external) }
        do {
            guard let snapshot, let parameters else { return line(.notComputable, "its snapshot is missing") }
            let text = try computedAgain(of: snapshot, JSON(parsing: parameters), among: others).serialized()
            if text.hasSameBytes(as: result) { return line(.identical) }
            let place = try JSON(parsing: text).firstDifference(from: JSON(parsing: result), tolerance: 1e-12)
            return place.map { line(.different, "first at \($0)") } ?? line(.withinTolerance)
        } catch {
            return line(.notComputable, "\(error)")
        }
    }

    private func computedAgain(of snapshot: Snapshot, _ parameters: JSON, among others: [StoredAnalysis]) throws -> JSON
    {
        let data = try InputData(parsing: snapshot.inputData)
        let reference = snapshot.reference
        if parameters["method"]?.text == BanditParameters.method {
            var again = try BanditAnalysis.result(
                of: data, snapshot: reference, parameters: BanditParameters(json: parameters))
            again.engine = engine
            return again.json
        }
        let named = try AnalysisParameters(json: parameters)
        var again = try Analysis.result(
            of: data, snapshot: reference, parameters: named,
            bandit: others.first { $0.id == named.banditAnalysis }.map { try JSON(parsing: $0.result) })
        again.engine = engine
        return again.json
    }
}

extension JSON {
    /// Where two values first differ, numbers by more than a share of their size; nil where they nowhere do.
    fileprivate func firstDifference(from other: JSON, tolerance: Double, at place: String = "$") -> String? {
        switch (self, other) {
        case (.object(let first), .object(let second)):
            guard first.hasSameKeys(as: second) else { return place }
            for (key, value) in first {
                let found = value.firstDifference(
                    from: second[key] ?? .null, tolerance: tolerance, at: "\(place).\(key)")
                if let found { return found }
            }
            return nil
        case (.array(let first), .array(let second)):
            guard first.count == second.count else { return place }
            for (index, pair) in zip(first, second).enumerated() {
                let found = pair.0.firstDifference(from: pair.1, tolerance: tolerance, at: "\(place)[\(index)]")
                if let found { return found }
            }
            return nil
        default:
            if self == other { return nil }
            guard let first = double, let second = other.double else { return place }
            return abs(first - second) <= tolerance * max(abs(first), abs(second)) ? nil : place
        }
    }
}
