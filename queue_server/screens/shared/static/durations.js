// Running times as text. No DOM here.

const two = (n) => String(n).padStart(2, '0');

/** A running time: 06:24, from an hour on 1:02:33. Takes seconds. */
export function clockOf(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s < 3600 ? rest : `${Math.floor(s / 3600)}:${rest}`;
}
