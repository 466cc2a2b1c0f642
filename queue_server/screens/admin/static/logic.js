// The rules of the manager's pages, without page, socket or clock. Times in milliseconds unless named _s.

export { clockOf } from '../../shared/static/durations.js';

/** Full width of a queue's bar: 50 minutes. */
export const BAR_S = 3000;
export const SHOWN_ALARMS = 3;
const PAUSE_LIMIT_S = 900;
const DEVICE_KINDS = ['kiosk', 'printer', 'display', 'sign', 'clerk', 'evaluator', 'print_agent'];
const SHOWN_QUARTERS = 48;

export const minutes = (seconds) => Math.max(0, Math.floor(seconds / 60));
const elapsed = (iso, now) => Math.max(0, (now - Date.parse(iso)) / 1000);

/** Alarms nobody has taken note of, the red kind first, then the oldest. */
export function openAlarms(alarms) {
  return alarms.filter((alarm) => !alarm.acknowledged)
    .sort((a, b) => (a.kind === 'wait' ? 0 : 1) - (b.kind === 'wait' ? 0 : 1) || Date.parse(a.since) - Date.parse(b.since));
}

/** Of the kinds, which stand in the three places that are always seen. */
const FIRST = ['wait', 'storage', 'unserved', 'printer', 'voice', 'screen', 'device', 'pause', 'idle'];

/** The alarms always seen: the first of each kind before a second of any, so that five long queues hide no empty printer. */
export function shownAlarms(open) {
  const rank = (alarm) => { const at = FIRST.indexOf(alarm.kind); return at < 0 ? FIRST.length : at; };
  const first = open.filter((alarm, i) => open.findIndex((one) => one.kind === alarm.kind) === i).sort((a, b) => rank(a) - rank(b));
  const seen = [...first, ...open.filter((alarm) => !first.includes(alarm))].slice(0, SHOWN_ALARMS);
  return open.filter((alarm) => seen.includes(alarm));
}

/** The sentence of the page: {key, params, calm}; of a page that is cut off, how it was. */
export function sentence(alarms, { isOpen = true, lost = false } = {}) {
  const open = openAlarms(alarms).length;
  if (open) return { key: lost ? 'live.was_todo' : 'live.todo', params: { n: open }, calm: false };
  if (alarms.length) return { key: 'live.known', params: { n: alarms.length }, calm: false };
  if (lost) return { key: 'live.was_calm', params: {}, calm: false };
  return { key: isOpen ? 'live.calm' : 'live.closed', params: {}, calm: true };
}

/** Why a box's sound check failed, as far as there are words for it. */
const CHECK_WHY = ['blocked', 'no_card', 'not_playing', 'stuck'];

const DETAIL = {
  wait: (p) => (p.waiting === undefined ? null : { key: 'alarm.wait.detail', params: { n: p.waiting } }),
  pause: (p) => ({ key: 'alarm.pause.detail', params: { n: minutes(p.limit_s || PAUSE_LIMIT_S) }, reason: p.reason }),
  idle: (p) => (p.waiting === undefined ? null : { key: 'alarm.idle.detail', params: { n: p.waiting } }),
  unserved: (p) => ({ key: 'alarm.wait.detail', params: { n: p.waiting } }),
  storage: () => ({ key: 'alarm.storage.detail', params: {} }),
  printer: (p) => (p.why && p.why !== 'paper_out' ? { key: `why.${p.why}`, params: {} } : null),
  screen: (p) => (CHECK_WHY.includes(p.why) ? { key: `check.${p.why}`, params: {} } : null),
};

const MORE = {
  unserved: (p) => p.helper && { key: 'alarm.wait.helper', params: { window: p.helper } },
  wait: (p) => p.helper && { key: 'alarm.wait.helper', params: { window: p.helper } },
  pause: (p) => p.waiting > 0 && { key: 'alarm.wait.detail', params: { n: p.waiting } },
  printer: (p) => p.unprinted > 0 && { key: 'alarm.printer.unprinted', params: { n: p.unprinted } },
};

