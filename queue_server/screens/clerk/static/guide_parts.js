// The parts of an item's guide in the order a clerk is asked for them. No DOM; words come in as t(key, params).

const ELEMENTS = [
  ['time', 'promised_time_limit'], ['fee', 'fee_standard'], ['conditions', 'acceptance_conditions'],
];
const MORE = [
  ['result', 'result_name'], ['statutory', 'statutory_time_limit'], ['review', 'review_criteria'], ['fee_basis', 'fee_basis'],
  ['appointment', 'appointment'], ['body', 'implementing_body'], ['basis', 'legal_basis'], ['enquiry', 'enquiry_channels'],
  ['complaints', 'complaint_channels'],
];

const inLanguage = (english, chinese, other) => (english && other ? other : chinese);

/** One paper of the guide in a line: name, form, copies, whether it may be left out, note. */
export function materialLine(material, t, english) {
  const parts = [inLanguage(english, material.name, material.name_en), inLanguage(english, material.form, material.form_en)];
  if (Number(material.copies) > 1) parts.push(t('guide.copies', { n: material.copies }));
  if (material.required === false) parts.push(t('guide.optional'));
  parts.push(inLanguage(english, material.note, material.note_en));
  return parts.filter(Boolean).join(' \u00b7 ');
}

/** [name, lines] of each part; an element the guide does not fill is said to be missing, so that nobody invents it. */
export function guideParts(item, t, english) {
  const { guide } = item;
  const bring = inLanguage(english, item.materials, item.materials_en && item.materials_en.length > 0 ? item.materials_en : null);
  if (!guide) return bring && bring.length > 0 ? [['materials', bring]] : [];
  const elements = { ...guide.elements, ...(english ? guide.elements_en : {}) };
  const one = ([name, key]) => [name, [elements[key] || t('guide.missing')]];
  const materials = (guide.materials || []).map((material) => materialLine(material, t, english));
  const steps = inLanguage(english, guide.steps, guide.steps_en && guide.steps_en.length > 0 ? guide.steps_en : null) || [];
  return [
    ['materials', materials.length > 0 ? materials : [t('guide.missing')]],
    ...ELEMENTS.map(one),
    ['steps', steps.length > 0 ? steps : [t('guide.missing')]],
    ...(guide.agents ? [['agents', [inLanguage(english, guide.agents, guide.agents_en)]]] : []),
    ...MORE.map(one),
  ];
}
