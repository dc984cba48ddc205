import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import dnsPacket from 'dns-packet';

/** How long an answer is waited for before the question is sent again, ms, and how often it is sent. */
const answerMs = 2000;
const mostTries = 15;
const maxAliases = 8;

/** Creates a function that queries a local name server over UDP by name and type and resolves to the decoded message. It rejects if there is no answer. */
export function createQuery(port) {
  const socket = createSocket('udp4');
  const waiting = new Map();
  socket.on('message', (message) => {
    const answer = dnsPacket.decode(message);
    waiting.get(answer.id)?.(answer);
  });
  socket.unref();
  const sendOnce = (name, type) =>
    new Promise((resolve, reject) => {
      let id = randomInt(65_536);
      while (waiting.has(id)) id = randomInt(65_536);
      const settle = (act) => {
        clearTimeout(timer);
        waiting.delete(id);
        act();
      };
      const timer = setTimeout(() => settle(() => reject(new Error(`no answer to ${name} ${type}`))), answerMs);
      waiting.set(id, (answer) => settle(() => resolve(answer)));
      const flags = dnsPacket.RECURSION_DESIRED;
      socket.send(dnsPacket.encode({ type: 'query', id, flags, questions: [{ name, type }] }), port, '127.0.0.1');
    });
  return async (name, type) => {
    for (let tries = 1; ; tries++) {
      try {
        return await sendOnce(name, type);
      } catch (error) {
        if (tries === mostTries) throw error;
      }
    }
  };
}

/**
 * Creates a resolver with a cache: records live for their TTL, and absences for the zone's negative TTL (RFC 2308), both
 * divided by `speed`. Returns a function from name and type to addresses, possibly none.
 */
export function createResolver(query, speed) {
  /** Values and expiry by name and type, and by name alone if the name does not exist. */
  const cache = new Map();
  const keep = (key, values, ttl) => cache.set(key, { values, until: Date.now() + (ttl * 1000) / speed });
  const cached = (name, type) => {
    const kept = [cache.get(`${name} ${type}`), cache.get(name)];
    return kept.find((found) => found?.until > Date.now())?.values;
  };
  const asking = new Map();
  const ask = (name, type) => {
    const key = `${name} ${type}`;
    // Simultaneous callers share one query.
    const asked = asking.get(key) ?? query(name, type).finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  };
  return async (asked, type) => {
    let name = asked.toLowerCase();
    for (let hop = 0; hop <= maxAliases; hop++) {
      const known = cached(name, type);
      if (known) return known;
      const [alias] = cached(name, 'CNAME') ?? [];
      if (alias === undefined) return learn(keep, await ask(name, type), name, type);
      name = alias;
    }
    throw new Error(`${asked} is an alias of too many names`);
  };
}

/** Caches an answer and returns the addresses at the end of its aliases. */
function learn(keep, answer, asked, type) {
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') throw new Error(`${asked} ${type}: ${answer.rcode}`);
  const found = answer.answers.map((record) => ({ ...record, name: record.name.toLowerCase() }));
  for (const { name, type: kind } of found) {
    const set = found.filter((record) => record.name === name && record.type === kind);
    const values = set.map(({ data }) => (kind === 'CNAME' ? data.toLowerCase() : data));
    keep(`${name} ${kind}`, values, Math.min(...set.map(({ ttl }) => ttl)));
  }
  let end = asked;
  for (let alias = found[0]; alias; ) {
    alias = found.find((record) => record.name === end && record.type === 'CNAME');
    end = alias?.data.toLowerCase() ?? end;
  }
  const addresses = found.filter((record) => record.name === end && record.type === type).map(({ data }) => data);
  const soa = answer.authorities.find((record) => record.type === 'SOA');
  // An absence without SOA must not be cached.
  if (addresses.length === 0 && soa) {
    keep(answer.rcode === 'NXDOMAIN' ? end : `${end} ${type}`, [], Math.min(soa.ttl, soa.data.minimum));
  }
  return addresses;
}
