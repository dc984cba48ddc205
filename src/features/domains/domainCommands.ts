import { openConsolePage } from './consolePages.js';
import { copySetUp } from './copySetUp.js';
import { deleteDomain } from './deleteDomain.js';
import { changeDelivery } from './delivery/changeDelivery.js';
import { editOrigin } from './editOrigin.js';
import { setHsts } from './setHsts.js';
import { disableDomain, enableDomain } from './switchDomain.js';
import { unbindDomain } from './unbindDomain.js';

/** What the commands on a CDN domain do, in an output file of its own that is loaded with the first of them. */
export const domainCommands = {
  enableDomain,
  disableDomain,
  deleteDomain,
  unbindDomain,
  editOrigin,
  changeDelivery,
  openConsolePage,
  setHsts,
  copySetUp,
};
