// Why a ticket stands where it stands, and the hall's rule of order as one sentence. Words come in as t(key, params).

/** A priority class in the page's language: both names are the hall's own. */
export function className(ticket, english) {
  if (english && ticket.priority_name_en) return ticket.priority_name_en;
  return ticket.priority_name || '';
}

/** The mark before the sentence of a row, or null. */
export function markOf(row, { t, english, hhmm }) {
  if (row.priority_name && row.priority_claim !== 'awaiting_desk') return t('mark.priority', { name: className(row, english) });
  const { code = '', params = {} } = row.why || {};
  if (code === 'booked') return t('mark.booked', { at: hhmm(params.at) });
  if (code === 'returned') return t('mark.returned');
  return code.startsWith('transferred') ? t('mark.transferred') : null;
}

/** Why somebody was called out of turn: a code of the terminal in words, else what the clerk wrote. */
export function reasonWords(reason, t) {
  return t.has(`choose.reason.${reason}`) ? t(`choose.reason.${reason}`) : reason;
}

/** say: {t, hhmm, english, policy}; the hall's policy says after how many a returned ticket stands. */
function sentence(row, { t, hhmm, english, policy }, short) {
  const { why } = row;
  if (!why || !t.has(`why.${why.code}`)) return '';
  const params = { after: policy.return_after, ...(why.params || {}), name: className(row, english) };
  if (params.at) params.at = hhmm(params.at);
  if (why.code === 'chosen') params.reason = reasonWords(params.reason, t);
  const key = short && t.has(`why.${why.code}_short`) ? `why.${why.code}_short` : `why.${why.code}`;
  return t(key, params);
}

/** The whole sentence, for the card; a head start names whom it stands ahead of. */
export function whyLine(row, say) {
  const first = sentence(row, say, false);
  const { ahead_of: number, ahead_minutes: minutes } = (row.why && row.why.params) || {};
  return number && minutes > 0 && first ? say.t('why.ahead', { first, number, minutes }) : first;
}

/** The sentence of a row: shorter where its mark has said the rest. */
export function rowLine(row, say) {
  return sentence(row, say, markOf(row, say) !== null);
}

/** How priority counts in this hall, as parts of the sentence. */
function priorityParts(policy, t, english) {
  const parts = [];
  const before = (policy.first || []).map((one) => (english && one.name_en) || one.name);
  if (before.length > 0) parts.push(t('rule.before', { names: before.join(t('rule.and')) }));
  const [low, high] = [policy.head_start_s, policy.head_start_most_s].map((seconds) => Math.round((seconds || 0) / 60));
  if (policy.kind === 'interleave') parts.push(t('rule.every', { n: policy.normal }));
  else if (low > 0 && high > low) parts.push(t('rule.head_starts', { low, high }));
  else if (high > 0) parts.push(t('rule.head_start', { n: high }));
  return parts;
}

/** What becomes of a missed number, as parts of the sentence. */
function missedParts(policy, t) {
  if (policy.missed === 'void') return [t('rule.void')];
  const parts = policy.return_after > 0 ? [t('rule.returned', { n: policy.return_after })] : [t('rule.returned_first')];
  if (policy.return_within_places > 0) parts.push(t('rule.places', { n: policy.return_within_places }));
  return parts;
}

/** The rule of order at the foot, generated from the hall's settings, and that leaving it is logged: two sentences. */
export function ruleSentences(policy, t, english = false) {
  const parts = [t('rule.first'), ...priorityParts(policy, t, english)];
  if (policy.appointments) parts.push(t('rule.appointments'));
  parts.push(...missedParts(policy, t));
  return [`${parts.join(t('rule.join'))}${t('rule.end')}`, t('rule.logged')];
}
