// The live connection of a screen: facts arrive as whole snapshots, so a reconnect loses nothing.
import { batch, signal } from '@preact/signals';
import { io } from 'socket.io-client';
import { now, setServerNow, startTicking, tick } from './clock.js';
import { accepts, isSilent, lostDue, mustEnrol, shouldReload } from './link_rules.js';
import { pageHealth } from './page_health.js';

const RELOADED = 'th-reloaded-for';
const REFUSED = 'th-refused';
const SOCKET = {
  transports: ['websocket'],
  reconnectionDelay: 500,
  reconnectionDelayMax: 1500,
  randomizationFactor: 0.4,
  timeout: 3000,
};

const clock = () => performance.now();

function readSession(name) {
  try { return sessionStorage.getItem(name); } catch { return null; }
}

function writeSession(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* storage is off: at worst one more reload */ }
}

/**
 * Connect this page as a screen. Arguments: {screen, window?, token?}, sent as the socket's credentials.
 *
 * snapshot   the last one, or null before the first
 * state      'connecting' until the first snapshot, then 'ok' or 'lost'
 * lostAt     milliseconds of the server's clock when 'lost' began, or null
 * refused    what the server said when it refused this screen (sign in, enrol), or null; it is asked again every 3 s
 * audioReady set by a page with sound; told to the server
 * sound      how its sound is, in one of the words of sound_rules.js; told to the server
 * reconnect() with the credentials of now
 * report()   say so at once instead of at the next sign of life
 * holdReload a function; while it returns true a new build waits (a citizen is in the middle of something)
 */
export function connect(auth) {
  const socket = io({ ...SOCKET, auth });
  const link = {
    snapshot: signal(null),
    state: signal('connecting'),
    lostAt: signal(null),
    refused: signal(null),
    tick,
    now,
    audioReady: false,
    sound: '',
    holdReload: null,
    on(event, fn) { socket.on(event, fn); return () => socket.off(event, fn); },
    // A fact about the past is worth nothing after a reconnect: unsent events are dropped, not kept.
    emit(event, data) { if (socket.connected) socket.emit(event, data); },
    /** Ask the server; the answer never comes when the connection is gone. */
    ask(event, data) { return new Promise((resolve) => { if (socket.connected) socket.emit(event, data, resolve); }); },
    close() { socket.close(); },
    /** Connect anew, as whoever is signed in now. */
    reconnect() { socket.disconnect().connect(); },
  };
  const life = { heardAt: clock(), droppedAt: null, fresh: true };
  listen(socket, link, life);
  const health = pageHealth(link, clock);
  socket.on('connect', health.report);
  link.report = health.report;
  startTicking(() => {
    health.beat();
    watch(socket, link, life);
    renew(link);
    enrolAgain(link, auth.screen);
  });
  return link;
}

function listen(socket, link, life) {
  const heard = () => { life.heardAt = clock(); };
  const watchEngine = () => { if (socket.io.engine) socket.io.engine.on('packet', heard); };
  socket.io.on('open', () => { heard(); watchEngine(); });
  socket.on('connect', () => { heard(); life.fresh = true; });
  socket.on('disconnect', (reason) => {
    if (life.droppedAt === null) life.droppedAt = clock();
    setTimeout(() => watch(socket, link, life), 1510);
    // The server let go of this screen: its session is over, its token revoked, or it did not read. Asked again, it says so.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 100 + Math.random() * 500);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) return; // the network: socket.io tries again by itself
    link.refused.value = error.data || { code: error.message, title: error.message };
    setTimeout(() => socket.connect(), 3000 + Math.random() * 1000);
  });
  socket.on('snapshot', (next) => {
    heard();
    if (!accepts(link.snapshot.value, next, life.fresh)) return;
    life.fresh = false;
    life.droppedAt = null;
    if (readSession(REFUSED)) writeSession(REFUSED, '');
    if (next.now) setServerNow(next.now);
    batch(() => {
      tick.value = now().getTime();
      link.snapshot.value = next;
      link.state.value = 'ok';
      link.lostAt.value = null;
      link.refused.value = null;
    });
  });
}

/** Say 'lost' when it is due; close a socket that stands but is silent, so that reconnecting begins. */
function watch(socket, link, life) {
  const at = clock();
  if (socket.connected && life.droppedAt === null && isSilent(life.heardAt, at)) {
    life.droppedAt = at;
    if (socket.io.engine) socket.io.engine.close();
  }
  const waiting = link.state.value === 'connecting';
  if (link.state.value !== 'lost' && at >= lostDue(life.heardAt, life.droppedAt, waiting)) {
    batch(() => { link.state.value = 'lost'; link.lostAt.value = now().getTime(); });
  }
}

/** A device that is not let in any more opens its page anew, once: it shows the code to be let in with. */
function enrolAgain(link, screen) {
  if (!mustEnrol(screen, link.refused.value, readSession(REFUSED))) return;
  if (link.holdReload && link.holdReload()) return;
  writeSession(REFUSED, screen);
  location.reload();
}

/** Load the page again when the server serves another build than this page's. */
function renew(link) {
  const served = link.snapshot.value && link.snapshot.value.build;
  if (!shouldReload(document.body.dataset.build, served, readSession(RELOADED))) return;
  if (link.state.value !== 'ok' || (link.holdReload && link.holdReload())) return;
  writeSession(RELOADED, served);
  location.reload();
}
