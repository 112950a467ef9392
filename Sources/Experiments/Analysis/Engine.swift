/// The version of this product, which every stored analysis names.
package enum Engine {
    package static let version = "0.1.0"
    package static let name = "experiment-workspace/\(version)"
}
