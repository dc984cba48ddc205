import { afterEach, beforeEach, describe } from 'vitest';
import { testAside } from './storeAside.js';
import { testEntries } from './storeEntries.js';
import type { PublishStoreFixture } from './storeFixture.js';
import { testLedger } from './storeLedger.js';
import { testRandomEntries } from './storeModel.js';
import { testWindows } from './storeWindows.js';
import { testWrites } from './storeWrites.js';

/** What every implementation of the publish store promises; random operations are tried `runs` times. */
export function describePublishStore(
  name: string,
  { runs }: { readonly runs: number },
  open: () => Promise<PublishStoreFixture>,
): void {
  describe(`publish store: ${name}`, () => {
    let fixture: PublishStoreFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.stop());
    const use = () => fixture;
    testEntries(use);
    testRandomEntries(use, runs);
    testLedger(use);
    testWindows(use);
    testWrites(use);
    testAside(use);
  });
}
