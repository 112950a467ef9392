extension Templates {
    /// Parts that several pages share.
    static let components = [
        "figure": figure, "facts": facts, "table": table, "foreign": foreign, "steps": steps, "notes": notes,
    ]

    /// A plot, its numbers as a table, and the way to the plot alone.
    private static let figure = #"""
        <figure class="panel figure">
        <figcaption><h2>{{heading}}</h2>{{#.lead}}<p class="note">{{.}}</p>{{/.lead}}</figcaption>
        {{{drawing}}}
        {{#.legend}}<p class="legend">{{#entries}}<span class="key {{look}}" aria-hidden="true"></span>{{words}}{{/entries}}</p>{{/.legend}}
        <details><summary>The numbers as a table</summary>{{#numbers}}{{>table}}{{/numbers}}</details>
        {{#.alone}}<p class="note"><a href="{{.}}">This drawing alone</a></p>{{/.alone}}
        </figure>
        """#

    private static let table = #"""
        <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}"><table class="stacked">
        <thead><tr>{{#heads}}<th scope="col"{{#isNumber}} class="num"{{/isNumber}}>{{name}}</th>{{/heads}}</tr></thead>
        <tbody>{{#rows}}<tr><th scope="row">{{head}}</th>{{#cells}}<td data-name="{{name}}"{{#isNumber}} class="num"{{/isNumber}}>{{text}}</td>{{/cells}}</tr>
        {{/rows}}</tbody></table></div>
        """#

    private static let facts = #"""
        <dl>{{#facts}}<div><dt>{{name}}</dt><dd dir="auto">{{text}}</dd></div>{{/facts}}</dl>
        """#

    private static let foreign = #"""
        <section class="panel"><h2>{{heading}}</h2><p class="note">This text was stored by another program and is shown as it is.</p><pre tabindex="0" dir="auto">{{text}}</pre></section>
        """#

    private static let steps = #"""
        <ol class="stages" aria-label="Stage">{{#steps}}<li class="{{#isDone}}done{{/isDone}}{{#isCurrent}}now{{/isCurrent}}"{{#isCurrent}} aria-current="step"{{/isCurrent}}>{{name}}{{#isDone}}<span class="hidden"> (done)</span>{{/isDone}}</li>{{/steps}}</ol>
        """#

    /// What the reader must know, each with its tone.
    private static let notes = #"""
        {{#notes}}<p class="warning {{tone}}"><b>{{word}}</b> {{text}}</p>
        {{/notes}}
        """#
}
