extension Templates {
    static let projects = ["projects": list, "new-project": new]

    private static let list = #"""
        {{>head}}
        <div class="title-row"><h1>Projects</h1><p><a class="button" href="/projects/new">New project</a></p></div>
        {{#isEmpty}}
        <section class="panel empty">
        <h2>No project yet</h2>
        <p>A project is one release decision with its experiments: an idea, a flag, and the tests that tell whether it helps.</p>
        <p><a class="button" href="/projects/new">Create the first project</a></p>
        <p class="note">Or from a terminal: <code>experiment create-project "Checkout redesign"</code></p>
        </section>
        {{/isEmpty}}
        {{#hasSearch}}
        <form method="get" action="/projects" role="search" class="search"><label for="q">Find a project</label><input type="search" id="q" name="q" value="{{query}}" dir="auto"><button type="submit" class="quiet">Find</button></form>
        {{/hasSearch}}
        {{#isNothingFound}}<p class="soft">No project is called that. <a href="/projects">Show all</a></p>{{/isNothingFound}}
        <ul class="list">
        {{#items}}
        <li class="panel"><a class="title" href="{{address}}" dir="auto">{{name}}</a>
        {{#.summary}}<p class="soft clamp" dir="auto">{{.}}</p>{{/.summary}}
        <p class="note"><span class="chip">{{stage}}</span> {{experiments}} · changed {{changed}}</p></li>
        {{/items}}
        </ul>
        {{>pager}}
        {{>foot}}
        """#

    private static let new = #"""
        {{>head}}
        <h1>New project</h1>
        <section class="panel narrow">{{#form}}{{>form}}{{/form}}</section>
        {{>foot}}
        """#
}
