// A small hall for the kiosk's tests.
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
