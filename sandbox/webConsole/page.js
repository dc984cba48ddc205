import { make } from './elements.js';
import { bindings, domains, log, records, trouble } from './sections.js';
import { text } from './texts.js';

const pauseMs = 1_000;
const mostCalls = 200;
/** Behind the `#`, which no browser sends. */
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

/** What the buttons do; the page shows at once what came of it. */
const acts = {
  byHand: (action, fields) => ask('POST', 'console', { action, ...fields }).then(show),
  fault: (fault) => ask('POST', 'fault', fault).then(show),
  removeFaults: (faults) => Promise.all(faults.map(({ id }) => ask('DELETE', `faults?id=${id}`))).then(show),
};

async function show() {
  const [state, { calls }] = await Promise.all([ask('GET', 'state'), ask('GET', `calls?last=${mostCalls}`)]);
  const { now, ...seen } = state;
  const next = JSON.stringify([seen, calls]);
  // A page that is the same keeps its focus and what is selected in it.
  if (next !== drawn) draw(state, calls);
  drawn = next;
}

function draw(state, calls) {
  const at = focusPlace();
  const about = make('header', {}, make('h1', {}, text('title')), make('p', {}, text('about')));
  main.replaceChildren(
    about,
    bindings(state, acts),
    trouble(state, acts),
    domains(state),
    records(state),
    log(calls.reverse()),
  );
  main.querySelectorAll('button, select')[at]?.focus();
}

function focusPlace() {
  return [...main.querySelectorAll('button, select')].indexOf(document.activeElement);
}

async function follow() {
  try {
    for (;;) {
      await show();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  } catch (error) {
    main.replaceChildren(make('p', { role: 'alert' }, error instanceof TypeError ? text('gone') : error.message));
  }
}

document.documentElement.lang = navigator.language;
document.title = text('title');
if (token === '') main.replaceChildren(make('p', { role: 'alert' }, text('noToken')));
else void follow();
