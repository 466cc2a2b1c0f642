// How the fields of the plan are asked for: groups, units, and what a typed text means.
// A field added to the plan is shown once words.json has a label for it, in the last group unless named here.

import { copy } from './draft.js';

/** Seconds and other units by field; a duration asked for in minutes is kept in seconds. */
const MINUTES = ['head_start_s', 'return_within_s', 'target_wait_s', 'prior_service_s', 'pause_limit_s', 'kiosk_before_s', 'last_ticket_before_s', 'booked_early_s', 'booked_late_s'];
const UNITS = {
  max_calls: 'times', absent_after: 'times', announce_times: 'times', return_after: 'places', return_within_places: 'people', near: 'people', interleave_normal: 'people', late_rating_days: 'days', supplement_days: 'days',
  daily_limit: 'tickets', number: 'number', speed: 'words', volume: 'percent',
};

export function unitOf(name) {
  if (MINUTES.includes(name)) return { unit: 'min', factor: 60 };
  if (UNITS[name]) return { unit: UNITS[name], factor: 1 };
  return { unit: name.endsWith('_s') ? 's' : null, factor: 1 };
}

export const GROUPS = {
  queues: [
    ['name', ['prefix', 'name', 'name_en', 'line', 'line_en']],
    ['take', ['tickets_from', 'tickets_until', 'daily_limit', 'waiting_zone', 'skip_items', 'ask_priority']],
  ],
  windows: [
    ['name', ['number', 'name', 'name_en', 'name_short']],
    ['place', ['kind', 'department', 'zone', 'place', 'place_en', 'item_groups', 'item_groups_en']],
  ],
  items: [
    ['name', ['code', 'name', 'short_name', 'name_en', 'initials']],
    ['where', ['queue', 'popular', 'category', 'category_en']],
    ['how', ['case_type', 'when', 'online', 'note']],
    ['bring', ['bring', 'bring_en']],
  ],
  settings: [
    ['order', ['order', 'interleave_normal', 'head_start_s', 'target_wait_s', 'near', 'prior_service_s', 'booked_early_s', 'booked_late_s']],
    ['missed', ['max_calls', 'recall_gap_s', 'absent_after', 'absent_min_s', 'missed', 'return_within_s', 'return_within_places', 'return_after']],
    ['after', ['ask_rating', 'ask_rating_s', 'late_rating_days', 'supplement_days']],
    ['screens', ['pause_limit_s', 'printer_down', 'kiosk_before_s', 'last_ticket_before_s', 'number_width', 'free_direct']],
  ],
};

const ELSEWHERE = ['announce_times']; // on the page of the voice

/** Letters of queues are set in the matrix, tables within tables on pages of their own. */
const isAsked = (rule) => !ELSEWHERE.includes(rule.name) && rule.kind !== 'table' && !(rule.kind === 'list' && (rule.of.kind !== 'text' || rule.of.high <= 2));

/** What one choice makes meaningless is not asked. */
export function applies(name, settings) {
  if (name === 'interleave_normal') return settings.order === 'interleave';
  if (name === 'head_start_s') return settings.order !== 'interleave';
  return !['return_within_s', 'return_within_places', 'return_after'].includes(name) || settings.missed !== 'void';
}

/** The groups of a table: [{name, rules}], the fields nobody named in the last; `known(name)` tells whether it has a label. */
export function groupsOf(table, rules, known) {
  const shown = rules.filter((rule) => known(rule.name) && isAsked(rule));
  const groups = (GROUPS[table] || [['all', []]]).map(([name, fields]) => ({ name, rules: fields.map((field) => shown.find((rule) => rule.name === field)).filter(Boolean) }));
  const named = new Set(groups.flatMap((group) => group.rules.map((rule) => rule.name)));
  groups[groups.length - 1].rules.push(...shown.filter((rule) => !named.has(rule.name)));
  return groups.filter((group) => group.rules.length);
}

/** What stands in the input for a value. */
export function shownValue(rule, value) {
  if (value === null || value === undefined) return '';
  if (rule.kind === 'list') return value.join('\n');
  if (rule.kind !== 'int' || typeof value !== 'number') return String(value);
  return String(Math.round((value / unitOf(rule.name).factor) * 100) / 100);
}

/** What a typed text means: a number, a text, null for nothing; what is no number stays text and is a fault. */
export function typedValue(rule, text) {
  if (rule.kind === 'list') return text.split('\n').map((one) => one.trim()).filter(Boolean);
  if (rule.kind !== 'int') return text === '' && rule.optional ? null : text;
  const plain = text.trim().replace(',', '.');
  if (plain === '') return rule.optional ? null : '';
  return /^\d+(\.\d+)?$/.test(plain) ? Math.round(Number(plain) * unitOf(rule.name).factor) : text;
}

/** What is wrong with a value before the server is asked: {key, params} or null. */
export function fault(rule, value) {
  if (value === null || value === undefined) return rule.optional || rule.default !== undefined ? null : { key: 'fault.empty', params: {} };
  if (rule.kind === 'int') {
    const { factor } = unitOf(rule.name);
    if (value === '') return { key: 'fault.empty', params: {} };
    if (typeof value !== 'number') return { key: 'fault.number', params: {} };
    if (value < rule.low || value > rule.high) return { key: 'fault.range', params: { low: Math.ceil(rule.low / factor), high: Math.floor(rule.high / factor) } };
    return null;
  }
  if (rule.kind !== 'text' && rule.kind !== 'passage') return null;
  if (rule.low && !String(value).trim()) return { key: 'fault.empty', params: {} };
  if (rule.high !== undefined && [...String(value)].length > rule.high) return { key: 'fault.long', params: { high: rule.high, n: [...String(value)].length } };
  return null;
}

/** A new entry of a table with every default its rules name. */
export function blank(rules) {
  return Object.fromEntries(rules.filter((rule) => rule.default !== undefined && rule.default !== null).map((rule) => [rule.name, copy(rule.default)]));
}
