import { make } from './elements.js';
import { bindings, domains, log, records, trouble } from './sections.js';
import { text } from './texts.js';

const pauseMs = 1_000;
const mostCalls = 200;
/** Behind the `#`, which browsers do not send. */
const token = location.hash.slice(1);
const main = document.querySelector('main');
let drawn = '';

async function ask(method, path, body) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** The handlers of buttons. The page shows the result at once. */
const acts = {
  byHand: (action, fields) => ask('POST', 'console', { action, ...fields }).then(show),
  fault: (fault) => ask('POST', 'fault', fault).then(show),
  removeFaults: (faults) => Promise.all(faults.map(({ id }) => ask('DELETE', `faults?id=${id}`))).then(show),
};

async function show() {
  const [state, { calls }] = await Promise.all([ask('GET', 'state'), ask('GET', `calls?last=${mostCalls}`)]);
  const { now, ...seen } = state;
  const next = JSON.stringify([seen, calls]);
  // An unchanged page keeps its focus and selection.
  if (next !== drawn) drawn = draw(state, calls) && next;
}

/** Draws everything except a section with a focused select element, which would close; returns whether that was all. */
function draw(state, calls) {
  const at = focusPlace();
  const used = main.querySelector('select:focus')?.closest('section');
  const about = make('header', {}, make('h1', {}, text('title')), make('p', {}, text('about')));
  const parts = [
    about,
    bindings(state, acts),
    trouble(state, acts),
    domains(state),
    records(state),
    log(calls.reverse()),
  ];
  if (used) {
    for (const [index, old] of [...main.children].entries()) if (old !== used) old.replaceWith(parts[index]);
    return false;
  }
  main.replaceChildren(...parts);
  main.querySelectorAll('button, select')[at]?.focus();
  return true;
}

function focusPlace() {
  return [...main.querySelectorAll('button, select')].indexOf(document.activeElement);
}

async function follow() {
  for (;;) {
    await show().catch((error) => showAlert(error instanceof TypeError ? text('gone') : error.message));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Shows why there is nothing to draw yet. */
function showAlert(words) {
  if (drawn !== words) main.replaceChildren(make('p', { role: 'alert' }, words));
  drawn = words;
}

document.documentElement.lang = navigator.language;
document.title = text('title');
if (token === '') showAlert(text('noToken'));
else void follow();
