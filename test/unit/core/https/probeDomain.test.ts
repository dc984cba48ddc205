import { expect, test } from 'vitest';
import { probeDomain } from '../../../../src/core/https/probeDomain.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';

const domain = { name: 'img.example.com', cname: 'img.example.com.w.kunlunsl.com', httpsOn: false };
const refused: EdgeAnswer = { outcome: 'proxyRefused', headers: {}, durationMs: 1 };
const answer = (headers: Record<string, string>): EdgeAnswer => {
  return { outcome: 'answered', status: 200, headers, durationMs: 1 };
};
const fromCdn = answer({ eagleid: '2ff6' });

async function ask(answers: Record<string, EdgeAnswer>, change: Partial<typeof domain> = {}) {
  const asked: string[] = [];
  const edge = {
    probe: async ({ scheme, connectTo, name }: { scheme?: string; connectTo: string; name: string }) => {
      asked.push(`${scheme} ${connectTo} ${name}`);
      return answers[connectTo] ?? refused;
    },
  };
  const { signal } = new AbortController();
  return { asked, answer: await probeDomain(edge, { ...domain, ...change }, { path: '/', maxBytes: 9 }, signal) };
}

test('is asked at its target as it is opened', async () => {
  const { cname, name } = domain;
  const plain = await ask({ [cname]: fromCdn });
  expect(plain).toEqual({ asked: [`http ${cname} ${name}`], answer: fromCdn });
  expect((await ask({ [cname]: fromCdn }, { httpsOn: true })).asked).toEqual([`https ${cname} ${name}`]);
});

test('is asked by its name where a proxy goes to names alone, which counts when CDN answers', async () => {
  const { cname, name } = domain;
  const both = [`http ${cname} ${name}`, `http ${name} ${name}`];
  expect(await ask({ [name]: fromCdn })).toEqual({ asked: both, answer: fromCdn });
  // An old web server to which DNS still leads.
  expect(await ask({ [name]: answer({ server: 'nginx' }) })).toEqual({ asked: both, answer: refused });
});

test('is not asked twice over HTTPS, nor without a target of its own', async () => {
  expect((await ask({}, { httpsOn: true })).asked).toHaveLength(1);
  expect((await ask({}, { cname: domain.name })).asked).toHaveLength(1);
});
