/// What every page must hold to, asked in the page itself: nothing wider than the window, and the parts of WCAG 2.2 AA that
/// a program can tell: names, headings, labels, table heads, contrast, focus, language.
enum PageRules {
    static let script = #"""
        const faults = [];
        const name = e => (e.id ? '#' + e.id : e.className && e.className.baseVal === undefined ? '.' + e.className : '') + ' ' + e.outerHTML.slice(0, 90);
        const all = s => [...document.querySelectorAll(s)];
        const isShown = e => e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false });

        const root = document.documentElement;
        if (root.scrollWidth > root.clientWidth) {
          const wide = all('body *').find(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.scroll, .tabs, pre, .skip, .hidden'));
          faults.push('the page scrolls sideways: ' + root.scrollWidth + ' > ' + root.clientWidth + (wide ? ', ' + name(wide) : ''));
        }
        if (root.lang !== 'en') faults.push('no language');
        if (!document.title) faults.push('no title');
        if (all('main').length !== 1 || all('header').length !== 1) faults.push('landmarks are not one main, one header');
        if (all('h1').length !== 1) faults.push(all('h1').length + ' h1');

        let level = 0;
        for (const heading of all('h1, h2, h3, h4').filter(isShown)) {
          const own = Number(heading.tagName[1]);
          if (own > level + 1) faults.push('heading skips a level: ' + name(heading));
          level = own;
          if (!heading.textContent.trim()) faults.push('empty heading: ' + name(heading));
        }

        const ids = new Set();
        for (const e of all('[id]')) { if (ids.has(e.id)) faults.push('id twice: ' + e.id); ids.add(e.id); }

        for (const input of all('input:not([type=hidden]), textarea, select'))
          if (![...input.labels].some(l => l.textContent.trim())) faults.push('no label: ' + name(input));
        for (const e of all('[aria-describedby], [aria-errormessage], [aria-labelledby]'))
          for (const key of ['aria-describedby', 'aria-errormessage', 'aria-labelledby'])
            if (e.hasAttribute(key) && e.getAttribute(key).split(' ').some(id => !document.getElementById(id))) faults.push(key + ' leads nowhere: ' + name(e));
        for (const e of all('a[href], button'))
          if (!(e.textContent.trim() || e.getAttribute('aria-label'))) faults.push('no name: ' + name(e));
        for (const svg of all('svg')) {
          if (svg.closest('[aria-hidden=true]')) continue;
          if (svg.getAttribute('role') === 'img' ? !svg.getAttribute('aria-label') : !svg.closest('svg[role=img]')) faults.push('drawing without words: ' + name(svg));
        }
        for (const table of all('table')) {
          if (!table.querySelector('thead th[scope=col]')) faults.push('table without heads: ' + name(table));
          for (const row of table.querySelectorAll('tbody')) if (!row.querySelector('th[scope=row]')) faults.push('rows without heads: ' + name(table));
        }
        for (const box of all('.scroll'))
          if (box.tabIndex !== 0 || !box.getAttribute('aria-label')) faults.push('a box that scrolls and has no name or focus: ' + name(box));
        for (const e of all('[style], style, script:not([src])')) faults.push('inline style or script: ' + name(e));
        for (const e of all('[src], link[href]')) if (new URL(e.src || e.href).origin !== location.origin) faults.push('from another host: ' + name(e));

        const parse = text => {
          const m = text.match(/^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)/);
          return m ? { c: [m[1], m[2], m[3]].map(v => v / 255), a: m[4] === undefined ? 1 : Number(m[4]) } : null;
        };
        const light = c => { const [r, g, b] = c.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = e => { for (; e; e = e.parentElement) { const p = parse(getComputedStyle(e).backgroundColor); if (p && p.a > 0.99) return p.c; } return [1, 1, 1]; };
        const told = new Set();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const e = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || !isShown(e) || e.closest('.skip, .hidden, script, option')) continue;
          const style = getComputedStyle(e);
          const ink = parse(e.namespaceURI.endsWith('svg') ? style.fill : style.color);
          if (!ink) continue;
          const [x, y] = [light(ink.c), light(ground(e))];
          const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
          const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.7 && Number(style.fontWeight) >= 700);
          const key = style.color + ground(e);
          if (ratio < (isLarge ? 3 : 4.5) && !told.has(key)) { told.add(key); faults.push('contrast ' + ratio.toFixed(2) + ': ' + name(e)); }
        }
        return faults;
        """#

    /// The focus must be seen on whatever takes it.
    static let focusScript = #"""
        const faults = [];
        for (const e of [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary, .scroll')]) {
          if (!e.checkVisibility()) continue;
          e.focus({ focusVisible: true });
          if (document.activeElement !== e) { faults.push('takes no focus: ' + e.outerHTML.slice(0, 90)); continue; }
          const style = getComputedStyle(e);
          if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('focus not seen: ' + e.outerHTML.slice(0, 90));
        }
        document.activeElement.blur();
        return faults;
        """#
}
