import { beforeEach, describe, expect, it } from 'vitest';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { chosenFolder, toFolder, toPlan } from '../../../../../src/features/onboarding/form/answers.js';
import { isPublished } from '../../../../../src/features/onboarding/review/choices.js';
import { resetEditor, workspace } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, bucket, fillIn, named, rest, restWithPort } from './fillIn.js';

const title = 'Folder to Publish';
const dist: Line = { pick: '$(folder) dist' };
const www: Line = { pick: 'www.example.com' };
const fromFolder = { given: { originKind: 'bucket' }, folderFirst: true } as const;

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
  disk.files.set('/w/a/index.html', '');
});

/** The titles of the questions, without what they are about. */
const titles = (asked: readonly { readonly title: string }[]) => asked.map((each) => each.title.split(':')[0]);

it('the form asks for the folder first where the user set out to publish one', async () => {
  const { answers, asked } = await fillIn([dist, www, { pick: 'site' }], account(), fromFolder);
  expect(titles(asked)).toEqual([title, 'Domain to Accelerate', 'Bucket']);
  expect(asked[0]).toMatchObject({
    step: 1,
    total: 3,
    labels: [
      '$(folder) dist',
      '$(root-folder) w',
      '$(folder) a',
      '$(folder-opened) Choose a Folder…',
      '$(clock) Decide Later',
    ],
    notes: ['Uploaded after Start; visitors see it only once DNS is changed'],
  });
  expect(answers && chosenFolder(answers)).toBe('file:///w/dist');
});

it('the form asks for the folder last where the user set out to accelerate a bucket', async () => {
  const { answers, asked } = await fillIn([...bucket, www, ...rest, dist]);
  expect(titles(asked).at(-1)).toBe(title);
  expect(answers && chosenFolder(answers)).toBe('file:///w/dist');
});

it('the folder may be left for later', async () => {
  const { answers } = await fillIn([...bucket, www, ...rest, { pick: '$(clock) Decide Later' }]);
  expect(answers).toMatchObject({ folder: 'later' });
  expect(answers && chosenFolder(answers)).toBeUndefined();
});

it('the folder of a form that was closed comes up again, also where it is none of the usual ones', async () => {
  disk.files.set('/w/packages/site/dist/index.html', '');
  const draft = { folder: 'file:///w/packages/site/dist' };
  const { asked } = await fillIn(['cancel'], account(), { ...fromFolder, draft });
  expect(asked[0]).toMatchObject({ active: '$(folder) packages/site/dist' });
});

it('the folder of a form that was closed is not offered once it is gone', async () => {
  const draft = { folder: 'file:///w/gone' };
  const { asked } = await fillIn(['cancel'], account(), { ...fromFolder, draft });
  expect(asked[0]?.labels).not.toContain('$(folder) gone');
  expect(asked[0]?.active).toBeUndefined();
});

it('no folder is asked for in a workspace that the user does not trust', async () => {
  workspace.isTrusted = false;
  const { asked } = await fillIn([...bucket, www, ...rest]);
  expect(titles(asked)).not.toContain(title);
});

it('no folder is asked for in a window without a folder', async () => {
  workspace.workspaceFolders = [];
  const { asked } = await fillIn([www, { pick: 'site' }], account(), fromFolder);
  expect(titles(asked)).toEqual(['Domain to Accelerate', 'Bucket']);
});

it.each([
  ['a wildcard domain', [...bucket, ...named('*.example.com'), ...rest]],
  [
    'another origin than a bucket',
    [{ pick: 'OSS Domain' }, { type: 'theirs.oss-cn-beijing.aliyuncs.com' }, www, ...restWithPort],
  ],
  ['DCDN', [...bucket, www, { pick: 'DCDN' }]],
] as [string, Line[]][])('no folder is asked for with %s', async (_name, lines) => {
  const { asked } = await fillIn(lines);
  expect(titles(asked)).not.toContain(title);
});

it('a folder that was chosen first is not published to a wildcard domain', async () => {
  const lines = [dist, ...named('*.example.com'), { pick: 'site' }];
  const { answers } = await fillIn(lines, account(), fromFolder);
  const plan = answers && toPlan(answers);
  expect(answers).toMatchObject({ folder: 'file:///w/dist', domain: '.example.com' });
  expect(plan && isPublished({ plan, folder: 'file:///w/dist' })).toBe(false);
});

describe('a folder that a mapping publishes already', () => {
  const mappedTo = (name: string, more: Partial<Mapping> = {}) => [
    {
      folder: 'file:///w/dist',
      mapping: {
        folder: 'dist',
        bucket: { name, region: 'cn-hangzhou' },
        prefix: '',
        domains: ['img.example.com'],
        onSave: 'publish' as const,
        ...more,
      },
    },
  ];

  it('is refused for a second bucket where it is chosen, and not at the last step', async () => {
    const lines: Line[] = [...bucket, www, ...rest, dist, { pick: '$(folder) a' }];
    const { answers, asked } = await fillIn(lines, account(), { mapped: mappedTo('other') });
    expect(asked.at(-1)?.notes?.[0]).toBe(
      'dist is published to bucket other, and a folder goes to one bucket: choose another folder, or go back and choose that bucket',
    );
    expect(answers && toFolder(answers)).toBe('file:///w/a');
  });

  it.each([
    [{}, 'published to bucket other for img.example.com'],
    [{ prefix: 'docs/', domains: [] }, 'published to bucket other/docs/'],
  ])('shows it in its row: %o', async (more, words) => {
    const { asked } = await fillIn(['cancel'], account(), { ...fromFolder, mapped: mappedTo('other', more) });
    expect(asked[0]?.says?.slice(0, 3)).toEqual([words, 'the whole folder', '']);
  });

  it('is taken for a second domain of its bucket', async () => {
    const mapped = mappedTo('site');
    const { answers } = await fillIn([...bucket, www, ...rest, dist], account(), { mapped });
    expect(answers && toFolder(answers)).toBe('file:///w/dist');
  });

  it('is refused where another folder goes to the root of the bucket', async () => {
    const lines: Line[] = [...bucket, www, ...rest, { pick: '$(folder) a' }, dist];
    const { asked } = await fillIn(lines, account(), { mapped: mappedTo('site') });
    expect(asked.at(-1)?.notes?.[0]).toBe(
      'Folder dist is published to bucket site already: choose that folder, or go back and choose another bucket',
    );
  });

  it('is no matter for a wildcard, to which no folder is published', async () => {
    const lines: Line[] = [dist, ...named('*.example.com'), { pick: 'site' }];
    const { plan } = await fillIn(lines, account(), { ...fromFolder, mapped: mappedTo('other') });
    expect(plan?.domain).toBe('.example.com');
  });
});
