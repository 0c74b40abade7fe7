import Foundation
import TestSupport

/// What keeps people from using a page, looked for in the page as it stands before them: what
/// WCAG 2.2 (levels A and AA) says of names, contrast, headings, targets and reflow, as far as a
/// program can tell. Each finding is a sentence; none is what is wanted.
enum PageAudit {
    /// Everything that scripts of the page can see.
    /// - Parameter isTouched: whether targets must be large enough for fingers.
    static func findings(_ browser: Browser, isTouched: Bool) async throws -> [String] {
        let seen: [String] = try await browser.evaluate("(\(script))(\(isTouched))")
        return try await seen + nameless(browser)
    }

    /// Controls and pictures without a name, as the browser tells a screen reader.
    private static func nameless(_ browser: Browser) async throws -> [String] {
        let wanted: Set<String> = [
            "button", "link", "textbox", "searchbox", "combobox", "listbox", "slider", "spinbutton",
            "checkbox", "radio", "switch", "tab", "menuitem", "dialog", "image", "meter",
            "progressbar", "region", "figure",
        ]
        return try await browser.accessibilityTree()
            .filter { wanted.contains($0.role) && $0.name.isEmpty }
            .map { "a \($0.role) has no name" }
    }

    private static let script = #"""
        isTouched => {
          const findings = [];
          const say = (words, node) => findings.push(words + ': ' + describe(node));
          const describe = node => node.tagName.toLowerCase() + (node.id ? '#' + node.id : '')
            + [...node.classList].map(name => '.' + name).join('')
            + (node.dataset?.do ? '[' + node.dataset.do + ']' : '')
            + ' “' + (node.innerText ?? '').trim().slice(0, 30) + '”';
          const isSeen = node => node.checkVisibility({ opacityProperty: true,
              visibilityProperty: true, contentVisibilityAuto: true })
            && node.getBoundingClientRect().width > 1 && node.getBoundingClientRect().height > 1
            // Beyond the page's upper edge waits what only the keyboard brings forward.
            && node.getBoundingClientRect().bottom + scrollY > 0;
          // What lies behind an open dialog is out of everybody's reach.
          const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
          const root = modal ?? document.body;
          const all = [...root.querySelectorAll('*')].filter(isSeen);

          // The document: language, title, landmarks, headings.
          if (!document.documentElement.lang) findings.push('the page says no language');
          if (!document.title) findings.push('the page has no title');
          if (document.querySelectorAll('main').length !== 1) findings.push('not one main');
          if (document.querySelectorAll('h1').length !== 1) findings.push('not one h1');
          const viewport = document.querySelector('meta[name=viewport]')?.content ?? '';
          if (/user-scalable\s*=\s*(no|0)|maximum-scale/.test(viewport) || !viewport)
            findings.push('nobody can zoom: ' + viewport);
          let level = modal ? 1 : 0;
          for (const heading of all.filter(node => /^H[1-6]$/.test(node.tagName))) {
            const own = Number(heading.tagName[1]);
            if (own > level + 1) say('a heading of level ' + own + ' after ' + level, heading);
            level = own;
          }
          const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
          for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id))
            findings.push('the id ' + id + ' is there twice');
          for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'])
            for (const node of document.querySelectorAll('[' + name + ']'))
              for (const id of node.getAttribute(name).split(/\s+/))
                if (!document.getElementById(id)) say(name + ' names nothing, ' + id, node);
          for (const image of document.images) if (!image.hasAttribute('alt'))
            say('no alt', image);

          // What can be operated.
          const controls = all.filter(node => node.matches(
            'button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button]'));
          for (const node of controls) {
            if (node.matches('button button, a button, button a')) say('one in another', node);
            if (node.tabIndex > 0) say('a tabindex above 0', node);
            if (node.matches('button:not([type])')) say('a button without a type', node);
            if (!isTouched) continue;
            const box = node.getBoundingClientRect();
            const label = node.closest('label')?.getBoundingClientRect();
            const height = Math.max(box.height, node.type === 'checkbox' ? label?.height ?? 0 : 0);
            if (height < 43.5 || box.width < 43.5)
              say('too small to touch, ' + Math.round(box.width) + ' × ' + Math.round(height), node);
          }

          // Reflow: nothing to be pushed sideways.
          const html = document.documentElement;
          if (html.scrollWidth > html.clientWidth) {
            const widest = all.filter(node =>
              node.getBoundingClientRect().right > html.clientWidth + 1)
              .sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right);
            say('wider than the screen, ' + html.scrollWidth + ' of ' + html.clientWidth,
              widest.at(-1) ?? html);
          }

          // Contrast of every text that is seen.
          const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const seen = new Map();
          const rgba = color => {
            if (!seen.has(color)) {
              paper.clearRect(0, 0, 1, 1);
              paper.fillStyle = color;
              paper.fillRect(0, 0, 1, 1);
              const [r, g, b, a] = paper.getImageData(0, 0, 1, 1).data;
              seen.set(color, [r, g, b, a / 255]);
            }
            return seen.get(color);
          };
          const over = (top, below) =>
            [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const luminance = color => {
            const [r, g, b] = color.map(v => v / 255)
              .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ratio = (one, other) => {
            const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          };
          // The worst of the colours that lie behind: a gradient has several.
          const behind = node => {
            const layers = [];
            for (let at = node; at; at = at.parentElement) {
              const style = getComputedStyle(at);
              const image = style.backgroundImage;
              const stops = image === 'none' ? [] :
                image.match(/(rgba?|oklch|oklab|color|hsla?)\([^()]*\)|#[0-9a-f]{3,8}/gi) ?? [];
              if (image.includes('url(')) return null;
              if (stops.length) layers.push(stops.map(rgba));
              layers.push([rgba(style.backgroundColor)]);
              if (at.matches('dialog')) break;
            }
            let colors = [rgba(getComputedStyle(document.documentElement).backgroundColor)];
            if (colors[0][3] < 1) colors = [over(colors[0], [255, 255, 255, 1])];
            for (const layer of layers.reverse())
              colors = layer.flatMap(top => colors.map(below => over(top, below)));
            return colors;
          };
          const isOff = node => node.closest(':disabled, [aria-disabled=true], [inert]');
          for (const node of all) {
            const texts = [...node.childNodes].filter(child =>
              child.nodeType === 3 && child.textContent.trim());
            if (!texts.length || isOff(node) || node.closest('svg, select, option, .unseen')) continue;
            // Over pictures: what lies behind is not known from styles.
            if (node.closest('[data-pictured]')) continue;
            const style = getComputedStyle(node);
            let opacity = 1;
            for (let at = node; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
            const grounds = behind(node);
            if (!grounds) continue;
            const ink = rgba(style.color);
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
            const worst = Math.min(...grounds.map(ground =>
              ratio(over([ink[0], ink[1], ink[2], ink[3] * opacity], ground), ground)));
            if (worst < (isLarge ? 3 : 4.5)) say('a contrast of ' + worst.toFixed(2), node);
          }
          return [...new Set(findings)];
        }
        """#
}

extension Browser {
    /// A node as a screen reader is told of it.
    struct Accessible {
        let role: String
        let name: String
    }

    /// What a screen reader is told of the page as it stands; what it is not told is left out.
    func accessibilityTree() async throws -> [Accessible] {
        struct Tree: Decodable {
            struct Node: Decodable {
                struct Text: Decodable {
                    var value: String?
                    init(from decoder: any Decoder) throws {
                        enum Keys: String, CodingKey { case value }
                        value = try? decoder.container(keyedBy: Keys.self)
                            .decode(String.self, forKey: .value)
                    }
                }
                var ignored: Bool
                var role: Text?
                var name: Text?
            }
            var nodes: [Node]
        }
        return try await tell("Accessibility.getFullAXTree", as: Tree.self).nodes
            .filter { !$0.ignored }
            .map { Accessible(role: $0.role?.value ?? "", name: $0.name?.value ?? "") }
    }
}
