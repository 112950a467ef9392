extension Templates {
    static let forms = ["form": form, "field": field, "described": described]

    private static let form = #"""
        <form id="{{id}}" method="post" action="{{action}}"{{#isUpload}} enctype="multipart/form-data"{{/isUpload}}{{#isRefused}} data-refused{{/isRefused}}>
        {{#.lead}}<p class="note">{{.}}</p>{{/.lead}}
        {{#groups}}{{#.legend}}<fieldset><legend>{{.}}</legend>{{/.legend}}
        {{#.explanation}}<p class="note">{{.}}</p>{{/.explanation}}
        {{#fields}}{{>field}}{{/fields}}
        {{#.legend}}</fieldset>{{/.legend}}{{/groups}}
        {{#.refusal}}<p class="error" tabindex="-1">{{.}}</p>{{/.refusal}}
        <input type="hidden" name="token" value="{{frame.token}}">
        <p class="actions"><button type="submit"{{#isQuiet}} class="quiet"{{/isQuiet}}>{{submit}}</button></p>
        </form>
        """#

    /// What a field says of itself to those who do not see it: its hint, and its refusal.
    private static let described = #"""
        {{#.describedBy}} aria-describedby="{{.}}"{{/.describedBy}}{{#.error}} aria-invalid="true" autofocus{{/.error}}
        """#

    private static let field = #"""
        <div class="field{{#.error}} wrong{{/.error}}">
        {{^isCheck}}<label for="{{id}}">{{label}}{{#isRequired}} <span class="needed">needed</span>{{/isRequired}}</label>{{/isCheck}}
        {{^isCheck}}{{#.hint}}<p class="note" id="{{id}}-hint">{{.}}</p>{{/.hint}}{{/isCheck}}
        {{#isLine}}<input type="text" id="{{id}}" name="{{name}}" value="{{value}}" dir="auto" autocomplete="off"{{>described}}>{{/isLine}}
        {{#isArea}}<textarea id="{{id}}" name="{{name}}" rows="{{rows}}" dir="auto"{{>described}}>
        {{value}}</textarea>{{/isArea}}
        {{#isFile}}<input type="file" id="{{id}}" name="{{name}}"{{>described}}>{{/isFile}}
        {{#isChoice}}<select id="{{id}}" name="{{name}}"{{>described}}>{{#choices}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/choices}}</select>{{/isChoice}}
        {{#isCheck}}<label class="check"><input type="checkbox" id="{{id}}" name="{{name}}" value="true"{{#isOn}} checked{{/isOn}}> {{label}}</label>{{#.hint}}<p class="note">{{.}}</p>{{/.hint}}{{/isCheck}}
        {{#.error}}<p class="error" id="{{id}}-error">{{.}}</p>{{/.error}}
        {{#.shown}}<input type="hidden" name="shown-{{name}}" value="{{.}}">{{/.shown}}
        </div>
        """#
}