/** Where what an alarm tells of is put right: a page, and for a queue that waits too long the window that could help. */
const WHERE = { wait: 'matrix', unserved: 'people', pause: 'people', idle: 'people', printer: 'printers', device: 'devices', screen: 'devices', voice: 'devices' };
export function remedyOf({ kind, params }) {
  if (params.helper) return { window: params.helper, prefix: params.prefix };
  return WHERE[kind] ? { page: WHERE[kind] } : null;
}

/** The windows' sections of the settings with one more queue helped by a window; null where it is called there already. */
export function helping(windows, number, prefix) {
  const window = windows.find((one) => String(one.number) === String(number));
  if (!window || [...window.own, ...window.help].includes(prefix)) return null;
  return windows.map((one) => (one === window ? { ...one, help: [...one.help, prefix] } : one));
}

const ICONS = { wait: 'warning', unserved: 'bell', pause: 'clock', idle: 'bell', printer: 'printer', device: 'screen', screen: 'screen', voice: 'speaker' };

const queueOf = (p, english) => [(english && p.queue_en) || p.queue, p.prefix].filter(Boolean).join(' ');

const TITLES = {
  // `since` is the moment the target was passed, so both figures go on growing between two snapshots.
  wait(p, since, english) {
    const queue = queueOf(p, english);
    const over = Math.max(1, minutes(since));
    return { key: 'alarm.wait', params: { queue, n: minutes((p.waited_s || 0) - (p.over_s || 0)) + over }, over };
  },
  pause: (p, since) => ({ key: 'alarm.pause', params: { window: p.window, n: minutes(since) } }),
  unserved: (p, since, english) => ({ key: 'alarm.unserved', params: { queue: queueOf(p, english) } }),
  idle: (p, since) => ({ key: 'alarm.idle', params: { window: p.window, n: minutes(since) } }),
  printer: (p, since, english) => ({ key: p.why === 'paper_out' ? 'alarm.paper' : 'alarm.printer', params: { name: (english && p.printer_en) || p.printer } }),
  device: (p, since, english) => ({ key: 'alarm.silent', params: { name: (english && p.device_en) || p.device, n: minutes(since) } }),
  screen: (p, since, english) => ({ key: `alarm.screen.${p.trouble}`, params: { name: (english && p.device_en) || p.device } }),
  voice: () => ({ key: 'alarm.voice', params: {} }),
  storage: () => ({ key: 'alarm.storage', params: {} }),
};

/** What an alarm says: {red, icon, title: {key, params}, over: by how much or null, detail: {key, params, reason?} | null, more: {key, params} | null}. */
export function alarmWords(alarm, now, english = false) {
  const p = alarm.params || {};
  const { kind } = alarm;
  const { over, ...title } = TITLES[kind] ? TITLES[kind](p, elapsed(alarm.since, now), english) : { key: 'alarm.other', params: { kind } };
  const by = over ? { key: 'alarm.wait.over', params: { over } } : null;
  return { red: kind === 'wait', icon: ICONS[kind] || 'warning', title, over: by, detail: DETAIL[kind] ? DETAIL[kind](p) : null, more: (MORE[kind] && MORE[kind](p)) || null };
}

/** One tone for each new alarm. `heard` is a Set, or null at the first snapshot. */
export function newAlarms(heard, alarms) {
  return alarms.filter((alarm) => !alarm.acknowledged && !(heard && heard.has(alarm.id))).map((alarm) => alarm.id);
}

/** The longest wait now: whoever waited longest in the snapshot has gone on waiting since. Seconds. */
export function grown(longestS, waiting, snapshotAt, now) {
  if (!waiting || !longestS) return longestS || 0;
  return longestS + Math.max(0, (now - Date.parse(snapshotAt)) / 1000);
}

/** A queue's bar: parts of the full width, and by how many minutes the target is passed. */
export function queueBar(longestS, targetS) {
  const longest = longestS || 0;
  const over = Math.max(0, minutes(longest) - minutes(targetS));
  return { part: Math.min(1, longest / BAR_S), tick: Math.min(1, targetS / BAR_S), over: longest > targetS ? Math.max(1, over) : 0 };
}

/** On the phone the longest wait stands first while there is an alarm; on the desk the order never changes. */
export function queueOrder(queues, byWait) {
  return byWait ? [...queues].sort((a, b) => (b.longest_s || 0) - (a.longest_s || 0)) : queues;
}

const QUEUES_LISTED = 8;

