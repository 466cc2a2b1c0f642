// The rules of the printers' page, without page, socket or clock.

const LAMPS = { ok: 'on', near_end: 'half', down: 'square', unknown: 'dash' };
const PAPERS = { 576: 80, 384: 58 };

/** How a printer is: {lamp, key}; `key` names the words. */
export function health(printer, has) {
  const lamp = LAMPS[printer.state] || 'dash';
  if (printer.state === 'down') {
    const key = `printers.why.${printer.why}`;
    return { lamp, key: has(key) ? key : 'printers.state.down' };
  }
  if (lamp === 'dash' && printer.profile && printer.profile.status === 'none') return { lamp, key: 'printers.state.untold' };
  return { lamp, key: `printers.state.${LAMPS[printer.state] ? printer.state : 'unknown'}` };
}

/** A printer's settings in plain words: [{key, params}]. */
export function settingsWords(profile) {
  const width = profile.width_dots || 576;
  const paper = PAPERS[width];
  const parts = [paper ? { key: 'printers.set.paper', params: { mm: paper } } : { key: 'printers.set.dots', params: { dots: width } }];
  parts.push({ key: profile.mode === 'raster' ? 'printers.set.drawn' : 'printers.set.text' });
  if (profile.mode !== 'raster' && profile.rom === 'gb2312') parts.push({ key: 'printers.set.old_rom' });
  if (profile.qr === 'native') parts.push({ key: 'printers.set.own_codes' });
  parts.push({ key: `printers.set.cut_${profile.cut || 'partial'}` });
  if (profile.barrier === 'none') parts.push({ key: profile.sent_is_done ? 'printers.set.sent_is_done' : 'printers.set.never_sure' });
  else parts.push({ key: 'printers.set.confirms' });
  if (profile.status === 'none') parts.push({ key: 'printers.set.unseen' });
  return parts;
}

/** Whether a printer's settings came from paper: 'confirmed', 'documents' (a model not tried) or 'own' (written by hand). */
export function origin(profile) {
  if (profile.confirmed_at) return 'confirmed';
  return profile.model ? 'documents' : 'own';
}

/** Who prints at a printer: {first: [device], second: [device]}. */
export function users(devices, printerId) {
  return { first: devices.filter((one) => one.printer_id === printerId), second: devices.filter((one) => one.second_printer_id === printerId) };
}

/** The first question without an answer, null when all are answered. */
export const openQuestion = (questions, answers) => questions.find((one) => !answers[one.code]) || null;

/** How a self-test went: {key, why, ok: whether there is paper to ask about}. */
export function testWords(result, has) {
  if (!result || !result.outcome) return { key: 'printers.test.failed', why: null, ok: false };
  const why = result.reason ? `printers.why.${result.reason}` : null;
  return { key: `printers.test.${result.outcome}`, why: why && has(why) ? why : null, ok: result.outcome !== 'refused' };
}

/** A name no other printer has. */
export function freeName(word, printers) {
  const taken = new Set(printers.map((one) => one.name));
  if (!taken.has(word)) return word;
  let n = 2;
  while (taken.has(`${word} ${n}`)) n += 1;
  return `${word} ${n}`;
}

/** The printers as the hall sees them this second upon what was read once. */
export function fresh(printers, live) {
  const now = new Map((live || []).map((one) => [one.id, one]));
  return printers.map((one) => ({ ...one, ...(now.has(one.id) ? { state: now.get(one.id).state, why: now.get(one.id).why } : {}) }));
}

/** Printers found that the hall does not have yet stand first. */
export function ofFound(found, printers) {
  const known = new Map(printers.map((one) => [one.address, one]));
  const says = (one) => (one.name === 'n/a' || one.address.includes(one.name) ? '' : one.name);
  return found.map((one) => ({ ...one, name: says(one), known: known.get(one.address) || null })).sort((a, b) => Boolean(a.known) - Boolean(b.known));
}

/** What a press of a test slip came to: the key of its words, null while it is on its way. */
export function jobWords(job) {
  return { printed: 'printers.job.printed', uncertain: 'printers.job.uncertain', refused: 'printers.job.refused', expired: 'printers.job.refused' }[job && job.state] || null;
}
