// Panels by name.
import { AllPanel } from './all.js';
import { FindPanel } from './find.js';
import { GuidePanel } from './guide.js';
import { KeysPanel } from './keys.js';
import { PausePanel } from './pause.js';
import { TransferPanel } from './transfer.js';

export const PANELS = {
  all: AllPanel, find: FindPanel, guide: GuidePanel, keys: KeysPanel, pause: PausePanel, transfer: TransferPanel,
};
