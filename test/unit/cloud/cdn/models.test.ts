import { expect, test } from 'vitest';
import { readFields } from '../../../../src/cloud/answerFields.js';
import { toRefreshTask } from '../../../../src/cloud/cdn/models.js';

test.each(['constructor', '__proto__', 'Waiting'])(
  'a refresh task of the unknown type and status %s is pending',
  (word) => {
    const row = { taskId: '1', objectPath: 'https://a/b', objectType: word, status: word };
    const task = toRefreshTask(readFields(row, { action: 'DescribeRefreshTasks', subject: '' }));
    expect(task).toEqual({ id: '1', url: 'https://a/b', status: 'pending', percent: 0 });
  },
);
