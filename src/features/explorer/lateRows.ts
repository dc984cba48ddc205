import { listDelivery } from './delivery/deliveryItems.js';
import { RowLooks } from './rowLooks.js';

/** The code that is loaded when rows are listed for the first time. */
export { listDelivery, RowLooks };
