import { expect, test } from 'vitest';
import { toRefreshTask } from '../../../../src/cloud/cdn/models.js';

test.each(['constructor', '__proto__', 'Waiting'])(
  'a refresh task of the unknown type and status %s is pending',
  (word) => {
    const task = toRefreshTask({ taskId: '1', objectPath: 'https://a/b', objectType: word, status: word });
    expect(task).toEqual({ id: '1', url: 'https://a/b', status: 'pending', percent: 0 });
  },
);
