// Panels by name.
import { AllPanel } from './all.js';
import { AnnouncePanel } from './announce.js';
import { ChoosePanel } from './choose.js';
import { ClosePanel } from './close.js';
import { DirectPanel } from './direct.js';
import { FindPanel } from './find.js';
import { GuidePanel } from './guide.js';
import { HeldPanel } from './held.js';
import { HoldPanel } from './hold.js';
import { ItemsPanel } from './items.js';
import { KeysPanel } from './keys.js';
import { PausePanel } from './pause.js';
import { TransferPanel } from './transfer.js';

export const PANELS = {
  all: AllPanel, announce: AnnouncePanel, choose: ChoosePanel, close: ClosePanel, direct: DirectPanel, find: FindPanel, guide: GuidePanel, held: HeldPanel, hold: HoldPanel,
  items: ItemsPanel, keys: KeysPanel, pause: PausePanel, transfer: TransferPanel,
};
