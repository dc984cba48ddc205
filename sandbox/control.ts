import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { actByHand } from './console.js';
import { ConsoleError, type Fields } from './fields.js';
import { readPageFile } from './pageFiles.js';
import { type Listening, listen } from './proxy/proxy.js';
import { faultKinds } from './state/faultKinds.js';
import type { Fault, SandboxState } from './state/state.js';
import { summarize } from './state/stateSummary.js';

type Route = (state: SandboxState, query: URLSearchParams, fields: Fields) => object;

const routes: Readonly<Record<string, Route>> = {
  'GET /calls': (state, query) => {
    const [action, service] = [query.get('action'), query.get('service')];
    const since = Number(query.get('since') ?? 0);
    const wanted = state.calls.filter((call) => {
      return call.at >= since && (action ?? call.action) === call.action && (service ?? call.service) === call.service;
    });
    const last = Number(query.get('last') ?? wanted.length);
    return { calls: last > 0 ? wanted.slice(-last) : [] };
  },
  'GET /state': (state) => summarize(state),
  'GET /faults': (state) => ({ faults: state.faults }),
  'POST /fault': (state, _query, fields) => addFault(state, fields),
  'DELETE /faults': (state, query) => {
    const id = query.get('id');
    const gone = state.faults.filter((fault) => id === null || fault.id === id);
    for (const fault of gone) state.faults.splice(state.faults.indexOf(fault), 1);
    return { removed: gone.length };
  },
  'POST /speed': (state, _query, fields) => {
    if (!(Number(fields.speed) > 0)) throw new ConsoleError('speed must be a number above 0');
    state.speed = Number(fields.speed);
    return { speed: state.speed };
  },
  'POST /clock': (state, _query, fields) => {
    if (!Number.isFinite(fields.offsetMs)) throw new ConsoleError('offsetMs must be a number');
    state.clockOffset = Number(fields.offsetMs);
    return { offsetMs: state.clockOffset };
  },
  'POST /console': (state, _query, fields) => actByHand(state, fields),
};

/**
 * Starts the control port, by which people and tests inspect the cloud, inject faults and act by hand. Everything but
 * the bare page requires the token.
 */
export function startControl(state: SandboxState, token: string, port = 0): Promise<Listening> {
  const server = createServer(async (message, response) => {
    const page = readPageFile(message.url ?? '');
    if (page) {
      response.writeHead(200, page.headers).end(page.body);
      return;
    }
    const { status, body } = await answer(state, token, message);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  return listen(server, port);
}

async function answer(
  state: SandboxState,
  token: string,
  message: IncomingMessage,
): Promise<{ status: number; body: object }> {
  if (!hasToken(message, token)) return { status: 401, body: { error: 'token needed' } };
  const url = new URL(message.url ?? '/', 'http://control');
  const route = routes[`${message.method} ${url.pathname}`];
  if (!route) return { status: 404, body: { error: `no such route; there are ${Object.keys(routes).join(', ')}` } };
  try {
    return { status: 200, body: route(state, url.searchParams, await readFields(message)) };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function hasToken(message: IncomingMessage, token: string): boolean {
  const given = Buffer.from(message.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readFields(message: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  return body === '' ? {} : (JSON.parse(body) as Fields);
}

function addFault(state: SandboxState, fields: Fields): object {
  const kind = faultKinds.find((candidate) => candidate === fields.kind);
  if (typeof fields.action !== 'string' || !kind)
    throw new ConsoleError(`action, and kind of ${faultKinds.join(', ')}`);
  const fault: Fault = {
    id: `fault-${state.nextId++}`,
    action: fields.action,
    kind,
    count: typeof fields.count === 'number' ? fields.count : 1,
    ...(typeof fields.path === 'string' ? { path: fields.path } : {}),
    ...(typeof fields.code === 'string' ? { code: fields.code } : {}),
    ...(typeof fields.status === 'number' ? { status: fields.status } : {}),
    ...(typeof fields.ms === 'number' ? { ms: fields.ms } : {}),
    ...(typeof fields.after === 'number' ? { after: fields.after } : {}),
  };
  state.faults.push(fault);
  return { id: fault.id };
}
