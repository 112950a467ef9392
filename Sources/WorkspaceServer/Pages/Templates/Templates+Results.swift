extension Templates {
    static let results = ["results": page, "numbers": numbers, "arms": arms]

    private static let page = #"""
        {{#isEmpty}}<section class="panel empty"><h2>Nothing to show yet</h2><p>Results come from an analysis of the input data.</p></section>{{/isEmpty}}
        {{#numbers}}{{>numbers}}{{/numbers}}
        {{>pager}}
        {{#.intervals}}<p class="note"><a href="{{.}}">The intervals as a drawing alone</a></p>{{/.intervals}}
        {{#hasGuardrails}}
        <section class="panel"><h2>Guardrails</h2>
        <p class="note">{{guardrailLimits}}</p>
        <ul class="lines">{{#guardrails}}<li><span class="word {{tone}}">{{word}}</span> <b dir="auto">{{event}}</b> <span dir="auto">{{variant}}</span> <span class="note">P(harm) {{probability}}, change {{change}}</span></li>{{/guardrails}}</ul>
        </section>
        {{/hasGuardrails}}
        <div class="two">{{#densities}}{{>figure}}{{/densities}}</div>
        {{#arms}}{{>arms}}{{/arms}}
        {{#foreignText}}{{>foreign}}{{/foreignText}}
        """#

    private static let arms = #"""
        <section class="panel"><h2>{{caption}}</h2>{{>table}}</section>
        """#

    private static let numbers = #"""
        <section class="panel">
        <div class="title-row"><h2 dir="auto">{{caption}}</h2>
        <p class="legend"><span class="key interval" aria-hidden="true"></span>interval <span class="key band" aria-hidden="true"></span>valid at any look <span class="key zero-key" aria-hidden="true"></span>no effect</p></div>
        <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}"><table class="results">
        <thead><tr><th scope="col">Metric</th><th scope="col">Variant</th><th scope="col" class="num">Users</th><th scope="col" class="num">Value</th><th scope="col" class="num">Probability</th><th scope="col" class="plot"><span class="axis-name">Change</span>{{{axis}}}</th><th scope="col" class="num">Change, interval, at any look</th><th scope="col" class="num">Risk</th></tr></thead>
        <tbody>
        {{#rows}}
        <tr{{#isControl}} class="base"{{/isControl}}>{{#isFirst}}<th scope="row" rowspan="{{rowCount}}" dir="auto">{{metric}}<small>{{part}}</small></th>{{/isFirst}}<td class="name" dir="auto">{{variant}}</td><td class="num" data-name="Users">{{users}}</td><td class="num" data-name="Value">{{value}}</td>{{#isControl}}<td colspan="4" class="soft role">control</td>{{/isControl}}{{^isControl}}<td class="num chance"><small>{{probabilityName}}</small><b class="{{tone}}">{{probability}}</b>{{{track}}}{{#.word}}<span class="word {{tone}}">{{.}}</span>{{/.word}}</td><td class="plot">{{{plot}}}</td><td class="num change"><b>{{change}}</b><small>{{interval}}</small><small class="any">{{anyLook}}</small></td><td class="num" data-name="Risk">{{risk}}</td>{{/isControl}}</tr>
        {{/rows}}
        </tbody></table></div>
        <p class="note foot">{{footnote}}</p>
        </section>
        """#
}
