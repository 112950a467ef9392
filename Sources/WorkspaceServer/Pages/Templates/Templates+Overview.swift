extension Templates {
    static let overview = ["overview": page, "decided": decided, "cards": cards, "actions": actions]

    private static let page = #"""
        {{#verdict}}
        <section class="verdict {{tone}}" aria-labelledby="verdict">
        <div>
        <p class="tag">{{tag}}</p>
        <h2 id="verdict" dir="auto">{{headline}}</h2>
        {{#.evidence}}<p dir="auto">{{.}}</p>{{/.evidence}}
        </div>
        <div class="next"><h3>Next</h3><p dir="auto">{{next}}</p></div>
        </section>
        {{/verdict}}
        {{#decided}}{{>decided}}{{/decided}}
        {{>notes}}
        {{#turn}}<section class="panel" data-answer><h2>What the turn came to</h2><pre tabindex="0">{{.}}</pre></section>{{/turn}}
        {{#actions}}{{>actions}}{{/actions}}
        {{>cards}}
        {{#numbers}}{{>numbers}}{{/numbers}}
        {{#arms}}{{>arms}}{{/arms}}
        {{#moreNumbers}}<p><a href="{{.}}">All metrics, and what is believed about the change</a></p>{{/moreNumbers}}
        {{#foreignText}}{{>foreign}}{{/foreignText}}
        <section class="panel"><h2>Definition</h2>{{>facts}}
        <details{{#isDefining}} open{{/isDefining}}><summary>Edit the definition</summary>{{#definition}}{{>form}}{{/definition}}</details>
        {{#actions}}{{#.reopen}}<details{{#isReopening}} open{{/isReopening}}><summary>Open it again</summary>{{>form}}</details>{{/.reopen}}
        {{#.archive}}<details><summary>Put it away</summary>{{>form}}</details>{{/.archive}}{{/actions}}
        </section>
        """#

    private static let decided = #"""
        <section class="panel decided"><h2>Decided: <span class="word {{tone}}">{{word}}</span></h2><p dir="auto">{{summary}}</p><details><summary>The technical reason</summary><p class="soft" dir="auto">{{reason}}</p></details></section>
        """#

    private static let cards = #"""
        <div class="cards">
        {{#cards}}<section class="panel card"><h3>{{title}}</h3><p class="big {{tone}}">{{value}}</p><p class="note">{{note}}</p></section>
        {{/cards}}
        </div>
        """#

    private static let actions = #"""
        {{#.start}}<section class="panel"><h2>Start</h2>{{>form}}</section>{{/.start}}
        {{#.analyze}}<section class="panel"><h2>Analyze</h2>{{>form}}</section>{{/.analyze}}
        {{#.reweight}}<section class="panel"><h2>Weights</h2>{{>form}}</section>{{/.reweight}}
        {{#.close}}<section class="panel"><h2>Close</h2>{{>form}}</section>{{/.close}}
        {{#.decide}}<section class="panel"><h2>Decide</h2><details{{#isDeciding}} open{{/isDeciding}}><summary>Record the decision</summary>{{>form}}</details></section>{{/.decide}}
        """#
}
