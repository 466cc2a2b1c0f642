// The same table of a printer's faults that the printing is tried with: what the kiosk says in each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { paperPart, paperWords } from '../../kiosk/static/facts.js';
import { atTicket, snapshot } from './kiosk_factories.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const words = read('../../kiosk/static/words.json');

for (const row of read('../paper/faults.json')) {
  test(`the kiosk says what has become of the paper: ${row.name}`, () => {
    const printer = { state: row.printer, why: row.why };
    const { ticket } = atTicket().send({ type: 'snapshot', snapshot: snapshot({ printer, job: { id: 'j1', ticket_id: 't1', state: row.job, reason: row.reason } }) }).state;
    const title = paperPart(ticket) === 'screen' ? `${paperWords(ticket, printer)}.title` : `${paperPart(ticket)}.title`;
    assert.equal(words[title].zh, row.says);
    assert.ok(words[title].en);
  });
}
