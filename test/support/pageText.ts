import type { PageButton, PageFact, PageSection, PageSnapshot } from '../../src/protocol/page.js';

/** All buttons of a page in order. */
export function listPageButtons({ buttons, sections, fixes, details }: PageSnapshot): readonly PageButton[] {
  const ofFacts = (facts: readonly PageFact[] = []) => facts.flatMap(({ button }) => button ?? []);
  const all = [...sections, ...details.sections];
  return [
    ...buttons,
    ...fixes.flatMap(({ items }) => items.flatMap(({ button }) => button ?? [])),
    ...all.flatMap(({ facts }) => ofFacts(facts)),
    ...ofFacts(details.overview),
    ...details.buttons,
  ];
}

/** A page as text: each title in brackets, followed by its lines. */
export function pageText({ title, lead, live, accepted, answers, sections, details }: PageSnapshot): string {
  return [
    title,
    [lead.label, lead.sentence, lead.detail].filter(Boolean).join(' · '),
    ...(accepted === undefined ? [] : [accepted]),
    live,
    ...answers.flatMap((answer) => [`[${answer.title}]`, answer.label, ...answer.notes]),
    ...sections.flatMap(sectionText),
    `[${details.title}]`,
    ...details.sections.flatMap(sectionText),
  ].join('\n');
}

function sectionText({ title, note, facts = [], lines = [], table, raw }: PageSection): readonly string[] {
  return [
    `[${title}]`,
    ...(note === undefined ? [] : [note]),
    ...facts.map((fact) => [`${fact.label}: ${fact.value}`, fact.note].filter(Boolean).join(' · ')),
    ...lines,
    ...(table?.rows ?? []).map(({ cells }) => cells.join(' | ')),
    ...(raw ? [raw.text] : []),
  ];
}
