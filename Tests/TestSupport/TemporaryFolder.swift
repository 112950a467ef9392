internal import Foundation

/// A folder of its own for one test, removed with it.
///
/// Where `EXPERIMENT_KEEP_WORKSPACES` names a folder, it is moved there instead, for another build to look at.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.path + "/experiment-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        if let place = ProcessInfo.processInfo.environment["EXPERIMENT_KEEP_WORKSPACES"], !place.isEmpty {
            let name = URL(fileURLWithPath: path).lastPathComponent
            try? FileManager.default.moveItem(atPath: path, toPath: "\(place)/\(name)")
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    package func file(_ name: String = "workspace.sqlite") -> String { path + "/" + name }

    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
