import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import dnsPacket from 'dns-packet';

/** How long an answer may take, ms; then the question is sent again, once. */
const answerMs = 2000;
const maxAliases = 8;

/**
 * Asks the name server on a local port over UDP. Answers a function that takes name and type and resolves with the decoded message;
 * it rejects when there is none.
 */
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
  return (name, type) => sendOnce(name, type).catch(() => sendOnce(name, type));
}

/**
 * A resolver with a cache of its own, in which records live for their TTL, and absences for the negative TTL of the zone (RFC 2308),
 * each divided by `speed`. Answers a function that takes name and type and resolves with the addresses, none where there are none.
 */
export function createResolver(query, speed) {
  /** Values and end of life by name and type, and by name alone where the name does not exist. */
  const cache = new Map();
  const keep = (key, values, ttl) => cache.set(key, { values, until: Date.now() + (ttl * 1000) / speed });
  const cached = (name, type) => {
    const kept = [cache.get(`${name} ${type}`), cache.get(name)];
    return kept.find((found) => found?.until > Date.now())?.values;
  };
  const asking = new Map();
  const ask = (name, type) => {
    const key = `${name} ${type}`;
    // Those who ask for the same at once wait for one answer.
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

/** Keeps what an answer says, and returns the addresses at the end of its aliases. */
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
  // An absence without SOA may not be kept.
  if (addresses.length === 0 && soa) {
    keep(answer.rcode === 'NXDOMAIN' ? end : `${end} ${type}`, [], Math.min(soa.ttl, soa.data.minimum));
  }
  return addresses;
}
