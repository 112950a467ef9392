/// The pages' templates (Mustache), in the program itself so that it finds them wherever it runs. One file for each page.
///
/// A name with a leading dot is looked for in the innermost value alone: what may be absent there must not be found in a
/// value around it.
enum Templates {
    static let all = [layout, components, forms, projects, project, sources, experiment, overview, results, tabs]
        .reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
}
