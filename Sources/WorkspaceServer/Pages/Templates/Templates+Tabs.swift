extension Templates {
    /// The tabs beside overview and results.
    static let tabs = [
        "health": health, "time": time, "data": data, "holdout": holdout, "history": history, "report": report,
    ]

    private static let health = #"""
        <section class="panel"><h2>Can the numbers be read?</h2>
        <dl class="checks">{{#lines}}<div><dt>{{name}}</dt><dd><span class="word {{tone}}">{{word}}</span> {{text}}</dd></div>{{/lines}}</dl>
        </section>
        {{#users}}{{>figure}}{{/users}}
        {{#conversions}}<section class="panel"><h2>Conversions</h2><p class="note">{{caption}}.</p>{{>table}}</section>{{/conversions}}
        {{#hasWarnings}}<section class="panel"><h2>To know</h2>{{#warnings}}<p class="warning {{tone}}"><b>{{word}}</b> {{text}}</p>{{/warnings}}</section>{{/hasWarnings}}
        """#

    private static let time = #"""
        {{#isEmpty}}<section class="panel empty"><h2>Nothing to show yet</h2><p>Every analysis of a new snapshot becomes one look here.</p></section>{{/isEmpty}}
        <div class="two">{{#figures}}{{>figure}}{{/figures}}</div>
        """#

    private static let data = #"""
        {{#current}}<section class="panel"><h2>{{caption}}</h2>{{>table}}{{#more}}<p class="note">{{.}}</p>{{/more}}</section>{{/current}}
        {{#foreignText}}{{>foreign}}{{/foreignText}}
        {{#.collect}}<section class="panel"><h2>Collect</h2>{{>form}}{{#statementAddress}}<p><a href="{{.}}">Show what would be asked</a></p>{{/statementAddress}}</section>{{/.collect}}
        {{#statement}}<section class="panel"><h2>{{heading}}</h2><pre tabindex="0">{{text}}</pre></section>{{/statement}}
        {{#.input}}<section class="panel"><h2>Give data</h2><details{{#isGiving}} open{{/isGiving}}><summary>Paste or upload input data</summary>{{>form}}</details><p class="note">Or <a href="{{sources}}">collect them from a source</a>.</p></section>{{/.input}}
        {{#snapshots}}<section class="panel"><h2>{{caption}}</h2><p class="note">Each stays as it was stored; an analysis names the one that it read.</p>{{>table}}</section>{{/snapshots}}
        {{^snapshots}}<section class="panel"><h2>Snapshots</h2><p class="soft">None yet. The first data lock what is compared with what.</p></section>{{/snapshots}}
        """#

    private static let holdout = #"""
        <section class="verdict {{tone}}" aria-labelledby="holdout">
        <div><p class="tag">{{word}}</p><h2 id="holdout" dir="auto">{{headline}}</h2><p dir="auto">{{evidence}}</p></div>
        <div class="next"><h3>Next</h3><p dir="auto">{{next}}</p></div>
        </section>
        {{#answer}}<section class="panel" data-answer><h2>The change of the flag</h2><pre tabindex="0">{{.}}</pre></section>{{/answer}}
        {{#figure}}{{>figure}}{{/figure}}
        {{#checkpoints}}<section class="panel"><h2>{{caption}}</h2>{{>table}}</section>{{/checkpoints}}
        <div class="two">
        <section class="panel"><h2>Plan</h2>{{#plan}}{{>form}}{{/plan}}</section>
        {{#check}}<section class="panel"><h2>Watch</h2>{{>form}}{{#begin}}{{>form}}{{/begin}}{{#end}}{{>form}}{{/end}}</section>{{/check}}
        </div>
        """#

    private static let history = #"""
        <section class="panel"><h2>Is it still what was written?</h2>
        {{#verification}}<p><span class="word {{tone}}">{{word}}</span> <span class="break">{{text}}</span></p>{{/verification}}
        {{#replay}}<p><span class="word {{tone}}">{{word}}</span> {{text}}</p>{{/replay}}
        <p><a class="button quiet" href="{{verifyAddress}}">Verify the history and compute the analyses again</a></p>
        </section>
        {{#entries}}<section class="panel"><h2>{{caption}}</h2>{{>table}}</section>{{/entries}}
        """#

    private static let report = #"""
        {{#decided}}{{>decided}}{{/decided}}
        <p class="note">To keep or to send: <a href="{{pageAddress}}=html">one page of HTML</a> or <a href="{{pageAddress}}=markdown">Markdown</a>, each with all its numbers.</p>
        {{#.statement}}<section class="panel"><h2>What the rules say</h2><pre tabindex="0" dir="auto">{{.}}</pre></section>{{/.statement}}
        {{#numbers}}{{>numbers}}{{/numbers}}
        {{#.moreNumbers}}<p><a href="{{.}}">The other metrics are among the results</a></p>{{/.moreNumbers}}
        <section class="panel"><h2>Definition</h2>{{>facts}}</section>
        <section class="panel"><h2>What was learned</h2>
        {{#hasLearned}}<dl>{{#learned}}<div><dt>{{name}}</dt><dd dir="auto">{{text}}</dd></div>{{/learned}}</dl>{{/hasLearned}}
        {{^hasLearned}}<p class="soft">Nothing is written down yet.</p>{{/hasLearned}}
        <details{{#isLearning}} open{{/isLearning}}><summary>Write down what was learned</summary>{{#learning}}{{>form}}{{/learning}}</details>
        </section>
        <p class="note break">History head {{head}}. Keep it elsewhere: verifying finds it as long as nothing was rewritten.</p>
        """#
}
