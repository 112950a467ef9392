extension Templates {
    static let project = ["project": page, "pager": pager, "new-experiment": newExperiment]

    private static let pager = #"""
        {{#pager}}<nav class="pager" aria-label="Pages">{{#.newer}}<a href="{{.}}" rel="prev">{{newerWord}}</a>{{/.newer}} <span class="note">{{place}}</span> {{#.older}}<a href="{{.}}" rel="next">{{olderWord}}</a>{{/.older}}</nav>{{/pager}}
        """#

    private static let page = #"""
        {{>head}}
        <section class="opening">
        <h1 dir="auto">{{frame.title}}</h1>
        {{#description}}<p class="soft" dir="auto">{{.}}</p>{{/description}}
        {{>steps}}
        </section>
        <section class="panel">
        <div class="title-row"><h2>Experiments <span class="soft">{{count}}</span></h2><p><a class="button" href="{{newExperiment}}">New experiment</a></p></div>
        {{#hasExperiments}}
        <div class="scroll" tabindex="0" role="region" aria-label="Experiments"><table class="stacked">
        <thead><tr><th scope="col">Experiment</th><th scope="col">Status</th><th scope="col">Primary metric</th><th scope="col">Window</th><th scope="col">Decision</th></tr></thead>
        <tbody>
        {{#experiments}}
        <tr><th scope="row"><a href="{{address}}" dir="auto">{{slug}}</a></th><td data-name="Status"><span class="chip">{{status}}</span></td><td class="name" data-name="Primary metric" dir="auto">{{metric}}</td><td class="whole" data-name="Window">{{window}}</td><td data-name="Decision">{{#.decision}}<span class="word {{tone}}">{{.}}</span>{{/.decision}}{{^.decision}}<span class="soft">–</span>{{/.decision}}</td></tr>
        {{/experiments}}
        </tbody></table></div>
        {{>pager}}
        {{/hasExperiments}}
        {{^hasExperiments}}<p class="soft">None yet. An experiment starts from a hypothesis and the one metric that decides.</p>{{/hasExperiments}}
        </section>
        <div class="two">
        <section class="panel"><h2>Decision state</h2>
        {{#hasFacts}}{{>facts}}{{/hasFacts}}
        {{^hasFacts}}<p class="soft">Nothing is written down yet: goal, hypothesis, primary metric.</p>{{/hasFacts}}
        <details{{#isEditing}} open{{/isEditing}}><summary>Edit the decision state</summary>{{#stateForm}}{{>form}}{{/stateForm}}</details>
        <details{{#isMoving}} open{{/isMoving}}><summary>Move to another stage</summary>{{#stageForm}}{{>form}}{{/stageForm}}</details>
        </section>
        <section class="panel"><h2>Activity</h2>
        {{#hasEvents}}<ul class="feed">{{#events}}<li><time datetime="{{instant}}">{{day}}</time> <b dir="auto">{{title}}</b> <span class="soft" dir="auto">{{detail}}</span></li>{{/events}}</ul>{{/hasEvents}}
        {{^hasEvents}}<p class="soft">Nothing has happened yet.</p>{{/hasEvents}}
        <details{{#isNoting}} open{{/isNoting}}><summary>Add a note</summary>{{#noteForm}}{{>form}}{{/noteForm}}</details>
        </section>
        </div>
        <p><a href="{{sources}}">Sources of input data</a></p>
        <section class="panel"><details{{#isDeleting}} open{{/isDeleting}}><summary>Delete this project</summary>{{#deleteForm}}{{>form}}{{/deleteForm}}</details></section>
        {{>foot}}
        """#

    private static let newExperiment = #"""
        {{>head}}
        <h1>New experiment</h1>
        <p class="soft hypothesis">Five steps, from what you expect to how many users it takes. Only the first two are needed; the rest can be left to what is known.</p>
        <section class="panel narrow">{{#form}}{{>form}}{{/form}}</section>
        {{>foot}}
        """#
}
