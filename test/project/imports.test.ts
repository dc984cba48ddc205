import { expect, test } from 'vitest';
import { type ImportLine, readSources } from './sources.js';

const src = readSources('src');
const sandbox = readSources('sandbox');

/** Packages without network, disk and clock, which the domain may use. */
const purePackages = ['jsonc-parser', 'mime', 'picomatch'];

/** Knowledge that several areas of the domain share, and the ports. */
const sharedCore = ['cdn', 'concurrency', 'delivery', 'dns', 'https', 'oss', 'ports', 'text'];

/** Folders that hold folders, each a part of its own. */
const areas = [...new Set([...src, ...sandbox].flatMap(({ path }) => foldersOf(path)))].filter(
  (folder) => !['src', 'src/features'].includes(folder) && partsOf(folder).length > 0,
);

/** What every room may use, besides the texts of `core`. */
const anyRoom = ['errors', 'l10n', 'permissions', 'secretForms', 'signal'].map((name) => `src/core/${name}.ts`);

type Rule = (line: ImportLine) => boolean;

const to =
  (...rooms: readonly string[]): Rule =>
  ({ target }) =>
    rooms.some((room) => target.startsWith(`src/${room}/`));
/** Entries are indexed by what they wait for and kept without the names that follow from others, which only the domain can tell. */
const entryRules: Rule = ({ target }) =>
  target === 'src/core/publishing/queue/retryPolicy.ts' || target === 'src/core/publishing/publication.ts';
const node: Rule = ({ target }) => target.startsWith('node:');
const vscode: Rule = ({ target }) => target === 'vscode';
const packages: Rule = ({ target }) =>
  !target.startsWith('src/') && !target.startsWith('sandbox/') && target !== 'vscode';
const pure: Rule = ({ target }) => purePackages.some((name) => target === name || target.startsWith(`${name}/`));
/** Texts that describe the kinds beside them, for every place that shows them. */
const coreTexts: Rule = ({ target }) => /^src\/core\/.*Text\.ts$/.test(target);
const coreTypes: Rule = (line) => to('core')(line) && (line.typeOnly || anyRoom.includes(line.target));
const ownFeature: Rule = ({ from, target }) => target.startsWith(`${from.split('/').slice(0, 3).join('/')}/`);
/** What a run asks, which rows, notifications and commands say and offer alike. */
const askedQuestions: Rule = ({ target }) => target.startsWith('src/features/questions/');
/** Where pages are made, and where they are shown. */
const pageRooms = [
  'src/features/verification/',
  'src/features/onboarding/review/',
  'src/features/onboarding/task/',
  'src/host/page/',
];
const pageProtocol: Rule = (line) => pageRooms.some((room) => line.from.startsWith(room)) && to('protocol')(line);
/** `late.ts` alone loads the cloud and other heavy code, always by `import()`. */
const lateCode: Rule = (line) => to('cloud', 'core', 'disk')(line) && (line.dynamic || line.typeOnly);
const lateFile: Rule = ({ target }) => target === 'src/late.ts';

/** Who may import whom: a line passes when one of its room's rules says yes. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  core: [to('core'), pure],
  cloud: [to('core', 'cloud'), node, packages],
  disk: [to('disk'), coreTypes, entryRules, node],
  host: [to('host'), coreTypes, coreTexts, pageProtocol, vscode],
  features: [to('core', 'host'), ownFeature, askedQuestions, pageProtocol, vscode],
  protocol: [to('protocol')],
  webview: [to('webview', 'protocol')],
  'late.ts': [coreTypes, lateCode],
  'extension.ts': [to('core', 'host', 'features', 'disk'), lateFile, vscode],
};

test('every import of src follows the table of rooms', () => {
  const wrong = src.flatMap(({ imports }) => imports).filter((line) => !isAllowed(line));
  expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).toEqual([]);
  expect(src.length).toBeGreaterThan(20);
});

test('the sandbox and src know nothing of each other', () => {
  const wrong = sandbox.flatMap(({ imports }) => imports).filter(({ target }) => /^(src\/|vscode$)/.test(target));
  expect(wrong).toEqual([]);
  expect(src.flatMap(({ imports }) => imports).filter(({ target }) => target.startsWith('sandbox/'))).toEqual([]);
  expect(sandbox.length).toBeGreaterThan(10);
});

test.each([
  ['src', src],
  ['sandbox', sandbox],
] as const)('%s has no import cycle', (_name, sources) => {
  const edges = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  expect(findCycle(edges)).toBeUndefined();
});

test.each(areas)('the folders and files of %s import in one direction', (area) => {
  const edges = new Map<string, Set<string>>();
  for (const { from, target } of partsOf(area)) {
    const [own, other] = [partOf(area, from), partOf(area, target)];
    if (other !== undefined && own !== undefined && own !== other)
      edges.set(own, (edges.get(own) ?? new Set()).add(other));
  }
  expect(findCycle(new Map([...edges].map(([part, others]) => [part, [...others]])))).toBeUndefined();
});

test('the areas of core know each other only through what they share', () => {
  const areaOf = (path: string) => /^src\/core\/(\w+)\//.exec(path)?.[1];
  const lines = src
    .flatMap(({ imports }) => imports)
    .map((line) => ({ ...line, areas: [areaOf(line.from), areaOf(line.target)] }));
  const wrong = lines.filter(({ areas: [own, other] }) => own && other && own !== other && !sharedCore.includes(other));
  expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).toEqual([]);
});

/** The files of core/onboarding that others may import, below it, by who they are; its steps and its machine are not among them. */
const onboardingInterface: Readonly<Record<string, readonly string[]>> = {
  // What a run is and says, the board of all runs, and the workspace that a run needs.
  'src/': [
    ...['run/run', 'run/runRecord', 'run/runBoard', 'run/facts', 'run/asks', 'run/stepReasons', 'run/mappingPort'],
    'stepNames',
  ],
  // What checks and undoes a run, and how what Start approved is worded.
  'src/features/onboarding/': ['reconsiderRun', 'undoSwitch', 'approvals'],
  // What its questions have to name.
  'src/features/questions/': ['approvals', 'stepActions', 'https/protocols'],
  // The steps of each task, loaded at the first run.
  'src/late.ts': ['allSteps'],
};

