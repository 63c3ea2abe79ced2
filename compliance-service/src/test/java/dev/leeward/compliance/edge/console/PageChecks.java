package dev.leeward.compliance.edge.console;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.Stream;

/** What can be checked of any page: can it be read, heard and found one's way in. */
final class PageChecks {
    private static final String STRUCTURE = """
            () => {
              const wrong = [];
              const visible = e => e.checkVisibility({visibilityProperty: true});
              const name = e => (e.getAttribute('aria-label') || e.innerText || e.title || '').trim();
              if (document.documentElement.lang !== 'en') wrong.push('no language');
              if (!document.title.includes('Leeward')) wrong.push('no title');
              const signedIn = !document.body.classList.contains('bare');
              for (const landmark of signedIn ? ['main', 'nav[aria-label]', 'header'] : ['main']) {
                if (!document.querySelector(landmark)) wrong.push('no ' + landmark);
              }
              const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter(visible);
              if (headings.filter(h => h.tagName === 'H1').length !== 1) wrong.push('not one h1');
              headings.reduce((before, h) => {
                const level = Number(h.tagName[1]);
                if (level > before + 1) wrong.push('heading skips a level: ' + h.innerText);
                return level;
              }, 0);
              for (const e of document.querySelectorAll('a[href], button')) {
                if (visible(e) && !name(e)) wrong.push('nameless: ' + e.outerHTML);
              }
              for (const e of document.querySelectorAll('input:not([type=hidden]), textarea, select')) {
                if (!e.labels.length && !e.getAttribute('aria-label')) wrong.push('no label: ' + e.outerHTML);
              }
              for (const e of document.querySelectorAll('th')) {
                if (!e.scope) wrong.push('a header of nothing: ' + e.outerHTML);
              }
              for (const e of document.querySelectorAll('[aria-labelledby]')) {
                if (!document.getElementById(e.getAttribute('aria-labelledby'))) wrong.push('no such label: ' + e.id);
              }
              for (const e of document.querySelectorAll('.status')) {
                if (!e.querySelector('svg') || !e.innerText.trim()) wrong.push('colour alone: ' + e.outerHTML);
              }
              const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
              for (const id of new Set(ids)) {
                if (ids.filter(other => other === id).length > 1) wrong.push('twice: #' + id);
              }
              const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
              if (beyond > 0) wrong.push('wider than the screen by ' + beyond);
              return wrong;
            }""";

    /** WCAG 2.2, 1.4.3: every text against the solid colour that it stands on. */
    private static final String CONTRAST = """
            () => {
              const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
              const solid = c => { const p = parse(c); return p.length === 3 || p[3] === 1; };
              const luminance = ([r, g, b]) => {
                const [x, y, z] = [r, g, b].map(v => v / 255)
                  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * x + 0.7152 * y + 0.0722 * z;
              };
              const behind = e => {
                for (let n = e; n; n = n.parentElement) {
                  const c = getComputedStyle(n).backgroundColor;
                  if (solid(c)) return c;
                }
                return 'rgb(255, 255, 255)';
              };
              const wrong = new Set();
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const e = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
                if (e.closest('.visually-hidden, .skip, svg, .fresh')) continue;
                const style = getComputedStyle(e);
                const [a, b] = [luminance(parse(style.color)), luminance(parse(behind(e)))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) wrong.add(`${ratio.toFixed(2)} ${e.className || e.tagName}: ${texts.currentNode.data.trim()}`);
              }
              return [...wrong];
            }""";

    private PageChecks() {}

    /** What is wrong with the page; empty where nothing is. */
    static List<String> faults(Page page) {
        return Stream.of(STRUCTURE, CONTRAST)
                .flatMap(check -> ((List<?>) page.evaluate(check)).stream())
                .map(String::valueOf)
                .toList();
    }
}
