extension Templates {
    static let sources = ["sources": page]

    private static let page = #"""
        {{>head}}
        <h1>Sources</h1>
        {{#report}}<section class="panel"><h2>Test of <span dir="auto">{{source}}</span></h2><ul class="lines">{{#findings}}<li><span class="word {{tone}}">{{word}}</span> {{text}}</li>{{/findings}}</ul></section>{{/report}}
        {{#isEmpty}}<section class="panel"><p class="soft">The project has no source yet. Without one, input data are pasted or uploaded on the experiment’s Data page.</p></section>{{/isEmpty}}
        {{#items}}
        <section class="panel"><div class="title-row"><h2 dir="auto">{{name}}</h2><span class="chip">{{kind}}</span></div>{{>facts}}
        <div class="row">{{#test}}{{>form}}{{/test}}{{#remove}}{{>form}}{{/remove}}</div></section>
        {{/items}}
        <section class="panel"><h2>Add a source</h2>{{#add}}{{>form}}{{/add}}</section>
        {{>foot}}
        """#
}
