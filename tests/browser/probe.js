() => {
  const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !e.closest('.unseen, [inert]');
  const name = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} «${(e.innerText || '').replace(/\s+/g, ' ').slice(0, 40)}»`;
  const all = [...document.querySelectorAll('#app *')].filter((e) => e instanceof HTMLElement && shown(e));
  const hides = (value) => value === 'hidden' || value === 'clip';
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const clipped = all.filter((e) => {
    const style = getComputedStyle(e);
    if (!e.innerText || !e.innerText.trim() || e.clientWidth <= 1) return false;
    // A box as high as its line is cut by the tails of its letters only in figures, not on the screen.
    return (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + size(e) * 0.25);
  });
  const hasText = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const scrolled = (e) => {
    for (let at = e; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return true;
    }
    return false;
  };
  const outside = all.filter((e) => {
    if (!hasText(e) && e.tagName !== 'BUTTON' && e.tagName !== 'IMG') return false;
    const box = e.getBoundingClientRect();
    return !scrolled(e) && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
  });
  const targets = all.filter((e) => e.matches('button, a[href], input, textarea, select, [role=checkbox], [role=switch]'));
  const small = targets.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width < 60 || box.height < 60;
  });
  const chinese = [];
  const named = []; // Chinese that is marked as such: the second name of something
  const walker = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (/[\u3400-\u9fff]/.test(walker.currentNode.data) && at.checkVisibility()) (at.closest('[lang^=zh]:not(html)') ? named : chinese).push(walker.currentNode.data.trim());
  }
  return { clipped: clipped.map((e) => `${name(e)} ${e.scrollWidth}x${e.scrollHeight} in ${e.clientWidth}x${e.clientHeight}`), outside: outside.map(name), small: small.map(name), chinese, named, lang: document.documentElement.lang };
}
