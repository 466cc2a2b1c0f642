// The live connection of a screen: facts arrive as whole snapshots, so a reconnect loses nothing.
import { batch, signal } from '@preact/signals';
import { io } from 'socket.io-client';
import { forgetTime, now, setServerNow, sleepWatch, startTicking, tick } from './clock.js';
import { connecting } from './connecting.js';
import { accepts, GRACE_MS, isSilent, lostDue, mayHaveSlept, mustEnrol, shouldReload } from './link_rules.js';
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
 * slept      while 'lost': this machine may have slept since, so nobody knows how old is what it shows
 * refused    what the server said when it refused this screen (sign in, enrol), or null; it is asked again every 3 s
 * audioReady set by a page with sound; told to the server
 * sound      how its sound is, in one of the words of sound_rules.js; told to the server
 * spoke      the id of the announcement it began last; told to the server
 * reconnect() with the credentials of now
 * report()   say so at once instead of at the next sign of life
 * holdReload a function; while it returns true a new build waits (a citizen is in the middle of something)
 */
export function connect(auth) {
  const socket = io({ ...SOCKET, auth });
  const again = connecting(socket);
  const link = {
    snapshot: signal(null),
    state: signal('connecting'),
    lostAt: signal(null),
    slept: signal(false),
    refused: signal(null),
    tick,
    now,
    audioReady: false,
    sound: '',
    spoke: '',
    holdReload: null,
    on(event, fn) { socket.on(event, fn); return () => socket.off(event, fn); },
    // A fact about the past is worth nothing after a reconnect: what cannot be sent now is dropped, not kept.
    /** Ask the server; the answer never comes when the connection is gone. */
    ask(event, data) { return new Promise((resolve) => { if (socket.connected) socket.emit(event, data, resolve); }); },
    close() { socket.close(); },
    /** Connect anew, as whoever is signed in now. */
    reconnect: () => again.now(),
  };
  const life = { heardAt: clock(), droppedAt: null, doubtedAt: null, fresh: true };
  listen(socket, again, link, life);
  const health = pageHealth(link, clock, (said, askedAt) => answered(life, said, askedAt));
  socket.on('connect', health.report);
  link.report = health.report;
  const ahead = sleepWatch();
  startTicking(() => {
    if (mayHaveSlept(ahead())) doubt(socket, link, life);
    health.beat();
    watch(socket, link, life);
    renew(link);
    enrolAgain(link, auth.screen);
  });
  return link;
}

function listen(socket, again, link, life) {
  const heard = () => { life.heardAt = clock(); };
  const watchEngine = () => {
    const { engine } = socket.io;
    if (!engine) return;
    engine.on('packet', heard);
    // It would end a good connection when somebody sets this device's clock forward; silence is seen here, by a steady one.
    engine._hasPingExpired = () => false;
  };
  socket.io.on('open', () => { heard(); watchEngine(); });
  socket.on('connect', () => { heard(); life.fresh = true; });
  socket.on('disconnect', (reason) => {
    if (life.droppedAt === null) life.droppedAt = clock();
    setTimeout(() => watch(socket, link, life), GRACE_MS + 10);
    // The server let go of this screen: its session is over, its token revoked, or it did not read. Asked again, it says so.
    if (reason === 'io server disconnect') again.soon(100 + Math.random() * 500);
  });
  socket.on('connect_error', (error) => {
    if (socket.active) return; // the network: socket.io tries again by itself
    link.refused.value = error.data || { code: error.message, title: error.message };
    again.soon(3000 + Math.random() * 1000);
  });
  socket.on('snapshot', (next) => {
    heard();
    if (!accepts(link.snapshot.value, next, life.fresh)) return;
    // What lay on the wire while this machine slept is as old as the sleep: its answer alone ends the doubt.
    if (life.fresh) life.doubtedAt = null;
    const doubted = life.doubtedAt !== null;
    life.fresh = false;
    if (!doubted) life.droppedAt = null;
    if (readSession(REFUSED)) writeSession(REFUSED, '');
    batch(() => {
      if (!doubted) takeTime(next.now);
      link.snapshot.value = next;
      link.state.value = 'ok';
      link.lostAt.value = null;
      link.slept.value = false;
      link.refused.value = null;
    });
  });
}

function takeTime(told) {
  if (!told) return;
  setServerNow(told);
  tick.value = now().getTime();
}

/** The server has answered a report made at `askedAt`: what it sent before has come, so the connection is whole. */
function answered(life, said, askedAt) {
  if (life.doubtedAt !== null && askedAt < life.doubtedAt) return;
  life.doubtedAt = null;
  takeTime(said && said.now);
}

/** This machine has slept, or its clock was set: the server is asked, and has as long to answer as a broken connection to come back. */
function doubt(socket, link, life) {
  life.doubtedAt ??= clock();
  if (link.state.value === 'lost') { link.slept.value = true; forgetTime(); }
  link.report();
  setTimeout(() => watch(socket, link, life), GRACE_MS + 10);
}

/** Say 'lost' when it is due; close a socket that stands but is silent, so that reconnecting begins. */
function watch(socket, link, life) {
  const at = clock();
  const unanswered = life.doubtedAt !== null && at >= life.doubtedAt + GRACE_MS;
  if (socket.connected && ((unanswered && !life.fresh) || (life.droppedAt === null && isSilent(life.heardAt, at)))) {
    life.droppedAt ??= life.doubtedAt ?? at;
    if (socket.io.engine) socket.io.engine.close();
  }
  const due = lostDue(life.heardAt, life.droppedAt ?? life.doubtedAt, link.state.value === 'connecting');
  if (link.state.value === 'lost' || at < due) return;
  batch(() => {
    link.state.value = 'lost';
    link.lostAt.value = now().getTime() - (at - due); // a page that stood still was lost long before it could say so
    if (life.doubtedAt === null) return;
    link.slept.value = true;
    forgetTime();
  });
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
