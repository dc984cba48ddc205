import { byHand } from './byHand.mjs';
import { editInPlace } from './editInPlace.mjs';
import { freshName } from './freshName.mjs';
import { letsEncrypt } from './letsEncrypt.mjs';
import { moveSite } from './moveSite.mjs';
import { pages } from './pages.mjs';
import { publish } from './publish.mjs';
import { site } from './site.mjs';
import type { Story } from './story.mjs';
import { straightToBucket } from './straightToBucket.mjs';
import { wildcard } from './wildcard.mjs';

/** All stories, in the order in which `--walk=N` counts them from 1. */
export const stories: readonly Story[] = [
  publish,
  wildcard,
  straightToBucket,
  byHand,
  site,
  letsEncrypt,
  moveSite,
  freshName,
  editInPlace,
  pages,
];