test('outside core/onboarding only the files of its interface are imported, so neither its steps nor its machine', () => {
  const folder = 'src/core/onboarding/';
  const interfaceFor = (from: string) =>
    Object.entries(onboardingInterface).flatMap(([importer, files]) => (from.startsWith(importer) ? files : []));
  const lines = src
    .flatMap(({ imports }) => imports)
    .filter((line) => line.target.startsWith(folder) && !line.from.startsWith(folder) && !coreTexts(line));
  const inside = lines.filter(({ from, target }) => !interfaceFor(from).includes(target.slice(folder.length, -3)));
  expect(inside.map(({ from, target }) => `${from} imports ${target}`)).toEqual([]);
  const imported = new Set(lines.map(({ target }) => target.slice(folder.length, -3)));
  const unused = Object.values(onboardingInterface)
    .flat()
    .filter((file) => !imported.has(file));
  expect(unused).toEqual([]);
});

test('only the definitions of the questions of a run tell their kinds apart, besides the steps that ask them', () => {
  const compares = /\bask\??\.kind (?:===|!==) '|switch \([^)]*\bask\.kind\)/;
  const comparing = src.filter(({ path, text }) => /^src\/(?:host|features)\//.test(path) && compares.test(text));
  expect(comparing.map(({ path }) => path).filter((path) => !path.startsWith('src/features/questions/'))).toEqual([]);
  expect(comparing.length).toBeGreaterThan(0);
});

test('a folder of an area counts as one, and a file at its top for itself', () => {
  expect(partOf('src/a', 'src/a/b/c.ts')).toBe('b');
  expect(partOf('src/a', 'src/a/c.ts')).toBe('c.ts');
  expect(partOf('src/a', 'src/ab/c.ts')).toBeUndefined();
});

test('a cycle is found when there is one', () => {
  const edges = new Map([
    ['a', ['b']],
    ['b', ['c', 'node:fs']],
    ['c', ['a']],
  ]);
  expect(findCycle(edges)).toEqual(['a', 'b', 'c', 'a']);
});

test('at most 25 % of the files of src import vscode', () => {
  const importing = src.filter(({ imports }) => imports.some(({ target }) => target === 'vscode'));
  expect(importing.length / src.length).toBeLessThanOrEqual(0.25);
});

function isAllowed(line: ImportLine): boolean {
  const room = line.from.split('/')[1] ?? '';
  return (rules[room] ?? []).some((rule) => rule(line));
}

function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_name, index) => names.slice(0, index + 1).join('/'));
}

/** The import lines below a folder, where it holds folders. */
function partsOf(area: string): readonly ImportLine[] {
  const below = [...src, ...sandbox].filter(({ path }) => path.startsWith(`${area}/`));
  const hasFolders = below.some(({ path }) => path.slice(area.length + 1).includes('/'));
  return hasFolders ? below.flatMap(({ imports }) => imports) : [];
}

function partOf(area: string, path: string): string | undefined {
  return path.startsWith(`${area}/`) ? path.slice(area.length + 1).split('/')[0] : undefined;
}

function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const cleared = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (cleared.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = edges.has(next) ? visit(next, [...path, file]) : undefined;
      if (cycle) return cycle;
    }
    cleared.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
