import { expect, test } from 'vitest';
import { requireSizes } from '../../scripts/packageSizes.mjs';

test('packaging fails where a file or the package is above its limit, and says by how much', () => {
  const fits = { name: 'a.js', kb: 120, limitKb: 120 };
  expect(() => requireSizes([fits, { ...fits, kb: 0 }])).not.toThrow();
  expect(() => requireSizes([fits, { name: '.vsix', kb: 900.06, limitKb: 900 }])).toThrow(
    /^The package is too large: \.vsix has 900\.1 KB, at most 900 are allowed$/,
  );
});
