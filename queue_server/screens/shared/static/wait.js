// How a long wait is said: nobody counts two hundred minutes.

/** A wait in whole hours, rounded outward: {low, high}; null when minutes say it better. */
export function inHours({ low, high }) {
  return low >= 60 && high > 120 ? { low: Math.floor(low / 60), high: Math.ceil(high / 60) } : null;
}
