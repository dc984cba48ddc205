import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import { runForm } from '../../../../../src/core/form.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { BucketRef } from '../../../../../src/core/ports/oss.js';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { toPlan } from '../../../../../src/features/onboarding/form/answers.js';
import { onboardingQuestions } from '../../../../../src/features/onboarding/form/questions.js';
import { openSources, type SourceMeans } from '../../../../../src/features/onboarding/form/sources.js';
import { type ConsolePage, consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { disk } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { createMemoryFiles } from '../../../../support/memoryFiles.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

const signal = new AbortController().signal;
/** The pages that the form opens. */
export const links = consoleLinks('international');

/** The bucket of the account. */
export const bucketRef = { name: 'site', region: 'cn-hangzhou' };

/** An account with a bucket and a zone. */
export function account(): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  cloud.addZone('example.com');
  return cloud;
}

/** What the sources of a form need, over the disk of the fake workspace as it is now. */
export function formMeans(given: Partial<Omit<SourceMeans, 'clock' | 'files'>> = {}) {
  const clock = createVirtualClock();
  const files = createMemoryFiles(clock);
  for (const [path, text] of disk.files) if (text !== undefined) files.save(path, text);
  return {
    loadIsPublicSuffix: async () => isPublicSuffix,
    links,
    openPage: () => undefined,
    editOrigin: () => undefined,
    pinned: () => [],
    mappedFolders: async () => [],
    addBucket: async () => undefined,
    createBucket: async () => undefined,
    clock,
    files,
    resolvers: ['192.0.2.1'],
    ...given,
  };
}

/** Answers the form from a script, to its last line; answers the plan, what was asked, the pages opened, the domains whose origin is to be edited, and those for which a bucket was created. */
export async function fillIn(
  lines: readonly Line[],
  cloud: CloudPorts = account(),
  {
    folderFirst = false,
    mapped = [],
    ...options
  }: {
    readonly given?: object;
    readonly draft?: object;
    folderFirst?: boolean;
    mapped?: readonly { readonly folder: string; readonly mapping: Mapping }[];
  } = {},
  resolvers: readonly string[] = ['192.0.2.1'],
) {
  const ui = scriptedUi(lines);
  const opened: ConsolePage[] = [];
  const edited: string[] = [];
  const pinned: BucketRef[] = [];
  const created: (string | undefined)[] = [];
  const means = formMeans({
    openPage: (page) => opened.push(page),
    editOrigin: (domain) => edited.push(domain),
    pinned: () => pinned,
    mappedFolders: async () => mapped,
    addBucket: async () => pinned.push({ name: 'added', region: 'cn-hangzhou' }),
    createBucket: async (unfiled) => {
      created.push(unfiled);
      await cloud.oss.createBucket({ name: 'made', region: 'cn-hongkong' }, signal);
    },
    resolvers,
  });
  const answers = await runForm(onboardingQuestions(openSources(cloud, means, signal), folderFirst), ui, options);
  ui.end();
  return { answers, plan: answers && toPlan(answers), asked: ui.asked, opened, edited, created };
}

/** The answers up to the domain. */
export const bucket: Line[] = [{ pick: 'OSS Bucket' }, { pick: 'site' }];
/** A domain that is typed. */
export const named = (name: string): Line[] => [{ pick: '$(edit) Enter a Domain…' }, { type: name }];
/** The answers after the domain, for a bucket. */
export const rest: Line[] = [{ pick: 'Image and Small File' }, { pick: 'Chinese Mainland Only' }];
/** The same for any other origin, which is asked for its port. */
export const restWithPort: Line[] = [...rest, { pick: '80' }];
