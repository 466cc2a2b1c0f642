// What the start page and the paper page show, from what the server answers. No page, no clock.

/** Missed answers before the page says that it is not connected: the start page asks every 3 s, the paper page every 1 s. */
export const LOST_AFTER_MS = 7000;
const MAX_OLDER = 11;

const LAMPS = { open: 'on', serving: 'on', called: 'on', idle: 'ring', paused: 'half', closed: 'dash' };
export const windowLamp = (state) => LAMPS[state] || 'dash';
export const windowWord = (state) => (LAMPS[state] ? state : 'closed');

/** The facts of /start.json with every field there, whatever was missing. */
export function facts(data) {
  const d = data || {};
  return {
    hall: d.hall || { name: '', name_en: '' },
    version: /^\d+\.\d+/.test(d.version) ? d.version : '',
    windows: d.windows || [],
    waiting: Number.isInteger(d.queues_waiting) ? d.queues_waiting : null,
    phoneUrl: d.phone_url || null,
    printer: d.printer || null,
    accounts: d.accounts || [],
    addresses: d.addresses || (d.base_url ? [d.base_url] : []),
  };
}

/** The JSON the server put into the page, or null. */
export function initial(text) {
  try { return text ? JSON.parse(text) : null; } catch { return null; }
}

/** A page of this server keeps this server's address, whatever host a QR names. */
export function samePath(url, base) {
  if (!url) return null;
  try {
    const at = new URL(url, base);
    return `${at.pathname}${at.search}`;
  } catch {
    return null;
  }
}

/** The size of a sign's name so that it fits: Hanzi are one em wide, Latin about half. width in the same units as the answer. */
export function fitting(name, width, largest) {
  const ems = [...name].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 1 : 0.5), 0);
  return Math.min(largest, Math.floor(width / Math.max(1, ems)));
}

/** How many windows are open; a paused one is not. */
export const openWindows = (windows) => windows.filter((one) => one.state === 'open').length;

/** The faults as they stand, by group: [{group, on: how many, faults: [{name, kind, choices?, unit?, value, on}]}]. What was pressed and not yet answered stands as pressed. */
export function switches(groups, faults, pressed = {}) {
  return (groups || []).map(({ group, faults: all }) => {
    const rows = all.map((one) => {
      const stored = faults && faults[one.name];
      const value = one.name in pressed ? pressed[one.name] : stored === undefined ? off(one) : stored;
      return { ...one, value, on: value !== off(one) };
    });
    return { group, on: rows.filter((row) => row.on).length, faults: rows };
  });
}

/** What a fault is when the printer is well. */
export const off = (one) => ({ switch: false, number: null, choice: one.off }[one.kind]);

/** What a press of its switch makes of a fault. */
export const flipped = (one) => (one.on ? off(one) : one.kind === 'number' ? one.figure : true);

/** All faults that are on, as they are when well. */
export const allWell = (groups) => Object.fromEntries(groups.flatMap((group) => group.faults).filter((one) => one.on).map((one) => [one.name, off(one)]));

/** Presses the server has taken over are forgotten. */
export function settled(faults, pressed) {
  return Object.fromEntries(Object.entries(pressed).filter(([name, value]) => !faults || faults[name] !== value));
}

const STOPPING = ['paper_out', 'cover_open', 'offline', 'cutter', 'overheated', 'broken', 'power_off', 'hang'];
/** Whether the printer holds everything back now. */
export const stopped = (faults) => Boolean(faults && STOPPING.some((name) => faults[name]));

/** The papers, newest first: the one in the slot and the older ones beside it. */
export function stack(papers) {
  const sorted = [...(papers || [])].sort((a, b) => b.id - a.id);
  return { newest: sorted[0] || null, older: sorted.slice(1, 1 + MAX_OLDER) };
}

/** Whether a paper came out just now: newer than what was known, and not at the first look. */
export function isFresh(knownId, newest) {
  return Boolean(newest && knownId !== null && newest.id > knownId);
}

/** What is on a paper, for the ear. */
export const wordsOf = (paper) => (Array.isArray(paper.text) ? paper.text : [paper.text || '']).filter((line) => String(line).trim()).join('\n');

/** The ticket number among the lines: the first line that is only a letter and digits. */
export function numberOf(paper) {
  const line = (Array.isArray(paper.text) ? paper.text : String(paper.text || '').split('\n')).find((one) => /^\s*[A-Z]{1,2}\d{3,5}\s*$/.test(one));
  return line ? line.trim() : null;
}

export const faultsOf = (paper) => [...(paper.errors || []), ...(paper.warnings || [])].map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