/** On a phone, of many queues, those in which nobody waits are told in one line: {listed, quiet}. */
export function queuesListed(queues, onPhone) {
  if (!onPhone || queues.length <= QUEUES_LISTED) return { listed: queues, quiet: [] };
  return { listed: queues.filter((one) => one.waiting), quiet: queues.filter((one) => !one.waiting) };
}

const STATE_LAMP = { serving: 'on', called: 'on', idle: 'ring', paused: 'half', closed: 'dash' };
export const windowLamp = (state) => STATE_LAMP[state] || 'dash';

/** Seconds a window has been in its state now, and whether that is long. */
export function windowElapsed(row, now) {
  if (row.state === 'closed') return { seconds: null, late: false };
  const seconds = row.since ? elapsed(row.since, now) : row.elapsed_s;
  if (seconds === null || seconds === undefined) return { seconds: null, late: false };
  return { seconds, late: (row.state === 'paused' && seconds > (row.pause_limit_s || PAUSE_LIMIT_S)) || (row.state === 'serving' && seconds > 1800) };
}

/** New devices still to be let in. */
export const pendingDevices = (enrolments, letIn) => (enrolments || []).filter((wish) => !letIn.includes(wish.code));

const PRINTER_STATE = { ok: 'online', near_end: 'low', down: 'down', unknown: 'never' };
const LAMPS = { online: 'on', low: 'half', down: 'square', silent: 'dash', never: 'dash' };
const deviceLamp = (state) => LAMPS[state] || 'dash';

/** Devices and printers in one form: {id, kind, name, name_en, state: online|low|down|silent|never, since, why, troubles: what is the matter with one that is there}. */
export function allDevices(snapshot) {
  const printers = (snapshot.printers || []).map((one) => ({
    id: one.id, kind: 'printer', name: one.name, name_en: one.name_en, state: PRINTER_STATE[one.state] || 'never', since: one.at, why: one.why, troubles: [],
  }));
  const devices = (snapshot.devices || []).filter((one) => one.kind !== 'printer')
    .map((one) => ({ ...one, id: one.id || `${one.kind}-${one.name}`, kind: one.kind === 'board' ? 'display' : one.kind === 'tablet' ? 'evaluator' : one.kind, why: null, troubles: (one.state === 'online' && one.troubles) || [] }));
  const order = (one) => { const at = DEVICE_KINDS.indexOf(one.kind); return at < 0 ? DEVICE_KINDS.length : at; };
  return [...devices, ...printers].sort((a, b) => order(a) - order(b));
}

/** Whether a device or printer is there and nothing is the matter with it. */
export const isWell = (one) => one.state === 'online' && !one.troubles.length;

/** Its lamp: half for one that is there and not well. */
export const lampOf = (one) => (one.state === 'online' && !isWell(one) ? 'half' : deviceLamp(one.state));

/** The same by kind, for the live view: [{kind, rows, troubled}]. Devices that never came are no trouble. */
export function deviceGroups(devices) {
  const kinds = [...new Set(devices.map((one) => one.kind))];
  return kinds.map((kind) => {
    const rows = devices.filter((one) => one.kind === kind);
    return { kind, rows, troubled: rows.filter((one) => !isWell(one)) };
  });
}

const LAMPS_MOST = 10;

/** The lamps of a group: one each; of many, how many are well and one for each that is not. */
export function lampsOf({ rows, troubled }) {
  if (rows.length <= LAMPS_MOST) return { well: 0, each: rows };
  return { well: rows.length - troubled.length, each: troubled.slice(0, LAMPS_MOST) };
}

/** How many devices somebody should look at while the hall works; one that never came was never there. */
export const toLookAt = (devices) => devices.filter((one) => one.state !== 'never' && !isWell(one)).length;

/** The bars of today's waiting: the last quarters, heights as parts of the highest. */
export function quarters(list) {
  const shown = list.slice(-SHOWN_QUARTERS);
  const top = Math.max(1, ...shown.map((one) => one.waiting));
  return shown.map((one) => ({ at: one.at, waiting: one.waiting, part: one.waiting / top }));
}

/** Whether every device and printer is there and well. */
export const allOnline = (devices) => devices.length > 0 && devices.every(isWell);

export const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) : 0);
