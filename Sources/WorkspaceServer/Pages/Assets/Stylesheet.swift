/// The pages' one stylesheet: tokens first, then elements, then components. Colour repeats what words say.
enum Stylesheet {
    static let text = tokens + elements + layout + components + forms + drawings + media

    private static let tokens = #"""
        :root {
          color-scheme: light dark;
          --ink: #161a23; --soft: #4d5666; --faint: #5b6474; --line: #e1e5eb; --edge: #8b94a3; --paper: #ffffff; --ground: #f5f6f8;
          --accent: #2f43cf; --on-accent: #ffffff; --better: #08713f; --better-soft: #d7efe2; --worse: #b0241c; --worse-soft: #fae0dd;
          --unsure: #5c6575; --unsure-soft: #e8ebf0; --warn: #7a4f00; --warn-soft: #fcefcf;
          --s0: #2f43cf; --s1: #08713f; --s2: #a2480a; --s3: #7a2fb0; --s4: #0a6f86; --s5: #8c5a00;
          --tiny: 12px; --small: 13px; --body: 15px; --large: 17px; --lead: 21px; --top: 27px;
          --near: 8px; --gap: 16px; --wide: 24px; --round: 10px;
          font: var(--body)/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
          color: var(--ink); background: var(--ground);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e8ebf1; --soft: #b0b8c5; --faint: #9aa3b2; --line: #2c323d; --edge: #6f7887; --paper: #1a1d25; --ground: #111419;
            --accent: #97a4ff; --on-accent: #10131f; --better: #5ad09a; --better-soft: #12372a; --worse: #ff8d83; --worse-soft: #411d1a;
            --unsure: #a5aebc; --unsure-soft: #272c36; --warn: #f0c261; --warn-soft: #3b2e12;
            --s0: #97a4ff; --s1: #5ad09a; --s2: #f2a46b; --s3: #cf9af3; --s4: #6cc8dd; --s5: #e3bd62;
          }
        }

        """#

    private static let elements = #"""
        * { box-sizing: border-box; }
        body { margin: 0; }
        a { color: var(--accent); text-decoration: none; }
        a:hover { text-decoration: underline; }
        p a, li a, dd a, .crumb a { text-decoration: underline; text-underline-offset: 2px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        main:focus { outline: none; }
        h1 { margin: 0; font-size: var(--top); line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { margin: 0 0 var(--near); font-size: var(--large); overflow-wrap: anywhere; }
        h3 { margin: 0; font-size: var(--tiny); letter-spacing: .05em; text-transform: uppercase; color: var(--faint); }
        p { margin: 0; overflow-wrap: anywhere; }
        pre { margin: var(--near) 0 0; padding: 12px; overflow: auto; max-height: 60vh; background: var(--ground); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
        code, pre { font: .92em ui-monospace, SFMono-Regular, Menlo, monospace; }
        small { display: block; font-weight: 400; font-size: var(--tiny); color: var(--soft); }
        summary { cursor: pointer; color: var(--accent); padding: 6px 0; width: fit-content; }
        details[open] > summary { margin-bottom: var(--near); }
        table { width: 100%; border-collapse: collapse; font-size: 14px; }
        th, td { padding: 8px 10px; max-width: 320px; text-align: start; border-top: 1px solid var(--line); overflow-wrap: break-word; font-variant-numeric: tabular-nums; }
        thead th { border-top: 0; font-size: var(--tiny); font-weight: 600; color: var(--faint); white-space: nowrap; vertical-align: bottom; }
        tbody th { font-weight: 600; min-width: 120px; }
        .num { text-align: end; white-space: nowrap; }
        dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 12px var(--wide); }
        dt { font-size: var(--tiny); color: var(--faint); }
        dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        figure { margin: 0; }

        """#

    private static let layout = #"""
        .soft { color: var(--soft); }
        .note, .eyebrow { font-size: var(--small); color: var(--soft); font-variant-numeric: tabular-nums; }
        .foot { margin-top: var(--near); }
        .break { overflow-wrap: anywhere; }
        .figures { font-variant-numeric: tabular-nums; }
        .whole { white-space: nowrap; }
        .clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 8px; top: 8px; padding: 8px; background: var(--paper); z-index: 2; }
        .bar { display: flex; gap: var(--gap); align-items: center; flex-wrap: wrap; padding: 12px var(--wide); background: var(--paper); border-bottom: 1px solid var(--line); }
        .brand { display: flex; gap: 8px; align-items: center; font-weight: 650; color: var(--ink); }
        .brand path { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linecap: round; }
        .brand .axis { stroke: var(--faint); }
        .bar nav { min-width: 0; flex: 1; overflow-wrap: anywhere; }
        .crumb::before { content: "/"; margin: 0 8px; color: var(--faint); }
        .crumb b { font-weight: 500; }
        .live { font-size: var(--tiny); color: var(--faint); }
        main { max-width: 1160px; margin: 0 auto; padding: var(--wide); display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wide); }
        .opening { display: grid; gap: var(--near); }
        .hypothesis { max-width: 70ch; }
        .title-row { display: flex; justify-content: space-between; align-items: baseline; gap: var(--near) var(--gap); flex-wrap: wrap; }
        .panel { min-width: 0; padding: var(--gap) var(--wide); background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); }
        .narrow { max-width: 760px; }
        .empty { display: grid; gap: var(--near); justify-items: center; text-align: center; padding: 40px; }
        .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: var(--gap); align-items: start; }
        .two:empty, .cards:not(:has(*)) { display: none; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr)); gap: var(--gap); }
        .scroll { overflow-x: auto; }
        .pager { display: flex; gap: var(--gap); align-items: baseline; margin-top: var(--near); }
        .tabs { display: flex; flex-wrap: wrap; gap: 0 var(--wide); border-bottom: 1px solid var(--line); }
        .tabs a { padding: 8px 0; color: var(--soft); border-bottom: 2px solid transparent; white-space: nowrap; }
        .tabs [aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); }

        """#

    private static let components = #"""
        .list { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
        .list .title { font-size: var(--large); font-weight: 600; overflow-wrap: anywhere; }
        .chip { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: var(--tiny); background: var(--unsure-soft); color: var(--soft); white-space: nowrap; }
        .word { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: var(--tiny); font-weight: 600; white-space: nowrap; background: var(--unsure-soft); color: var(--unsure); }
        .word.better { background: var(--better-soft); color: var(--better); }
        .word.worse { background: var(--worse-soft); color: var(--worse); }
        .word.warn, .word.blocked { background: var(--warn-soft); color: var(--warn); }
        .better { color: var(--better); } .worse { color: var(--worse); } .warn { color: var(--warn); }
        .notice { padding: 10px 16px; border-radius: var(--round); background: var(--better-soft); color: var(--better); font-weight: 600; }
        .warning { padding: 8px 12px; border-radius: 6px; font-size: var(--small); background: var(--warn-soft); color: var(--warn); }
        .warning + .warning { margin-top: -12px; }
        .panel .warning + .warning { margin-top: var(--near); }
        .warning.blocked { background: var(--worse-soft); color: var(--worse); }
        .stages { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 16px; margin: 4px 0 0; padding: 0; font-size: var(--small); color: var(--faint); }
        .stages li { display: flex; align-items: center; gap: 6px; }
        .stages li::before { content: ""; width: 9px; height: 9px; border: 1.5px solid var(--edge); border-radius: 50%; }
        .stages .done::before { background: var(--edge); }
        .stages .now { color: var(--accent); font-weight: 650; }
        .stages .now::before { border-color: var(--accent); background: var(--accent); }
        .verdict { display: grid; grid-template-columns: minmax(0, 1fr) 280px; gap: var(--wide); padding: var(--wide); background: var(--paper); border: 1px solid var(--line); border-inline-start: 5px solid var(--unsure); border-radius: var(--round); color: var(--ink); }
        .verdict.better { border-inline-start-color: var(--better); }
        .verdict.worse { border-inline-start-color: var(--worse); }
        .verdict.blocked { border-inline-start-color: var(--warn); }
        .verdict h2, .verdict h1 { margin: 8px 0; font-size: var(--lead); line-height: 1.3; max-width: 38ch; }
        .verdict p { color: var(--soft); max-width: 66ch; }
        .verdict .tag { display: inline-block; padding: 2px 10px; border-radius: 99px; font-size: var(--tiny); font-weight: 650; background: var(--unsure-soft); color: var(--unsure); }
        .verdict.better .tag { background: var(--better-soft); color: var(--better); }
        .verdict.worse .tag { background: var(--worse-soft); color: var(--worse); }
        .verdict.blocked .tag { background: var(--warn-soft); color: var(--warn); }
        .next { border-inline-start: 1px solid var(--line); padding-inline-start: var(--wide); display: grid; gap: 8px; align-content: start; }
        .next h2 { margin: 0; }
        .next p { color: var(--ink); }
        .card .big { font-size: 23px; font-weight: 600; font-variant-numeric: tabular-nums; }
        .lines { list-style: none; margin: var(--near) 0 0; padding: 0; display: grid; gap: 8px; }
        .lines li { overflow-wrap: anywhere; }
        .checks { grid-template-columns: minmax(0, 1fr); }
        .checks dd { white-space: normal; }
        .feed { list-style: none; margin: 0 0 var(--near); padding: 0; display: grid; gap: 10px; overflow-wrap: anywhere; }
        .feed time { display: block; font-size: var(--tiny); color: var(--faint); }
        .results td { white-space: nowrap; vertical-align: middle; }
        .results .name, td.name { white-space: normal; min-width: 90px; max-width: 240px; }
        .results th, .results td { padding-inline: 7px; }
        .results tbody th { vertical-align: top; min-width: 100px; max-width: 200px; }
        .results .base td { color: var(--soft); }
        .results .plot { width: 240px; padding-inline: 4px; }
        .results .axis-name { display: block; }
        .results thead svg { display: block; }
        .results .any { color: var(--faint); }
        .results td svg { display: block; margin-inline-start: auto; }
        .results td .word { margin-top: 4px; }

        """#

    private static let forms = #"""
        form { display: grid; gap: var(--gap); margin-top: var(--near); max-width: 720px; }
        form + form { margin-top: var(--wide); }
        fieldset { margin: 0; padding: 12px var(--gap) var(--gap); border: 1px solid var(--line); border-radius: var(--round); display: grid; gap: var(--gap); min-width: 0; }
        legend { padding: 0 6px; font-weight: 650; }
        .field { display: grid; gap: 4px; }
        label { font-weight: 600; font-size: 14px; }
        .check { display: flex; gap: 8px; align-items: center; }
        .needed { font-weight: 400; font-size: var(--tiny); color: var(--soft); }
        input, textarea, select, button { font: inherit; color: inherit; }
        input:not([type=checkbox]):not([type=file]), textarea, select { width: 100%; min-width: 0; padding: 8px 10px; background: var(--paper); border: 1px solid var(--edge); border-radius: 8px; }
        input[type=checkbox] { width: 18px; height: 18px; accent-color: var(--accent); }
        input[type=file] { max-width: 100%; }
        textarea { resize: vertical; line-height: 1.45; }
        .wrong input, .wrong textarea, .wrong select { border-color: var(--worse); border-width: 2px; }
        .error { color: var(--worse); font-size: var(--small); font-weight: 600; }
        button, .button { display: inline-block; padding: 8px 16px; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: 14px; cursor: pointer; text-decoration: none; }
        button:hover, .button:hover { filter: brightness(1.08); text-decoration: none; }
        .quiet { background: none; color: var(--ink); border-color: var(--edge); }
        button[disabled] { opacity: .6; cursor: progress; }
        .row { display: flex; gap: var(--gap); flex-wrap: wrap; }
        .row form { margin-top: var(--near); }
        .search { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: var(--near); max-width: none; margin: 0; }

        """#

    private static let drawings = #"""
        .figure-plot { display: block; width: 100%; max-width: 660px; height: auto; margin-top: var(--near); }
        .narrow-only { display: none; }
        svg text { font-size: 12px; fill: var(--soft); }
        svg .strong { fill: var(--ink); font-weight: 600; }
        .grid { stroke: var(--line); stroke-width: 1; fill: none; }
        .zero { stroke: var(--faint); stroke-width: 1; fill: none; }
        .limit { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
        .interval { fill: var(--unsure); } .interval.better { fill: var(--better); } .interval.worse { fill: var(--worse); } .interval.warn { fill: var(--warn); }
        .band { fill: var(--unsure-soft); } .band.better { fill: var(--better-soft); } .band.worse { fill: var(--worse-soft); } .band.warn { fill: var(--warn-soft); }
        .point { fill: var(--unsure); stroke: var(--paper); stroke-width: 1.5; } .point.better { fill: var(--better); } .point.worse { fill: var(--worse); } .point.warn { fill: var(--warn); }
        .whisker { stroke: var(--unsure); stroke-width: 2; fill: none; } .whisker.better { stroke: var(--better); } .whisker.worse { stroke: var(--worse); } .whisker.warn { stroke: var(--warn); }
        .curve { stroke: var(--ink); stroke-width: 1.5; fill: none; }
        .area { fill: var(--unsure-soft); } .area.better { fill: color-mix(in srgb, var(--better) 30%, var(--paper)); } .area.worse { fill: color-mix(in srgb, var(--worse) 40%, var(--paper)); }
        svg .bar { fill: var(--s0); }
        .series { stroke-width: 2; fill: none; }
        .s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); } .s3 { stroke: var(--s3); } .s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); }
        svg .f0 { fill: var(--s0); } svg .f1 { fill: var(--s1); } svg .f2 { fill: var(--s2); } svg .f3 { fill: var(--s3); } svg .f4 { fill: var(--s4); } svg .f5 { fill: var(--s5); }
        .legend { display: flex; gap: 6px; align-items: center; flex-wrap: wrap; font-size: var(--tiny); color: var(--soft); }
        .key { display: inline-block; width: 22px; height: 5px; border-radius: 3px; margin-inline-start: 10px; background: var(--unsure); }
        .key.band { height: 11px; background: var(--unsure-soft); border: 1px solid var(--line); }
        .key.zero-key { width: 1px; height: 14px; background: var(--faint); }
        .key.area { height: 11px; }
        .key.area.better { background: color-mix(in srgb, var(--better) 30%, var(--paper)); } .key.area.worse { background: color-mix(in srgb, var(--worse) 40%, var(--paper)); }

        """#

    private static let media = #"""
        @media (max-width: 760px) {
          main { padding: var(--gap); gap: var(--gap); }
          .bar { padding: 10px var(--gap); }
          .panel { padding: var(--gap); }
          .verdict { grid-template-columns: minmax(0, 1fr); padding: var(--gap); }
          .next { border-inline-start: 0; padding-inline-start: 0; border-top: 1px solid var(--line); padding-top: var(--gap); }
          .empty { padding: var(--wide) var(--gap); }
          .tabs { gap: 0 var(--gap); }
          h1 { font-size: 23px; }
          .verdict h2, .verdict h1 { font-size: 19px; }
        }
        @media (max-width: 560px) {
          .wide-only { display: none; }
          .narrow-only { display: block; }
          /* Rows become cards: a name before each number in the place of columns. */
          .stacked thead, .results thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .stacked, .stacked tbody, .results, .results tbody { display: block; }
          .stacked tr { display: block; padding: var(--near) 0; border-top: 1px solid var(--line); }
          .stacked tbody tr:first-child { border-top: 0; }
          .stacked th, .stacked td { max-width: none; border: 0; padding: 2px 0; }
          .stacked tbody th { display: block; }
          .stacked td { display: flex; justify-content: space-between; gap: var(--gap); text-align: end; white-space: normal; }
          [data-name]::before { content: attr(data-name); color: var(--faint); font-size: var(--tiny); font-weight: 400; }
          .stacked td::before { flex: none; text-align: start; }
          .results tr { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 2px var(--near); padding: var(--near) 0; border-top: 1px solid var(--line); }
          .results tbody tr:first-child { border-top: 0; }
          .results th, .results td { max-width: none; border: 0; padding: 0; }
          .results tbody th, .results td.plot { grid-column: 1 / -1; max-width: none; }
          .results td.plot { order: 1; width: auto; }
          .results td.plot svg { width: 100%; margin: 0; }
          .results td.name { font-weight: 600; align-self: end; }
          .results [data-name]::before { display: block; }
          .results .chance { text-align: start; }
          .results .chance svg { margin-inline-start: 0; }
          .results .role { display: none; }
        }
        @media print {
          :root { background: #fff; }
          .bar, .tabs, .pager, .skip, form, button, .button, summary { display: none; }
          .panel, .verdict, figure { break-inside: avoid; }
          pre { max-height: none; }
        }

        """#
}
