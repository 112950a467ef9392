extension Templates {
    static let experiment = ["experiment": page]

    private static let page = #"""
        {{>head}}
        <section class="opening">
        <p class="eyebrow">{{eyebrow}}</p>
        <h1 dir="auto">{{frame.title}}</h1>
        {{#hypothesis}}<p class="soft hypothesis" dir="auto">{{.}}</p>{{/hypothesis}}
        </section>
        <nav class="tabs" aria-label="Experiment">{{#tabs}}<a href="{{address}}"{{#isOpen}} aria-current="page"{{/isOpen}}>{{name}}</a>{{/tabs}}</nav>
        {{#isStale}}<p class="warning warn"><b>Newer data:</b> the latest data are not analyzed; results, warnings and drawings are of earlier ones.</p>{{/isStale}}
        {{#overview}}{{>overview}}{{/overview}}
        {{#results}}{{>results}}{{/results}}
        {{#health}}{{>health}}{{/health}}
        {{#time}}{{>time}}{{/time}}
        {{#data}}{{>data}}{{/data}}
        {{#holdout}}{{>holdout}}{{/holdout}}
        {{#history}}{{>history}}{{/history}}
        {{#report}}{{>report}}{{/report}}
        {{>foot}}
        """#
}
