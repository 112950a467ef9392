/// The pages' one stylesheet: tokens first, then elements, then components. Colour repeats what words say.
enum Stylesheet {
    static let text = #"""
        :root {
          color-scheme: light dark;
          --ink: #161a23; --soft: #525b6b; --faint: #6d7687; --line: #e1e5eb; --paper: #ffffff; --ground: #f5f6f8;
          --accent: #2f43cf; --better: #08713f; --better-soft: #d7efe2; --worse: #b0241c; --worse-soft: #fae0dd;
          --unsure: #5c6575; --unsure-soft: #e8ebf0; --warn: #805300; --warn-soft: #fcefcf;
          --small: 13px; --gap: 16px; --wide: 24px; --round: 10px;
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
          color: var(--ink); background: var(--ground);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e8ebf1; --soft: #a9b2c0; --faint: #8b94a3; --line: #2c323d; --paper: #1a1d25; --ground: #111419;
            --accent: #97a4ff; --better: #5ad09a; --better-soft: #12372a; --worse: #ff8d83; --worse-soft: #411d1a;
            --unsure: #a5aebc; --unsure-soft: #272c36; --warn: #f0c261; --warn-soft: #3b2e12;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; }
        a { color: var(--accent); text-decoration: none; }
        a:hover { text-decoration: underline; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        h1 { margin: 0; font-size: 27px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { margin: 0 0 8px; font-size: 16px; }
        h3 { margin: 0; font-size: 12px; letter-spacing: .05em; text-transform: uppercase; color: var(--faint); }
        p { margin: 0; overflow-wrap: anywhere; }
        pre { margin: 8px 0 0; padding: 12px; overflow-x: auto; background: var(--ground); border-radius: 6px; white-space: pre-wrap; }
        code, pre { font: .92em ui-monospace, SFMono-Regular, Menlo, monospace; }
        .soft { color: var(--soft); }
        .note, .eyebrow { font-size: var(--small); color: var(--soft); font-variant-numeric: tabular-nums; }
        .figures { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 8px; top: 8px; padding: 8px; background: var(--paper); }

        .bar { display: flex; gap: var(--gap); align-items: center; flex-wrap: wrap; padding: 12px var(--wide); background: var(--paper); border-bottom: 1px solid var(--line); }
        .brand { display: flex; gap: 8px; align-items: center; font-weight: 650; color: var(--ink); }
        .brand path { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linecap: round; }
        .brand .axis { stroke: var(--faint); }
        .bar nav { min-width: 0; overflow-wrap: anywhere; }
        .crumb::before { content: "/"; margin: 0 8px; color: var(--faint); }
        .crumb b { font-weight: 500; }
        main { max-width: 1120px; margin: 0 auto; padding: var(--wide); display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wide); }
        .opening { display: grid; gap: 8px; }
        .hypothesis { max-width: 70ch; }
        .panel { min-width: 0; padding: var(--gap) var(--wide); background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); }
        .empty { text-align: center; padding: 40px; }
        .list { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
        .list .title { font-size: 17px; font-weight: 600; overflow-wrap: anywhere; }
        .chip { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12px; background: var(--unsure-soft); color: var(--soft); }
        .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: var(--gap); align-items: start; }
        .pager { display: flex; gap: var(--gap); margin-top: 8px; }

        .stages { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 14px; margin: 4px 0 0; padding: 0; font-size: var(--small); color: var(--faint); }
        .stages li { display: flex; align-items: center; gap: 6px; }
        .stages li::before { content: ""; width: 9px; height: 9px; border: 1.5px solid var(--faint); border-radius: 50%; }
        .stages .done::before { background: var(--faint); }
        .stages .now { color: var(--accent); font-weight: 650; }
        .stages .now::before { border-color: var(--accent); background: var(--accent); }

        .verdict { display: grid; grid-template-columns: minmax(0, 1fr) 280px; gap: var(--wide); padding: var(--wide); background: var(--paper); border: 1px solid var(--line); border-left: 5px solid var(--unsure); border-radius: var(--round); }
        .verdict.better { border-left-color: var(--better); }
        .verdict.worse { border-left-color: var(--worse); }
        .verdict.blocked { border-left-color: var(--warn); }
        .verdict h2 { margin: 8px 0; font-size: 21px; line-height: 1.3; max-width: 38ch; }
        .verdict p { color: var(--soft); max-width: 66ch; }
        .verdict .tag { display: inline-block; padding: 2px 10px; border-radius: 99px; font-size: 12px; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; background: var(--unsure-soft); color: var(--unsure); }
        .verdict.better .tag { background: var(--better-soft); color: var(--better); }
        .verdict.worse .tag { background: var(--worse-soft); color: var(--worse); }
        .verdict.blocked .tag { background: var(--warn-soft); color: var(--warn); }
        .next { border-left: 1px solid var(--line); padding-left: var(--wide); display: grid; gap: 8px; align-content: start; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: var(--gap); }
        .big { font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
        .better { color: var(--better); } .worse { color: var(--worse); }
        .verdict.better, .verdict.worse { color: inherit; }
        .warning { margin-top: 8px; padding: 8px 12px; border-radius: 6px; font-size: var(--small); background: var(--warn-soft); color: var(--warn); }

        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: 14px; }
        th, td { padding: 8px 10px; text-align: left; border-top: 1px solid var(--line); }
        thead th { border-top: 0; font-size: 12px; font-weight: 600; color: var(--faint); }
        tbody th { font-weight: 600; overflow-wrap: anywhere; }
        .results { font-variant-numeric: tabular-nums; }
        .results td, .results thead th { white-space: nowrap; }
        .results tbody th { vertical-align: top; min-width: 130px; }
        .results .num { text-align: right; }
        .results small { display: block; font-weight: 400; font-size: 12px; color: var(--soft); }
        .results .base td { color: var(--soft); }
        .results .plot { width: 260px; padding-left: 0; padding-right: 0; }
        .results .plot svg { display: block; }
        .results .plot text { font-size: 11px; fill: var(--faint); text-anchor: middle; }
        .zero { stroke: var(--faint); stroke-width: 1; }
        .interval { fill: var(--unsure); } .interval.better { fill: var(--better); } .interval.worse { fill: var(--worse); }
        .point { fill: var(--unsure); stroke: var(--paper); stroke-width: 1.5; } .point.better { fill: var(--better); } .point.worse { fill: var(--worse); }

        dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr)); gap: 12px var(--wide); }
        dt { font-size: 12px; color: var(--faint); }
        dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        .feed { list-style: none; margin: 0; padding: 0; display: grid; gap: 10px; }
        .feed time { display: block; font-size: 12px; color: var(--faint); }

        @media (max-width: 760px) {
          main { padding: var(--gap); }
          .verdict { grid-template-columns: minmax(0, 1fr); }
          .next { border-left: 0; padding-left: 0; border-top: 1px solid var(--line); padding-top: var(--gap); }
        }
        @media print {
          :root { background: #fff; }
          .bar, .pager, .skip { display: none; }
          .panel, .verdict { break-inside: avoid; }
        }
        """#
}
