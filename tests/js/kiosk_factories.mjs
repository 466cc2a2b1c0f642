// A small hall for the kiosk's tests, and a kiosk driven by hand.
import { deadline, initial, shownPage, step } from '../../kiosk/static/logic.js';

export const item = (code, more = {}) => ({ code, name: code, short_name: code, name_en: code, initials: code, materials: [], popular: 0, ...more });
export const queue = (prefix, more = {}) => ({
  id: `q${prefix}`, prefix, name: prefix, open: true, closed_reason: null, waiting: 6, wait: { low_s: 900, high_s: 1500 }, free_now: false,
  skip_items: false, ask_priority: true, windows: ['3'], items: [item(`${prefix}1`), item(`${prefix}2`)], ...more,
});
export const snapshot = (more = {}) => ({
  version: 1, now: '2026-11-20T10:42:00+08:00', open: { is_open: true, closed_reason: null }, done_home_s: 20, idle_s: 45,
  queues: [queue('C'), queue('E', { skip_items: true, items: [] }), queue('F', { skip_items: true, items: [], ask_priority: false }),
    queue('G', { items: [item('G1')] }), queue('H', { open: false, closed_reason: 'daily_limit' })],
  help: { state: 'none' }, job: null, ...more,
});

export const TICKET = { id: 't1', number: 'C026', queue: { id: 'qC' }, priority: null };

/** A kiosk driven by hand: every event at `at`, wishes collected. */
export function kiosk(more) {
  const self = { state: initial(0), wishes: [], at: 0 };
  self.send = (event) => {
    const [next, wishes] = step(self.state, { at: self.at, ...event });
    self.state = next;
    self.wishes.push(...wishes);
    return self;
  };
  self.press = (what, args = {}) => self.send({ type: 'press', what, key: `k${self.wishes.length}`, ...args });
  self.pass = (ms) => {
    const end = self.at + ms;
    while (deadline(self.state) <= end) { self.at = deadline(self.state); self.send({ type: 'time' }); }
    self.at = end;
    return self;
  };
  self.page = () => shownPage(self.state);
  self.asked = () => self.wishes.filter(({ do: what }) => what === 'issue');
  self.did = (what) => self.wishes.some((wish) => wish.do === what);
  self.issued = (job = { id: 'j1', state: 'queued' }, ticket = TICKET) => self.send({ type: 'issued', key: self.asked()[0].key, ticket, print_job: job });
  return self.send({ type: 'link', state: 'ok' }).send({ type: 'snapshot', snapshot: snapshot(more) });
}
export const atTicket = (job, more) => kiosk(more).press('queue', { id: 'qE' }).press('take').issued(job);
