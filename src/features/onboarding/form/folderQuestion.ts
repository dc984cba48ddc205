import { showDomain } from '../../../core/domainName.js';
import type { Asking, FormUi, Question, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import {
  findPlaceConflict,
  type MappingPlace,
  mappingPath,
  type PlaceConflict,
} from '../../../core/publishing/mapping/mapping.js';
import { listText } from '../../../core/text/plainText.js';
import { folderText } from '../../../host/folderText.js';
import { hasFolders, pickFolder } from '../../../host/prompts/folderRows.js';
import { isFolderAsked, laterFolder, type OnboardingAnswers, toFolder } from './answers.js';
import type { FormSources } from './sources.js';

type Answers = Partial<OnboardingAnswers>;

/** Returns the question for a folder. It is asked only in a window that has a folder to publish. */
export function folderQuestion(sources: FormSources): Question<OnboardingAnswers> {
  return {
    id: 'folder',
    when: (answers) => answers.type !== 'dcdn' && isFolderAsked(answers) && hasFolders(),
    ask: (ui, answers, asking) => askFolder(ui, sources, answers, asking),
  };
}

/** Asks for the folder, and shows where each folder is already published. Rejects a folder that cannot go to the bucket. */
async function askFolder(
  ui: FormUi,
  sources: FormSources,
  answers: Answers,
  { earlier, ...place }: Asking<string>,
): Promise<Reply<string>> {
  const later = {
    label: `$(clock) ${l10n.t('Decide Later')}`,
    detail: l10n.t('This task publishes nothing; Publish a Folder does it at any time'),
    value: laterFolder,
  };
  const known = sources.mappedFolders().then((places) => new Map(places.map(describePlace)));
  let refused: readonly string[] = [];
  for (;;) {
    const notes = [...refused, l10n.t('Uploaded after Start; visitors see it only once DNS is changed')];
    const selected = earlier === undefined ? {} : { selected: earlier };
    const reply = await pickFolder(ui, { ...place, notes, known, ...selected }, [later]);
    if (reply.kind !== 'value') return reply;
    const chosen = { ...answers, folder: reply.value };
    const folder = toFolder(chosen);
    const conflict = await findConflict(sources, answers, folder);
    if (!conflict || !answers.bucket) {
      // Read while the user answers the rest.
      void sources.readSite({ ...chosen, folder });
      return reply;
    }
    refused = [placeConflictText(conflict, answers.bucket, 'folder')];
  }
}

function describePlace({ folder, mapping: { bucket, prefix, domains } }: MappingPlace): [string, string] {
  const place = prefix === '' ? bucket.name : `${bucket.name}/${prefix}`;
  const names = listText(domains.map(showDomain));
  return [
    folder,
    names === '' ? l10n.t('published to bucket {0}', place) : l10n.t('published to bucket {0} for {1}', place, names),
  ];
}

/** Returns the conflict that prevents publishing this folder to the bucket of the answers, or `undefined` if there is none. */
export async function findConflict(
  { mappedFolders, readSite }: Pick<FormSources, 'mappedFolders' | 'readSite'>,
  { bucket, domain }: Answers,
  folder: string | undefined,
): Promise<PlaceConflict | undefined> {
  if (folder === undefined || !bucket) return undefined;
  const conflict = findPlaceConflict(await mappedFolders(), { folder, bucket });
  if (conflict?.kind !== 'prefix') return conflict;
  const { site } = await readSite({ domain, bucket, folder });
  return site.routes?.base === conflict.present.mapping.prefix ? undefined : conflict;
}

/** Describes why a folder cannot go to a bucket and what to do. The text depends on whether the folder or the bucket is asked for. */
export function placeConflictText(
  { kind, present: { folder, mapping } }: PlaceConflict,
  bucket: BucketRef,
  asked: 'folder' | 'bucket',
): string {
  const isFolder = asked === 'folder';
  const name = folderText(folder);
  const other = mapping.bucket.name;
  if (kind === 'otherBucket')
    return isFolder
      ? l10n.t(
          '{0} is published to bucket {1}, and a folder goes to one bucket: choose another folder, or go back and choose that bucket',
          name,
          other,
        )
      : l10n.t(
          '{0} is published to bucket {1}, and a folder goes to one bucket: choose that bucket, or go back and choose another folder',
          name,
          other,
        );
  if (kind === 'prefix')
    return l10n.t(
      '{0} is published to {1} of this bucket, not to its root: choose another folder, or change the prefix in {2}',
      name,
      mapping.prefix,
      mappingPath,
    );
  return isFolder
    ? l10n.t(
        'Folder {0} is published to bucket {1} already: choose that folder, or go back and choose another bucket',
        name,
        bucket.name,
      )
    : l10n.t(
        'Folder {0} is published to bucket {1} already: choose another bucket, or go back and choose that folder',
        name,
        bucket.name,
      );
}
