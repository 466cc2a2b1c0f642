// Everything a view imports: markup, state, hooks and the shared parts.
export { html } from './html.js';
export { Fragment, render } from 'preact';
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from '@preact/signals';
export { dateLine, duration, hhmm, hhmmss, inHall, known, now, tick } from './clock.js';
export { Arrow, Icon, ICON_NAMES } from './icons.js';
export { Clock, Key, Lamp, Num, Plate, QueueSquare, Today, WarningBand } from './parts.js';
