import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { toFailure } from '../../../../../src/disk/store/database/connection.js';

const failureOf = (errcode: number, message = 'no') => toFailure(Object.assign(new Error(message), { errcode }));

describe('toFailure', () => {
  /** By the names of sqlite.org/rescode.html. */
  it.each([
    ['refused', { PERM: 3, ABORT: 4, NOMEM: 7, READONLY: 8, INTERRUPT: 9, IOERR: 10, FULL: 13, CANTOPEN: 14 }],
    ['refused', { MISUSE: 21, NOLFS: 22, AUTH: 23, RANGE: 25, IOERR_FSYNC: 1034, READONLY_DIRECTORY: 1544 }],
    ['busy', { BUSY: 5, LOCKED: 6, PROTOCOL: 15, SCHEMA: 17, BUSY_SNAPSHOT: 517 }],
    ['damaged', { CORRUPT: 11, FORMAT: 24, NOTADB: 26, IOERR_SHORT_READ: 522, CORRUPT_INDEX: 779 }],
    ['moved', { READONLY_DBMOVED: 1032 }],
    ['inconsistent', { INTERNAL: 2, TOOBIG: 18, CONSTRAINT: 19, MISMATCH: 20, CONSTRAINT_UNIQUE: 2067 }],
    ['inconsistent', { ERROR: 1, CONSTRAINT_NOTNULL: 1299, CONSTRAINT_PRIMARYKEY: 1555 }],
  ] as const)('takes these codes for %s: %o', (failure, codes) => {
    expect(Object.values(codes).map((code) => failureOf(code))).toEqual(Object.values(codes).map(() => failure));
  });

  it('reads the cause of a generic error code from its message', () => {
    const db = new DatabaseSync(':memory:');
    const failureBy = (sql: string) => {
      try {
        db.exec(sql);
      } catch (error) {
        return toFailure(error);
      }
      return undefined;
    };
    db.exec('CREATE TABLE present(a)');
    const failures = ['SELECT 1 FROM gone', 'SELECT gone FROM present', 'COMMIT', 'INSERT INTO present VALUES(1, 2)'];
    expect(failures.map(failureBy)).toEqual(['damaged', 'damaged', 'refused', 'inconsistent']);
    db.close();
  });

  it('knows nothing of an error that is not of SQLite', () => {
    expect([toFailure(new Error('no')), toFailure('no'), toFailure(undefined)]).toEqual(Array(3).fill(undefined));
  });
});
