// Connecting again where socket.io does not do so by itself: after a refusal, and after the server has let go of a screen.

/**
 * Returns {soon(ms), now()}: one attempt at a time. A second request while one is under way would be refused by the server,
 * and a socket refused after it was let in believes for ever that it is connected.
 */
export function connecting(socket, later = setTimeout, drop = clearTimeout) {
  let timer = null;
  return {
    soon(ms) {
      drop(timer);
      timer = later(() => { if (!socket.active) socket.connect(); }, ms);
    },
    now() {
      drop(timer);
      socket.disconnect().connect();
    },
  };
}
