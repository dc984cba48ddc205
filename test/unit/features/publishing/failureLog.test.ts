import { expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { PublishCause } from '../../../../src/core/publishing/publication.js';
import { Signal } from '../../../../src/core/signal.js';
import { logPublishFailures } from '../../../../src/features/publishing/publishingFeature.js';
import type { Publishing } from '../../../../src/features/publishing/services.js';
import { failureText } from '../../../../src/features/publishing/status/queueRows.js';

const causeOf = (...given: ConstructorParameters<typeof AppError>): PublishCause => {
  const { kind, details } = new AppError(...given);
  return { kind: 'error', error: { kind, details } };
};
const subject = 'site/a.js';

test.each<[string, PublishCause, boolean]>([
  ['a secret', causeOf('badFile', { code: 'secret', subject }), true],
  ['a name that is never uploaded', causeOf('badFile', { code: 'neverUploaded', subject }), true],
  ['a file that is gone', causeOf('badFile', { code: 'gone', subject }), true],
  ['a file that is too large', causeOf('refused', { code: 'EntityTooLarge', subject }), true],
  ['a refresh that failed after the upload', causeOf('refreshFailed', { subject }), false],
])(
  '%s has one debug line where the bucket does not have the file, in the words of the list',
  (_what, cause, unsent) => {
    const changed = new Signal<void>();
    const publication = { id: '1', label: subject };
    const [lines, failures]: [string[], string[]] = [[], []];
    const log = {
      debug: (line: string) => void lines.push(line),
      failure: (what: string, { kind }: AppError) => void failures.push(`${what} ${kind}`),
    };
    const publisher = {
      onDidChange: changed.event,
      state: { kind: 'failed', failures: [{ publication, cause }], count: 1 },
      list: () => [{ publication, stage: 'failed', unsent }],
    };
    logPublishFailures({ publisher, deps: { log } } as unknown as Publishing);
    changed.fire();
    changed.fire();
    expect(lines).toEqual(unsent ? [`not published: ${subject}: ${failureText(cause)}`] : []);
    expect(failures).toHaveLength(1);
  },
);
