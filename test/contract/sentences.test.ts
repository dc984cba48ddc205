import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorKinds } from '../../src/core/errorKinds.js';
import { AppError, type ErrorKind, isAppError } from '../../src/core/errors.js';
import { errorText } from '../../src/core/errorTexts/errorText.js';
import { objectCalls, sdkCalls } from '../support/everyCall.js';
import { sayIn } from '../support/fakeVscode.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';
import { recordId } from './errorCodes/support.js';

let opened: SandboxCloud;
beforeAll(async () => {
  // Pauses between attempts take no time.
  opened = await openSandboxCloud({}, { clock: { now: () => Date.now(), sleep: async () => {} } });
});
afterAll(() => opened.stop());

test('no error sentence of any call ends with a page, a product or nothing that is the user’s', async () => {
  const calls = [...sdkCalls(recordId(opened.sandbox.state, 'www')), ...objectCalls];
  for (const [action, make] of calls) {
    // A change without an answer is looked for by HEAD.
    for (const failing of new Set([action, 'HeadObject']))
      opened.fail(failing, 'error', { code: 'InternalError', status: 500, count: 99 });
    const error = await make(opened.cloud).catch((caught: unknown) => caught);
    opened.sandbox.state.faults.length = 0;
    if (!isAppError(error)) throw new Error(`${action} did not fail`);
    for (const kind of Object.keys(errorKinds) as ErrorKind[]) {
      for (const language of ['en', 'zh-cn'] as const) {
        const said = sayIn(language, () => errorText(new AppError(kind, error.details)));
        expect(said, `${action} ${language}`).not.toMatch(/: *(page \d+|OSS|CDN|DNS|Alibaba Cloud|undefined|)$/i);
        expect(said, `${action} ${language}`).not.toMatch(/：(第 ?\d+ ?页|OSS|CDN|DNS|阿里云|undefined|)$/i);
      }
    }
  }
});
