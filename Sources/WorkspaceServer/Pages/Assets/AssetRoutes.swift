internal import Hummingbird

/// What every page needs beside itself, from the program's own text.
enum AssetRoutes {
    private static let mark =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 20\"><path fill=\"none\" stroke=\"#6d7687\" "
        + "stroke-width=\"1.8\" d=\"M3 16.5h14\"/><path fill=\"none\" stroke=\"#2f43cf\" stroke-width=\"1.8\" "
        + "d=\"M3 15c3.2 0 3.2-10 7-10s3.8 10 7 10\"/></svg>"

    private static let all = [
        ("/assets/workspace.css", Stylesheet.text, "text/css; charset=utf-8"),
        ("/assets/workspace.js", Script.text, "text/javascript; charset=utf-8"),
        ("/assets/mark.svg", mark, "image/svg+xml"),
    ]

    static func add(to router: Router<BasicRequestContext>) {
        for (path, text, type) in all {
            router.get(RouterPath(path)) { _, _ in
                var response = Response(text: text, type: type, status: 200)
                // A newer program brings newer files under the same names.
                response.headers[.cacheControl] = "max-age=300"
                return response
            }
            router.refuseOtherMethods(than: [.get], of: path)
        }
    }
}
