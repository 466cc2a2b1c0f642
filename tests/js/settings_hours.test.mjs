import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../../queue_server/screens/admin/static/settings/draft.js';
import {
  band, bandFault, dateFault, DAYS, differs, hoursDraft, hoursFault, hoursTable, isLimited, keptAs, minutesOf, ofKind, toWorkdays, unlimited, usualWeek, withBand, withDate,
} from '../../queue_server/screens/admin/static/settings/hours.js';

const limits = { windows: [], items: [], queues: [] };
const TABLE = {
  mon: '8:30-12:00, 13:30-17:00', tue: 'closed', wed: 'closed', thu: 'closed', fri: '8:30-12:00', sat: 'closed', sun: 'closed',
  closed_dates: ['2026-10-01'],
  bands: [
    { days: ['mon', 'fri'], times: '12:00-13:30', kind: 'noon', ...limits, windows: [1, 2] },
    { days: ['mon'], times: '7:30-8:30', kind: 'booked', ...limits },
    { days: ['sat'], times: '9:00-12:00', kind: 'normal', ...limits, items: ['AQ01'], queues: ['C'] },
  ],
  special: [
    { dates: ['2026-10-04', '2026-10-03'], times: '9:00-11:00', kind: 'normal', ...limits, queues: ['C'] },
    { dates: ['2026-10-03'], times: '8:00-9:00', kind: 'booked', ...limits },
    { dates: ['2026-10-02'] },
    { dates: ['2026-10-10'], like: 'mon' },
  ],
};

test('the table of the file becomes the bands of each day, in order of time', () => {
  const hours = hoursDraft(TABLE);
  assert.deepEqual(hours.mon.map(({ from, to, kind, windows }) => [from, to, kind, windows.join()]), [
    ['7:30', '8:30', 'booked', ''], ['8:30', '12:00', 'normal', ''], ['12:00', '13:30', 'noon', '1,2'], ['13:30', '17:00', 'normal', ''],
  ]);
  assert.deepEqual(hours.sat, [band('9:00', '12:00', { items: ['AQ01'], queues: ['C'] })]);
  assert.deepEqual(hours.tue, []);
  assert.equal(hoursDraft(null), null);
});

test('special dates stand in order: closed, like a weekday, or with bands of their own', () => {
  const { special } = hoursDraft(TABLE);
  assert.deepEqual(special.map(({ date, as }) => [date.slice(-2), as]), [['01', 'closed'], ['02', 'closed'], ['03', 'own'], ['04', 'own'], ['10', 'like']]);
  assert.deepEqual(special[2].bands.map(({ from, kind }) => [from, kind]), [['8:00', 'booked'], ['9:00', 'normal']]);
  assert.equal(special[4].like, 'mon');
});

test('what is sent reads as the same hours again', () => {
  const hours = hoursDraft(TABLE);
  assert.deepEqual(hoursDraft(hoursTable(hours)), hours);
  assert.equal(hoursTable(null), null);
  assert.deepEqual(hoursDraft(hoursTable(usualWeek())), usualWeek());
  const empty = { ...usualWeek(), special: [{ date: '2026-10-05', as: 'own', bands: [] }] };
  assert.deepEqual(hoursTable(empty).closed_dates, ['2026-10-05']);
});

test('a fault of the server stands at the band or the date of the page', () => {
  const hours = hoursDraft(TABLE);
  const at = (path, code = 'hours') => hoursFault({ path, code }, hours).path;
  assert.equal(at('hours.bands[3].windows[1]'), 'hours.mon[3].windows[1]');
  assert.equal(at('hours.bands[7].items[1]'), 'hours.sat[1].items[1]');
  assert.equal(at('hours.closed_dates[2]'), 'hours.special[2]');
  assert.equal(at('hours.special[2].times'), 'hours.special[3].bands[2].times');
  assert.equal(at('hours.special[2].dates[1]', 'overlap'), 'hours.special[3].bands[2]');
  assert.equal(at('hours.special[2].dates[1]', 'duplicate'), 'hours.special[3]');
  assert.equal(at('hours.special[4].dates[1]', 'duplicate'), 'hours.special[5]');
  assert.equal(at('hours'), 'hours');
  assert.equal(at('queues[1].name'), 'queues[1].name');
  assert.equal(placeOf(at('hours.bands[7].items[1]')).field, 'sat');
});

test('a band says at once what is wrong with it', () => {
  assert.deepEqual(['8:30', '08:30', '8：30', '24:00', '8:60', '830', ''].map(minutesOf), [510, 510, 510, null, null, null, null]);
  assert.equal(bandFault(band('8:30', '')), 'hours.fault_time');
  assert.equal(bandFault(band('8:30', '8:30')), 'hours.fault_order');
  assert.equal(bandFault(band('12:00', '13:30', { kind: 'noon' })), 'hours.fault_noon');
  assert.equal(bandFault(band('12:00', '13:30', { kind: 'noon', windows: [1] })), null);
});

test('one more band begins where the last ends, and a day ends before midnight', () => {
  assert.deepEqual(withBand([]).map(({ from, to }) => [from, to]), [['9:00', '12:00']]);
  const last = (bands) => { const { from, to } = withBand(bands).at(-1); return [from, to]; };
  assert.deepEqual(last([band('8:30', '12:00')]), ['12:00', '13:00']);
  assert.deepEqual(last([band('20:00', '23:30')]), ['23:30', '23:59']);
  assert.deepEqual(last([band('20:00', '')]), ['9:00', '12:00']);
});

test('the windows of a noon do not stay when it becomes another hour; limits are lifted without them', () => {
  const noon = band('12:00', '13:00', { kind: 'noon', windows: [1], queues: ['A'] });
  assert.deepEqual(ofKind(noon, 'normal').windows, []);
  assert.deepEqual(ofKind(band('8:00', '9:00', { windows: [2] }), 'booked').windows, [2]);
  assert.equal(isLimited(noon), true);
  assert.deepEqual([unlimited(noon).windows, unlimited(noon).queues, isLimited(unlimited(noon))], [[1], [], false]);
  assert.equal(isLimited(band('8:00', '9:00', { windows: [2] })), true);
});

test('a day copied to the working days is each its own, and the weekend stays', () => {
  const hours = hoursDraft(TABLE);
  assert.equal(differs(hours, 'mon'), true);
  const made = toWorkdays(hours, 'mon');
  assert.deepEqual(DAYS.filter((day) => JSON.stringify(made[day]) === JSON.stringify(hours.mon)), DAYS.slice(0, 5));
  assert.equal(differs(made, 'mon'), false);
  assert.notEqual(made.tue[2].windows, made.mon[2].windows);
  assert.deepEqual(made.sat, hours.sat);
});

test('one more special date is the day after the last, kept the same way', () => {
  assert.deepEqual(withDate([], '2026-09-30'), [{ date: '2026-09-30', as: 'closed' }]);
  const like = { date: '2026-12-31', as: 'like', like: 'tue' };
  assert.deepEqual(withDate([like], '2026-09-30')[1], { ...like, date: '2027-01-01' });
  assert.equal(withDate([{ date: '', as: 'closed' }], '2026-09-30')[1].date, '');
  assert.deepEqual(keptAs(like, 'closed'), { date: '2026-12-31', as: 'closed' });
  assert.equal(keptAs(like, 'own').bands.length, 1);
  assert.equal(dateFault([like, like], 1), 'hours.fault_twice');
  assert.equal(dateFault([like, like], 0), null);
  assert.equal(dateFault([{ date: '' }], 0), 'fault.empty');
});
