import { openConsolePage } from './consolePages.js';
import { copySetUp } from './copySetUp.js';
import { deleteDomain } from './deleteDomain.js';
import { changeDelivery } from './delivery/changeDelivery.js';
import { editOrigin } from './editOrigin.js';
import { setHsts } from './setHsts.js';
import { disableDomain, enableDomain } from './switchDomain.js';
import { unbindDomain } from './unbindDomain.js';

/** The commands on a CDN domain. Their output file is loaded with the first of them. */
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
