// Why a ticket stands where it stands, and the hall's rule of order as one sentence. Words come in as t(key, params).

/** A priority class in the page's language: both names are the hall's own. */
export function className(ticket, english) {
  if (english && ticket.priority_name_en) return ticket.priority_name_en;
  return ticket.priority_name || '';
}

/** The mark before the sentence of a row, or null. */
export function markOf(row, { t, english }) {
  if (row.priority_name && row.priority_claim !== 'awaiting_desk') return t('mark.priority', { name: className(row, english) });
  const code = (row.why && row.why.code) || '';
  if (code === 'returned') return t('mark.returned');
  return code.startsWith('transferred') ? t('mark.transferred') : null;
}

/** say: {t, hhmm, english, policy}; the hall's policy says after how many a returned ticket stands. */
function sentence(row, { t, hhmm, english, policy }, short) {
  const { why } = row;
  if (!why || !t.has(`why.${why.code}`)) return '';
  const params = { after: policy.return_after, ...(why.params || {}), name: className(row, english) };
  if (params.at) params.at = hhmm(params.at);
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

/** The rule at the foot, generated from the hall's settings. */
export function ruleSentence(policy, t) {
  const parts = [t('rule.first')];
  if (policy.kind === 'every_n') parts.push(t('rule.every', { n: policy.n }));
  else if (policy.kind === 'priority_first') parts.push(t('rule.before'));
  else if (policy.head_start_s > 0) parts.push(t('rule.head_start', { n: Math.round(policy.head_start_s / 60) }));
  if (policy.appointments) parts.push(t('rule.appointments'));
  if (policy.return_after > 0) parts.push(t('rule.returned', { n: policy.return_after }));
  return `${parts.join(t('rule.join'))}${t('rule.end')}`;
}
