/// One window of a holdout, and how far its experiment has come.
package struct HoldoutCheckpoint: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        /// The window is open until then.
        case notYetDue(Instant)
        /// The window has ended, and its data wait for an analysis.
        case due
        /// The window has ended, and there is nothing to analyze; the sentence says what to do.
        case lacksData(String)
        /// By an analysis that was computed after the window had ended.
        case analyzed(AnalysisResult)
    }

    /// Names the checkpoint: where its window ends, in days after the launch.
    package let day: Int
    package let slug: String
    /// The one that the experiment states, else the plan's.
    package let window: HoldoutWindow
    package let state: State

    package init(day: Int, slug: String, window: HoldoutWindow, state: State) {
        self.day = day
        self.slug = slug
        self.window = window
        self.state = state
    }
}

extension HoldoutPlan {
    /// The checkpoints of the plan in its order, each with what there is to do about it now.
    ///
    /// - Parameter experiments: those of the project; children are found among them by their slugs.
    package func checkpoints(
        of parent: Experiment, among experiments: HoldoutExperiments, now: Instant
    ) -> [HoldoutCheckpoint] {
        zip(days, windows).map { day, planned in
            let slug = HoldoutChild.slug(of: parent.slug, day: day)
            let child = experiments.all.first { $0.slug == slug }
            let window = child.flatMap(HoldoutWindow.init(of:)) ?? planned
            return HoldoutCheckpoint(
                day: day, slug: slug, window: window,
                state: state(of: child, in: experiments, slug: slug, window: window, now: now))
        }
    }

    private func state(
        of child: Experiment?, in experiments: HoldoutExperiments, slug: String, window: HoldoutWindow, now: Instant
    ) -> HoldoutCheckpoint.State {
        guard now >= window.end else { return .notYetDue(window.end) }
        guard let child else {
            return .lacksData("experiment '\(slug)' does not exist; plan the holdout again to create it")
        }
        let snapshot = experiments.latestSnapshots[child.id]
        if let snapshot, snapshot.createdAt < window.end {
            return .lacksData(
                "the data of experiment '\(slug)' are of \(snapshot.createdAt.jsonText), before its window ended; collect or "
                    + "store them again, then check again")
        }
        if let analysis = child.analysis, analysis.engine != nil,
            let computedAt = Instant(analysis.computedAt), computedAt >= window.end,
            snapshot == nil || analysis.snapshot?.id == snapshot?.id
        {
            return .analyzed(analysis)
        }
        guard child.inputData != nil else {
            return .lacksData("experiment '\(slug)' has no input data; collect or store them, then check again")
        }
        if let refusal = experiments.refusals[slug] {
            return .lacksData("experiment '\(slug)' cannot be analyzed: \(refusal)")
        }
        return .due
    }
}

extension HoldoutCheckpoint {
    package var json: JSON {
        var object: JSONObject = [
            "day": .integer(Int64(day)), "experiment": .string(slug),
            "window": ["start": .string(window.start.jsonText), "end": .string(window.observationEnd.jsonText)],
        ]
        switch state {
        case .notYetDue(let instant):
            object["state"] = "not_yet_due"
            object["due"] = .string(instant.jsonText)
        case .due:
            object["state"] = "due"
        case .lacksData(let sentence):
            object["state"] = "lacks_data"
            object["reason"] = .string(sentence)
        case .analyzed(let analysis):
            object["state"] = "analyzed"
            object["computed_at"] = .string(analysis.computedAt)
        }
        return .object(object)
    }
}
