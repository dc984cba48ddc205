import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { tool } from '../../scripts/tools.mjs';

/** What the text of each licence holds and no other one does. */
const phrases: Readonly<Record<string, string>> = {
  MIT: 'Permission is hereby granted, free of charge',
  ISC: 'Permission to use, copy, modify, and/or distribute this software',
  'Apache-2.0': 'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION',
};

/** Packages that are compiled into the files of another one, whose section names them. */
const compiledInto: Readonly<Record<string, string>> = { 'tldts-core': 'tldts-icann' };

const folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-notices-'));
const dist = path.join(folder, 'dist');
execFileSync(process.execPath, ['esbuild.js', `--outdir=${dist}`], { cwd: root, stdio: 'pipe' });
afterAll(() => rmSync(folder, { recursive: true }));

const sections = readFileSync(path.join(dist, 'ThirdPartyNotices.txt'), 'utf8').split(/^-{20,}$/m);

/** Every package whose code is in an output file, as the source maps say. */
function bundledPackages(): readonly { readonly name: string; readonly version: string }[] {
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js.map'));
  const folders = maps.flatMap((file) => {
    const map: { readonly sources: readonly string[] } = JSON.parse(readFileSync(path.join(dist, file), 'utf8'));
    const sources = map.sources.map((source) => path.resolve(dist, path.dirname(file), source));
    return sources.flatMap((source) => source.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  });
  return [...new Set(folders)].map((each) => JSON.parse(readFileSync(path.join(each, 'package.json'), 'utf8')));
}

test('each bundled package is named with its version, and the text of its licence follows', () => {
  const packages = bundledPackages();
  const missing = packages.filter(({ name, version }) => {
    const heading = compiledInto[name] ?? `${name} ${version}`;
    const section = sections.find((text) => text.includes(`\n${heading} `) && text.includes(name)) ?? '';
    const license = section.match(/\((\S+)\)$/m)?.[1] ?? '';
    return !section.includes(phrases[license] ?? `no phrase is known for ${license}`);
  });
  expect(missing.map(({ name, version }) => `${name} ${version}`)).toEqual([]);
  expect(packages.length).toBeGreaterThan(20);
});

test('no package is named that is not bundled', () => {
  const names = new Set(bundledPackages().map(({ name, version }) => `${name} ${version}`));
  const named = sections.flatMap((text) =>
    [...text.matchAll(/^(\S+ [\d.]+) \(\S+\)$/gm)].map(([, name]) => name ?? ''),
  );
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

test('the notices are among the files of the package', () => {
  for (const file of ['package.json', '.vscodeignore']) copyFileSync(path.join(root, file), path.join(folder, file));
  const [node = '', ...args] = tool('vsce', 'ls', '--no-dependencies');
  expect(execFileSync(node, args, { cwd: folder, encoding: 'utf8' }).split('\n')).toContain(
    'dist/ThirdPartyNotices.txt',
  );
});
