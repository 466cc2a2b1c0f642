// The settings being edited, against those last read: what differs, what to send, where a fault belongs.

/** By which field an entry is the same as before; a table without one goes by its order. */
export const KEYS = { waiting_zones: 'name', departments: 'name', queues: 'prefix', windows: 'number', priorities: 'code', items: 'code', screens: 'code', pages: 'code' };

export const copy = (value) => JSON.parse(JSON.stringify(value));

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function byKey(table, entries) {
  const key = KEYS[table];
  return new Map(entries.map((entry, i) => [String(key ? entry[key] : i + 1), entry]));
}

function ofFields(table, key, was, now) {
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])];
  return names.filter((name) => !same(was[name], now[name]))
    .map((field) => ({ table, key, field, from: was[field] ?? null, to: now[field] ?? null }));
}

function ofEntries(table, was, now) {
  const [before, after] = [byKey(table, was), byKey(table, now)];
  const found = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (before.has(key) && after.has(key)) found.push(...ofFields(table, key, before.get(key), after.get(key)));
    else found.push({ table, key, field: '', from: before.get(key) ?? null, to: after.get(key) ?? null });
  }
  const [order, anew] = [[...before.keys()], [...after.keys()]];
  if (!found.length && !same(order, anew)) found.push({ table, key: null, field: 'order', from: order, to: anew });
  return found;
}

/** What differs, one for each field, as the server's history has it: {table, key, field, from, to}. */
export function changesOf(before, after) {
  return Object.keys(before).flatMap((table) => {
    const [was, now] = [before[table], after[table]];
    if (same(was, now)) return [];
    if (Array.isArray(was) || Array.isArray(now)) return ofEntries(table, was || [], now || []);
    if (!was || !now) return [{ table, key: null, field: '', from: was ?? null, to: now ?? null }];
    return ofFields(table, null, was, now);
  });
}

/** The sections to send: whole ones, only those that differ. */
export function changedSections(before, after) {
  return Object.fromEntries(Object.keys(before).filter((name) => !same(before[name], after[name])).map((name) => [name, after[name]]));
}

function without(entries, table, key) {
  return entries.filter((entry, i) => String(KEYS[table] ? entry[KEYS[table]] : i + 1) !== key);
}

/** Make somebody's changes again upon settings another has saved meanwhile. */
export function applyChanges(sections, changes) {
  const made = copy(sections);
  for (const { table, key, field, to } of changes) {
    if (key === null && field === 'order') {
      const found = byKey(table, made[table]);
      made[table] = [...to.filter((one) => found.has(one)).map((one) => found.get(one)), ...made[table].filter((one) => !to.includes(String(one[KEYS[table]])))];
    } else if (key === null && field === '') made[table] = to;
    else if (key === null) made[table] = { ...made[table], [field]: to };
    else if (field === '') made[table] = to ? [...without(made[table], table, key), to] : without(made[table], table, key);
    else {
      const entry = byKey(table, made[table]).get(key);
      if (entry) entry[field] = to;
    }
  }
  return made;
}

const isWhole = (change) => change.field === '' || change.field === 'order';
const isGone = (change) => change.key !== null && change.field === '' && change.to === null;
const meet = (one, other) => one.table === other.table && one.key === other.key && (one.field === other.field || one.field === '' || other.field === '');

/** An entry another took away, as it was but for my changes of it: it comes back whole or not at all. */
const broughtBack = (removal, parts) => ({ ...removal, to: { ...removal.from, ...Object.fromEntries(parts.map((part) => [part.field, part.to])) } });

/**
 * What both changed, and not to the same: [{mine, theirs, parts}]. An entry that one removed clashes with whatever the other
 * did to it; what I changed of one that is gone is one clash, `parts` being those changes.
 */
export function clashesOf(mine, theirs) {
  const gone = theirs.filter(isGone).map((removal) => ({ removal, parts: mine.filter((one) => meet(one, removal) && !isWhole(one)) })).filter(({ parts }) => parts.length);
  const single = mine.filter((one) => !gone.some(({ parts }) => parts.includes(one))).flatMap((one) => {
    const other = theirs.find((each) => meet(one, each));
    return other && (isWhole(one) !== isWhole(other) || !same(one.to, other.to)) ? [{ mine: one, theirs: other, parts: [] }] : [];
  });
  return [...gone.map(({ removal, parts }) => ({ mine: broughtBack(removal, parts), theirs: removal, parts })), ...single];
}

/** Of my changes those that clash with nothing: they are made again without a question. */
export const clearOf = (mine, clashes) => mine.filter((one) => !clashes.some((clash) => meet(one, clash.mine)));

/** The path by which the server names a field: entries are counted from 1. */
export const pathOf = (table, index, field) => (index === null ? `${table}.${field}` : `${table}[${index + 1}].${field}`);

/** What a path of the server names: {table, index (from 0, or null), field}. */
export function placeOf(path) {
  const found = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(path) || [path, path];
  return { table: found[1], index: found[2] === undefined ? null : Number(found[2]) - 1, field: found[3] || '' };
}

/** The fault at a path, or at something inside it, or null. */
export function faultAt(faults, path) {
  return faults.find((one) => one.path === path || one.path.startsWith(`${path}[`) || one.path.startsWith(`${path}.`)) || null;
}
