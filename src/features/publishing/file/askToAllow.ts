import type { Publication } from '../../../core/publishing/publication.js';
import { allowFile } from '../../../core/publishing/upload/allowFile.js';
import { confirmSecretFile } from '../../../host/prompts/secretFile.js';
import type { Publishing } from '../services.js';

/** Asks whether to publish a file despite what is found in it, which this workspace remembers; `undefined` if declined. */
export function askToAllow(
  { deps, allowedFiles }: Pick<Publishing, 'allowedFiles'> & { readonly deps: Pick<Publishing['deps'], 'files'> },
  publication: Publication,
): Promise<Publication | undefined> {
  const permit = { files: deps.files, allowedFiles, confirm: confirmSecretFile };
  return allowFile(permit, publication, new AbortController().signal);
}
