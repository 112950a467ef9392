internal import Experiments

enum FeatBitPusher { static let options = ["split_ranges"] }
