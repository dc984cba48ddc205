import { describe, expect, test } from 'vitest';
import { isPublicSuffix, rootOf } from '../../../src/cloud/publicSuffix.js';

describe('a root domain', () => {
  test.each([
    ['www.example.com', 'example.com'],
    ['a.b.example.com.cn', 'example.com.cn'],
    ['example.com', 'example.com'],
    ['com', 'com'],
  ])('a root domain of %s is %s', (name, root) => {
    expect(rootOf(name)).toBe(root);
  });

  test.each([
    ['com', true],
    ['com.cn', true],
    ['example.com', false],
    ['github.io', false],
  ])('%s is a public suffix: %s', (name, expected) => {
    expect(isPublicSuffix(name)).toBe(expected);
  });
});
