// What an unknown device does next, from what the server said to its last question. No DOM here.

export const POLL_MS = 2000;
export const RETRY_MS = 4000;

/** The six digits in two groups of three, as they are read aloud. */
export function grouped(code) {
  return code ? `${code.slice(0, 3)} ${code.slice(3)}` : '';
}

/**
 * The next step after an answer to the poll: 'open' the screen, 'wait' for the manager,
 * 'again' for a new code (the old one has run out), 'lost' when nothing answered.
 */
export function nextStep(answer) {
  if (answer.ok) return answer.body && answer.body.state === 'approved' ? 'open' : 'wait';
  if (answer.status === 404 || answer.status === 409) return 'again';
  return 'lost';
}
