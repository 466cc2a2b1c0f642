window.wallLook = ({ themes, least: leastContrast }) => {
  // What a ruler finds on a screen of the wall, in u; colours in each of `themes`, contrast against `least` {red, plain}.
  // Returns what is wrong {cut, over, pale, chinese, least, moving}, what there is {kinds, scale, u} and what stands where {texts, blocks}, as kept_wall.py keeps it.
  const root = document.documentElement;
  const scale = root.dataset.screen;
  const u = {
    board: Math.min(Math.min(innerWidth, innerHeight) / 1080, Math.max(innerWidth, innerHeight) / 1920),
    'sign-wide': Math.min(innerHeight / 540, innerWidth / 1920), sign: Math.min(innerHeight / 720, innerWidth / 1280),
  }[scale];
  const style = new Map();
  const of = (e) => { if (!style.has(e)) style.set(e, getComputedStyle(e)); return style.get(e); };
  const plain = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')}`;
  const name = (e) => `${plain(e)} «${e.textContent.trim().slice(0, 24)}»`;
  const kin = (e) => `${e.parentElement.classList[0] || e.parentElement.tagName.toLowerCase()}>${plain(e)}`.replace(/\.$/, '');
  const above = (e) => { const found = []; for (let at = e; at && at.id !== 'app'; at = at.parentElement) found.push(at); return found; };
  const unclipped = new Map();
  const isUnclipped = (e) => {
    if (!e || e.id === 'app') return true;
    if (!unclipped.has(e)) unclipped.set(e, of(e).clipPath === 'none' && isUnclipped(e.parentElement));
    return unclipped.get(e);
  };
  const all = [...document.querySelectorAll('#app *')].filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && isUnclipped(e));
  const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
  const words = all.filter((e) => e instanceof HTMLElement && own(e).length);
  const range = document.createRange();
  const lines = (e) => own(e).flatMap((n) => { range.selectNodeContents(n); return [...range.getClientRects()]; }).filter((r) => r.width > 1);
  // The box of a figure is as high as its capitals; a line of words has air above and below its letters.
  const tight = (e, list) => (e.classList.contains('num') ? [e.getBoundingClientRect()] : list.map((r) => {
    const air = r.height * 0.2;
    return { left: r.left, right: r.right, top: r.top + air, bottom: r.bottom - air };
  }));
  const ruled = words.map((e) => { const list = lines(e); return { e, list, boxes: tight(e, list).filter((r) => r.right - r.left > 1) }; });

  const glass = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const leaves = (r, frame) => r.left < frame.left - u || r.top < frame.top - u || r.right > frame.right + u || r.bottom > frame.bottom + u;
  const hides = (e) => /hidden|clip/.test(of(e).overflowX + of(e).overflowY);
  const cut = ruled.filter(({ e, boxes }) => {
    const frames = [glass, ...above(e).filter(hides).map((at) => at.getBoundingClientRect())];
    return boxes.some((r) => frames.some((frame) => leaves(r, frame)));
  }).map(({ e }) => name(e));

  const flat = ruled.flatMap(({ e, boxes }) => boxes.map((r) => ({ e, r }))).sort((a, b) => a.r.top - b.r.top);
  const over = [];
  for (let i = 0; i < flat.length; i += 1) {
    const x = flat[i];
    for (let j = i + 1; j < flat.length && flat[j].r.top < x.r.bottom - 2 * u; j += 1) {
      const y = flat[j];
      const wide = Math.min(x.r.right, y.r.right) - Math.max(x.r.left, y.r.left);
      const high = Math.min(x.r.bottom, y.r.bottom) - y.r.top;
      if (wide > 2 * u && high > 2 * u && x.e !== y.e) over.push(`${name(x.e)} over ${name(y.e)}`);
    }
  }

  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const hex = (c) => c.slice(0, 3).map((v) => Math.round(v).toString(16).padStart(2, '0')).join('') + (c.length > 3 && c[3] < 1 ? Math.round(c[3] * 255).toString(16).padStart(2, '0') : '');
  const shown = (c) => c.length === 3 || c[3] > 0;
  const lum = (c) => { const [r, g, b] = c.map((v) => { const s = v / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const solid = (c) => c.length === 3 || c[3] > 0.99;
  const grounds = new Map();
  const ground = (e) => {
    if (!e) return [255, 255, 255];
    if (!grounds.has(e)) { const c = rgb(of(e).backgroundColor); grounds.set(e, c.length && solid(c) ? c.slice(0, 3) : ground(e.parentElement)); }
    return grounds.get(e);
  };
  const inks = () => {
    const seal = hex(rgb(`rgb(${[1, 3, 5].map((at) => parseInt(of(root).getPropertyValue('--seal').trim().slice(at, at + 2), 16)).join()})`));
    return words.map((e) => {
      const [ink, paper] = [rgb(of(e).color).slice(0, 3), ground(e)];
      const [a, b] = [lum(ink), lum(paper)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return { ink: hex(ink), paper: hex(paper), ratio, least: [hex(ink), hex(paper)].includes(seal) ? leastContrast.red : leastContrast.plain };
    });
  };

  const length = (px) => Math.round((parseFloat(px) / u) * 10) / 10;
  const paint = (e) => {
    const s = of(e);
    if (e instanceof SVGElement) return `svg ${hex(rgb(s.color))}`;
    const found = [];
    const c = rgb(s.backgroundColor);
    if (c.length && shown(c)) found.push(hex(c));
    if (s.backgroundImage !== 'none') found.push('drawn');
    for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
      const line = rgb(s[`border${side}Color`]);
      if (s[`border${side}Style`] !== 'none' && parseFloat(s[`border${side}Width`]) && shown(line)) found.push(`${side[0]}${length(s[`border${side}Width`])}:${hex(line)}`);
    }
    const edge = s.boxShadow.match(/^(rgba?\([^)]*\)) (\S+) (\S+) \S+ (\S+)/);
    if (edge && shown(rgb(edge[1]))) found.push(`edge${[edge[2], edge[3], edge[4]].map(length).join('_')}:${hex(rgb(edge[1]))}`);
    if (/^(IMG|VIDEO)$/.test(e.tagName)) found.push(e.tagName.toLowerCase());
    return found.join('+');
  };
  const solids = all.filter((e) => e instanceof HTMLElement || e.tagName === 'svg');

  const pale = [];
  const looks = themes.map((theme) => {
    root.dataset.theme = theme;
    style.clear();
    grounds.clear();
    const found = inks();
    found.forEach(({ ratio, least }, i) => { if (ratio + 0.005 < least) pale.push(`${theme} ${name(words[i])} ${ratio.toFixed(2)}`); });
    return { inks: found.map(({ ink, paper }) => `${ink}/${paper}`), paints: solids.map(paint) };
  });
  const at = (v) => Math.round(v / u);
  const texts = ruled.map(({ e, list }, i) => {
    const [left, right] = [Math.min(...list.map((r) => r.left)), Math.max(...list.map((r) => r.right))];
    const said = own(e).map((n) => n.data.trim()).join('').replace(/\s+/g, ' ');
    const size = Math.round((parseFloat(of(e).fontSize) / u) * 10) / 10;
    return list.length ? [kin(e), `${size}/${of(e).fontWeight}`, looks.map((look) => look.inks[i]).join(' '), said, at(left), at(Math.min(...list.map((r) => r.top))), at(right - left), list.length] : null;
  }).filter(Boolean);
  const blocks = solids.flatMap((e, i) => {
    const painted = looks.map((look) => look.paints[i] || '-');
    if (painted.every((one) => one === '-')) return [];
    const r = e.getBoundingClientRect();
    return [[kin(e), painted.join(' '), at(r.left), at(r.top), at(r.width), at(r.height)]];
  });
  const least = Math.min(...words.map((e) => parseFloat(of(e).fontSize))) / u;
  const chinese = words.filter((e) => /[\u3400-\u9fff]/.test(own(e).map((n) => n.data).join('')) && !e.closest('[lang^=zh]:not(html)')).map(name);
  const kinds = [...new Set([...document.querySelectorAll('#app *')].map((e) => `${root.lang} ${kin(e)}`))];
  const moving = document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 1).map((a) => a.animationName || a.transitionProperty || 'script');
  return { kinds, moving, scale, u, cut, over, pale, least, chinese, texts, blocks };
};
