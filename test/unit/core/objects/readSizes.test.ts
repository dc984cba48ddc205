import { expect, test } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import { readSizes } from '../../../../src/core/objects/collectObjects.js';
import { failureOf } from '../../../support/failureOf.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const object = (key: string) => ({ bucket, key, path: key });

/** Reads the sizes of two objects, the first of which fails. */
function read(kind: ErrorKind) {
  const readObjectHead = async (_bucket: unknown, key: string) => {
    if (key === 'bad') throw new AppError(kind);
    return { size: 7 } as never;
  };
  return readSizes({ readObjectHead }, [object('bad'), object('good')], new AbortController().signal);
}

test.each(['forbidden', 'unavailable', 'timeout', 'objectArchived'] as const)(
  'an object whose size cannot be read has none, and the others have theirs: %s',
  async (kind) => {
    expect(await read(kind)).toEqual([object('bad'), { ...object('good'), size: 7 }]);
  },
);

test.each(['cancelled', 'offline', 'expiredCredentials'] as const)(
  'a failure that every object would have ends the reading of sizes: %s',
  async (kind) => {
    expect(await failureOf(read(kind))).toMatchObject({ kind });
  },
);
