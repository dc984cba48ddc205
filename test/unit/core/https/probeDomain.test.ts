import { expect, test } from 'vitest';
import { probeDomain } from '../../../../src/core/https/probeDomain.js';
import type { EdgeAnswer, EdgePort } from '../../../../src/core/ports/probe.js';

const domain = { name: 'img.example.com', cname: 'img.example.com.w.kunlunsl.com', httpsOn: false };
const refused: EdgeAnswer = { outcome: 'proxyRefused', headers: {}, durationMs: 1 };
const answer = (headers: Record<string, string>): EdgeAnswer => {
  return { outcome: 'answered', status: 200, headers, durationMs: 1 };
};
const fromCdn = answer({ eagleid: '2ff6' });

async function ask(answers: Record<string, EdgeAnswer>, change: Partial<typeof domain> = {}, preflight?: string) {
  const asked: string[] = [];
  const edge: EdgePort = {
    probe: async ({ scheme, connectTo, name, preflight: origin }) => {
      asked.push([scheme, connectTo, name, origin].filter(Boolean).join(' '));
      return answers[connectTo] ?? refused;
    },
  };
  const { signal } = new AbortController();
  const what = { path: '/', maxBytes: 9, ...(preflight !== undefined && { preflight }) };
  return { asked, answer: await probeDomain(edge, { ...domain, ...change }, what, signal) };
}

test('the edge is probed at the CNAME target, over HTTPS where the domain has it', async () => {
  const { cname, name } = domain;
  const plain = await ask({ [cname]: fromCdn });
  expect(plain).toEqual({ asked: [`http ${cname} ${name}`], answer: fromCdn });
  expect((await ask({ [cname]: fromCdn }, { httpsOn: true })).asked).toEqual([`https ${cname} ${name}`]);
});

test('the edge is probed by name where a proxy connects only to names, which counts when CDN answers', async () => {
  const { cname, name } = domain;
  const both = [`http ${cname} ${name}`, `http ${name} ${name}`];
  expect(await ask({ [name]: fromCdn })).toEqual({ asked: both, answer: fromCdn });
  // An old web server to which DNS still leads.
  expect(await ask({ [name]: answer({ server: 'nginx' }) })).toEqual({ asked: both, answer: refused });
});

test('the edge is not probed twice over HTTPS, nor without a CNAME target', async () => {
  expect((await ask({}, { httpsOn: true })).asked).toHaveLength(1);
  expect((await ask({}, { cname: domain.name })).asked).toHaveLength(1);
});

test('a preflight request is sent by name too where a proxy connects only to names', async () => {
  const { cname, name } = domain;
  const origin = 'https://a.example';
  const both = [`http ${cname} ${name} ${origin}`, `http ${name} ${name} ${origin}`];
  expect(await ask({ [name]: fromCdn }, {}, origin)).toEqual({ asked: both, answer: fromCdn });
});
