/// The pages' templates (Mustache), in the program itself so that it finds them wherever it runs.
enum Templates {
    static let all = [
        "head": head, "foot": foot, "projects": projects, "project": project, "experiment": experiment,
        "analysis": analysis, "facts": facts, "error": error,
    ]

    private static let head = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>{{title}} · Experiments</title>
        <link rel="stylesheet" href="/assets/workspace.css">
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="bar">
        <a class="brand" href="/projects"><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path class="axis" d="M3 16.5h14"/><path class="curve" d="M3 15c3.2 0 3.2-10 7-10s3.800 10 7 10"/></svg>Experiments</a>
        <nav aria-label="Breadcrumb">{{#crumbs}}<span class="crumb">{{#address}}<a href="{{address}}">{{name}}</a>{{/address}}{{^address}}<b aria-current="page">{{name}}</b>{{/address}}</span>{{/crumbs}}</nav>
        </header>
        <main id="content">
        """#

    private static let foot = #"""
        </main>
        </body>
        </html>
        """#

    private static let projects = #"""
        {{>head}}
        <h1>Projects</h1>
        {{#isEmpty}}
        <section class="panel empty">
        <h2>No project yet</h2>
        <p>A project is one release decision with its experiments. Create the first from a terminal:</p>
        <pre>experiment create-project "Checkout redesign"</pre>
        </section>
        {{/isEmpty}}
        <ul class="list">
        {{#items}}
        <li class="panel"><a class="title" href="{{address}}">{{name}}</a>
        <p class="soft">{{summary}}</p>
        <p class="note"><span class="chip">{{stage}}</span> {{experiments}} · changed {{changed}}</p></li>
        {{/items}}
        </ul>
        {{>foot}}
        """#

    private static let project = #"""
        {{>head}}
        <section class="opening">
        <h1>{{title}}</h1>
        <p class="soft">{{description}}</p>
        <ol class="stages" aria-label="Stage">{{#steps}}<li class="{{#isDone}}done{{/isDone}}{{#isCurrent}}now{{/isCurrent}}"{{#isCurrent}} aria-current="step"{{/isCurrent}}>{{name}}</li>{{/steps}}</ol>
        </section>
        <section class="panel">
        <h2>Experiments <span class="soft">{{count}}</span></h2>
        {{#hasExperiments}}
        <div class="scroll" tabindex="0" role="region" aria-label="Experiments"><table>
        <thead><tr><th scope="col">Experiment</th><th scope="col">Status</th><th scope="col">Primary metric</th><th scope="col">Window</th><th scope="col">Decision</th></tr></thead>
        <tbody>
        {{#experiments}}
        <tr><th scope="row"><a href="{{address}}">{{slug}}</a></th><td><span class="chip">{{status}}</span></td><td>{{metric}}</td><td class="figures">{{window}}</td><td>{{decision}}</td></tr>
        {{/experiments}}
        </tbody></table></div>
        <p class="pager">{{#newer}}<a href="{{newer}}" rel="prev">Newer</a>{{/newer}} {{#older}}<a href="{{older}}" rel="next">Older</a>{{/older}}</p>
        {{/hasExperiments}}
        {{^hasExperiments}}<p class="soft">None yet. <code>experiment upsert-experiment</code> creates one.</p>{{/hasExperiments}}
        </section>
        <div class="two">
        {{#hasFacts}}<section class="panel"><h2>Decision state</h2>{{>facts}}</section>{{/hasFacts}}
        <section class="panel"><h2>Activity</h2>
        {{#hasEvents}}<ul class="feed">{{#events}}<li><time>{{day}}</time> <b>{{title}}</b> <span class="soft">{{detail}}</span></li>{{/events}}</ul>{{/hasEvents}}
        {{^hasEvents}}<p class="soft">Nothing has happened yet.</p>{{/hasEvents}}
        </section>
        </div>
        {{>foot}}
        """#

    private static let experiment = #"""
        {{>head}}
        <section class="opening">
        <p class="eyebrow">{{eyebrow}}</p>
        <h1>{{title}}</h1>
        <p class="soft hypothesis">{{hypothesis}}</p>
        </section>
        {{#analysis}}{{>analysis}}{{/analysis}}
        {{#isWaiting}}<section class="verdict unsure"><div><p class="tag">Waiting</p><h2>There is no analysis yet.</h2></div><div class="next"><h3>Next</h3><p>{{next}}</p></div></section>{{/isWaiting}}
        {{#foreignResult}}<section class="panel"><h2>Analysis made elsewhere</h2><p class="note">This text was stored by another program and is shown as it is.</p><pre>{{foreignResult}}</pre></section>{{/foreignResult}}
        {{#decision}}<section class="panel"><h2>Decision: {{word}}</h2><p>{{summary}}</p><p class="soft">{{reason}}</p></section>{{/decision}}
        <section class="panel"><h2>Definition</h2>{{>facts}}</section>
        {{>foot}}
        """#

    private static let analysis = #"""
        <section class="verdict {{tone}}" aria-labelledby="verdict">
        <div>
        <p class="tag">{{tag}}</p>
        <h2 id="verdict">{{headline}}</h2>
        <p>{{evidence}}</p>
        </div>
        <div class="next"><h3>Next</h3><p>{{next}}</p></div>
        </section>
        <div class="cards">
        {{#cards}}<section class="panel"><h3>{{title}}</h3><p class="big {{tone}}">{{value}}</p><p class="note">{{note}}</p></section>
        {{/cards}}
        </div>
        <section class="panel">
        <h2>Results against {{control}}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Results"><table class="results">
        <thead><tr><th scope="col">Metric</th><th scope="col">Variant</th><th scope="col" class="num">Users</th><th scope="col" class="num">Value</th><th scope="col" class="num">P(win)</th><th scope="col" class="plot">Change{{{axis}}}</th><th scope="col" class="num">Change</th><th scope="col" class="num">Risk</th></tr></thead>
        <tbody>
        {{#rows}}
        <tr{{#isControl}} class="base"{{/isControl}}>{{#isFirst}}<th scope="row" rowspan="{{rowCount}}">{{metric}}<small>{{part}}</small></th>{{/isFirst}}<td>{{variant}}</td><td class="num">{{users}}</td><td class="num">{{value}}</td><td class="num"><b class="{{tone}}">{{probability}}</b></td><td class="plot">{{{plot}}}</td><td class="num"><b>{{change}}</b><small>{{interval}}</small></td><td class="num">{{risk}}</td></tr>
        {{/rows}}
        </tbody></table></div>
        <p class="note">{{footnote}} {{origin}}</p>
        {{#warnings}}<p class="warning">{{.}}</p>{{/warnings}}
        </section>
        """#

    private static let facts = #"""
        <dl>{{#facts}}<div><dt>{{name}}</dt><dd>{{text}}</dd></div>{{/facts}}</dl>
        """#

    private static let error = #"""
        {{>head}}
        <section class="verdict blocked"><div><p class="tag">Error</p><h1>{{title}}</h1><p>{{error}}</p></div>
        <div class="next"><h3>Next</h3><p><a href="/projects">All projects</a></p></div></section>
        {{>foot}}
        """#
}
