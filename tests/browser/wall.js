(asked) => {
  // What a ruler finds on a screen of the wall: lengths in u, `asked.u` px each; colours in each of `asked.themes`.
  const { u, themes } = asked;
  const name = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} «${e.textContent.trim().slice(0, 24)}»`;
  const style = new Map();
  const of = (e) => { if (!style.has(e)) style.set(e, getComputedStyle(e)); return style.get(e); };
  const above = (e) => { const found = []; for (let at = e; at && at.id !== 'app'; at = at.parentElement) found.push(at); return found; };
  const words = [...document.querySelectorAll('#app *')].filter((e) => e instanceof HTMLElement
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility()
    && above(e).every((at) => of(at).clipPath === 'none'));
  // The box of a figure is as high as its capitals; a line of words has air above and below its letters.
  const rects = (e) => {
    if (e.classList.contains('num')) return [e.getBoundingClientRect()];
    const range = document.createRange();
    const own = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
    return own.flatMap((n) => { range.selectNodeContents(n); return [...range.getClientRects()]; }).map((r) => {
      const air = r.height * 0.2;
      return { left: r.left, right: r.right, top: r.top + air, bottom: r.bottom - air };
    });
  };
  const boxes = words.map((e) => [e, rects(e).filter((r) => r.right - r.left > 1)]);
  const glass = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const leaves = (r, frame) => r.left < frame.left - u || r.top < frame.top - u || r.right > frame.right + u || r.bottom > frame.bottom + u;
  const hides = (e) => /hidden|clip/.test(of(e).overflowX + of(e).overflowY);
  const cut = [];
  for (const [e, list] of boxes) {
    const frames = [glass, ...above(e).filter(hides).map((at) => at.getBoundingClientRect())];
    if (list.some((r) => frames.some((frame) => leaves(r, frame)))) cut.push(name(e));
  }
  const over = [];
  for (let i = 0; i < boxes.length; i += 1) {
    for (let j = i + 1; j < boxes.length; j += 1) {
      for (const x of boxes[i][1]) {
        for (const y of boxes[j][1]) {
          const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
          const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
          if (wide > 2 * u && high > 2 * u) over.push(`${name(boxes[i][0])} over ${name(boxes[j][0])}`);
        }
      }
    }
  }
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const lum = (c) => { const [r, g, b] = c.map((v) => { const s = v / 255; return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const solid = (c) => c.length === 3 || c[3] > 0.99;
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) { const c = rgb(of(at).backgroundColor); if (c.length && solid(c)) return c.slice(0, 3); }
    return [255, 255, 255];
  };
  const paleIn = (theme) => {
    const hex = of(document.documentElement).getPropertyValue('--seal').trim();
    const seal = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join();
    return words.flatMap((e) => {
      const [ink, paper] = [rgb(of(e).color).slice(0, 3), ground(e)];
      const [a, b] = [lum(ink), lum(paper)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const red = ink.join() === seal || paper.join() === seal;
      // Second languages, what is closed, and how to read the page: seen, but nobody acts on it.
      const quiet = e.closest('small, .closed, .hollow, .part');
      return ratio + 0.005 < (red ? 5.5 : quiet ? 5 : 7) ? [`${theme} ${name(e)} ${ratio.toFixed(2)}`] : [];
    });
  };
  const pale = themes.flatMap((theme) => {
    document.documentElement.dataset.theme = theme;
    style.clear();
    return paleIn(theme);
  });
  const least = Math.min(...words.map((e) => parseFloat(of(e).fontSize))) / u;
  const chinese = words.filter((e) => /[\u3400-\u9fff]/.test([...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('')) && !e.closest('[lang^=zh]:not(html)')).map(name);
  return { cut, over, pale, least, chinese };
}
