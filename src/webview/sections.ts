import type { PageChain, PageSection, PageTable } from '../protocol/verification.js';
import { drawCopy, drawFacts, type Words } from './controls.js';
import { element } from './elements.js';

/** A titled part of the page. */
export function drawSection(section: PageSection, words: Words): HTMLElement {
  const heading = `section-${section.id}`;
  const { note, facts, chains, table, raw } = section;
  return element('section', { key: heading, attributes: { 'aria-labelledby': heading } }, [
    element('h2', { key: 'heading', text: section.title, attributes: { id: heading } }),
    note === undefined ? undefined : element('p', { key: 'note', className: 'note', text: note }),
    facts?.length ? drawFacts(facts, section.id, words) : undefined,
    ...(chains ?? []).map(drawChain),
    table ? drawTable(table) : undefined,
    raw ? drawRaw(raw, words) : undefined,
  ]);
}

function drawChain({ id, label, nodes }: PageChain): HTMLElement {
  const stations = nodes.map((node, index) =>
    element('li', { key: `${id}:${index}`, className: `tone-${node.tone}` }, [
      element('span', { className: 'kind', text: node.kind }),
      element('span', { className: 'value', text: node.text }),
      node.note === undefined ? undefined : element('span', { className: 'kind', text: node.note }),
    ]),
  );
  return element('figure', { key: id }, [
    element('figcaption', { className: 'note', text: label }),
    element('ol', { className: 'chain' }, stations),
  ]);
}

/** Roles are written out because the narrow layout shows rows as blocks, which would take the table's meaning away. */
function drawTable(table: PageTable): HTMLElement {
  const head = table.head.map((text) => element('th', { text, attributes: { scope: 'col', role: 'columnheader' } }));
  const rows = table.rows.map((row) => {
    const cells = row.cells.map((text, index) => drawCell(text, index, table.head[index] ?? ''));
    return element('tr', { key: row.id, className: `tone-${row.tone}`, attributes: { role: 'row' } }, cells);
  });
  return element('table', { key: 'table', attributes: { role: 'table' } }, [
    element('caption', { text: table.caption }),
    element('thead', { attributes: { role: 'rowgroup' } }, [element('tr', { attributes: { role: 'row' } }, head)]),
    element('tbody', { attributes: { role: 'rowgroup' } }, rows),
  ]);
}

function drawCell(text: string, index: number, label: string): HTMLElement {
  if (index === 0) return element('th', { text, attributes: { scope: 'row', role: 'rowheader' } });
  return element('td', { attributes: { role: 'cell' } }, [
    element('span', { className: 'label', text: label, attributes: { 'aria-hidden': 'true' } }),
    element('span', { text }),
  ]);
}

function drawRaw({ title, text }: NonNullable<PageSection['raw']>, words: Words): HTMLElement {
  return element('details', { key: 'raw' }, [
    element('summary', { text: title }),
    drawCopy(text, title, 'raw', words),
    element('pre', { key: 'text', text }),
  ]);
}
