extension Templates {
    /// What stands around every page.
    static let layout = ["head": head, "foot": foot, "error": error]

    private static let head = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{frame.title}} · Experiments</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/workspace.css">
        <script src="/assets/workspace.js" defer></script>
        </head>
        <body{{#frame.stream}} data-stream="{{.}}"{{/frame.stream}}>
        <a class="skip" href="#content">Skip to content</a>
        <header class="bar">
        <a class="brand" href="/projects"><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path class="axis" d="M3 16.5h14"/><path class="curve" d="M3 15c3.200 0 3.200-10 7-10s3.800 10 7 10"/></svg>Experiments</a>
        <nav aria-label="Breadcrumb">{{#frame.crumbs}}<span class="crumb">{{#.address}}<a href="{{.}}">{{name}}</a>{{/.address}}{{^.address}}<b aria-current="page">{{name}}</b>{{/.address}}</span>{{/frame.crumbs}}</nav>
        <p class="live" role="status" hidden></p>
        </header>
        <main id="content" tabindex="-1">
        {{#frame.refusal}}<p class="warning blocked refused" role="alert" tabindex="-1"><b>Refused:</b> {{.}}</p>{{/frame.refusal}}
        {{#frame.notice}}<p class="notice" role="status">{{.}}</p>{{/frame.notice}}
        """#

    private static let foot = #"""
        </main>
        </body>
        </html>
        """#

    private static let error = #"""
        {{>head}}
        <section class="verdict blocked"><div><p class="tag">Error</p><h1>{{frame.title}}</h1><p>{{error}}</p></div>
        <div class="next"><h2>Next</h2><p><a href="/projects">All projects</a></p></div></section>
        {{>foot}}
        """#
}
