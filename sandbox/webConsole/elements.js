import { text } from './texts.js';

/** Creates an element with attributes, listeners (`onclick`) and children. Texts are never parsed as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A section with a heading. */
export function section(title, ...children) {
  return make('section', { 'aria-label': text(title) }, make('h2', {}, text(title)), ...children);
}

/** A table with column names; `None` for an empty one. */
export function table(columns, rows) {
  if (rows.length === 0) return make('p', {}, text('none'));
  const head = make('tr', {}, ...columns.map((name) => make('th', { scope: 'col' }, text(name))));
  return make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows));
}

/** A row of a table. */
export function row(cells, attributes = {}) {
  return make('tr', attributes, ...cells.map((cell) => make('td', {}, cell)));
}

/** A select element by its label; keeps the earlier choice. */
export function choice(name, values, chosen) {
  const options = values.map((value) => make('option', value === chosen.get(name) ? { selected: '' } : {}, value));
  const onchange = ({ target }) => chosen.set(name, target.value);
  return make('label', {}, `${text(name)} `, make('select', { 'aria-label': text(name), onchange }, ...options));
}
