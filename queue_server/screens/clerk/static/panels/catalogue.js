// The items of the hall, for direct service and for what was served; asked for as a panel opens, the last answer shows meanwhile.
import { query } from '@shared/api.js';
import { signal, useEffect } from '@shared/ui.js';

const items = signal(null);
const failed = signal(false);
let asking = false;

async function ask() {
  if (asking) return;
  asking = true;
  failed.value = false;
  const got = await query('/api/v1/items', { giveUpMs: 8000 });
  asking = false;
  if (got.ok) items.value = got.body.items;
  else failed.value = true;
}

/** {items, failed, loading}: all items, an empty list until they have come. */
export function useCatalogue() {
  useEffect(() => { ask(); }, []);
  return { items: items.value || [], failed: failed.value, loading: !items.value && !failed.value };
}
